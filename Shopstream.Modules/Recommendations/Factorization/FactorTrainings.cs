using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>Trains the algorithms on factors from the settings of a choice.</summary>
internal static class FactorTrainings
{
    /// <summary><c>als</c>: settings factors, iterations, regularization, confidence, solver, steps and seed.</summary>
    public static IRecommender Als(AlgorithmChoice choice, InteractionMatrix matrix, int threads, CancellationToken cancellationToken)
    {
        var defaults = new ImplicitAlsOptions();
        var options = new ImplicitAlsOptions
        {
            Factors = choice.Whole("factors", defaults.Factors),
            Iterations = choice.Whole("iterations", defaults.Iterations),
            Regularization = (float)choice.Number("regularization", defaults.Regularization),
            Confidence = (float)choice.Number("confidence", defaults.Confidence),
            Solver = choice.OneOf("solver", defaults.Solver),
            Steps = choice.Whole("steps", defaults.Steps),
            Seed = choice.Whole("seed", defaults.Seed),
            Threads = threads,
        };
        choice.Finish();
        return new AlsRecommender(ImplicitAls.Train(matrix, options, cancellationToken: cancellationToken));
    }

    /// <summary><c>bpr</c>: settings factors, epochs, rate, regularization and seed.</summary>
    public static IRecommender Bpr(AlgorithmChoice choice, InteractionMatrix matrix, int threads, CancellationToken cancellationToken)
    {
        var defaults = new BprOptions();
        var options = new BprOptions
        {
            Factors = choice.Whole("factors", defaults.Factors),
            Epochs = choice.Whole("epochs", defaults.Epochs),
            LearningRate = (float)choice.Number("rate", defaults.LearningRate),
            Regularization = (float)choice.Number("regularization", defaults.Regularization),
            Seed = choice.Whole("seed", defaults.Seed),
        };
        choice.Finish();
        return BprRecommender.Train(matrix, options, cancellationToken);
    }
}
