using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Factorization;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>Trains algorithms by their names.</summary>
public static class RecommenderCatalogue
{
    /// <summary>Trains an algorithm on a matrix with the settings of a choice.</summary>
    private delegate IRecommender Training(AlgorithmChoice choice, InteractionMatrix matrix, int threads, CancellationToken cancellationToken);

    // Best on a random tenth held out of the training part of MovieLens 100k, its test part unseen.
    private static readonly NeighbourOptions ItemNeighbours = new() { Similarity = Similarity.TfIdf, Shrinkage = 20 };
    private static readonly NeighbourOptions UserNeighbours = new() { Similarity = Similarity.Bm25 };
    private static readonly RankFusionOptions Fusion = new() { Smoothing = 20 };

    private static readonly SortedDictionary<string, Training> Trainings = new(StringComparer.Ordinal)
    {
        ["popular"] = (choice, matrix, _, _) =>
        {
            choice.Finish();
            return PopularRecommender.Train(matrix);
        },
        ["item-knn"] = (choice, matrix, threads, cancellationToken) => ItemNeighboursRecommender.Train(matrix, Neighbours(choice, ItemNeighbours), threads, cancellationToken),
        ["user-knn"] = (choice, matrix, _, _) => UserNeighboursRecommender.Train(matrix, Neighbours(choice, UserNeighbours)),
        ["ease"] = (choice, matrix, threads, cancellationToken) =>
        {
            var options = new EaseOptions { Lambda = choice.Number("lambda", new EaseOptions().Lambda) };
            choice.Finish();
            return EaseRecommender.Train(matrix, options, threads, cancellationToken);
        },
        ["als"] = FactorTrainings.Als,
        ["bpr"] = FactorTrainings.Bpr,
        ["hybrid"] = Hybrid,
    };

    /// <summary>The names, in the order of the alphabet.</summary>
    public static IReadOnlyCollection<string> Names => Trainings.Keys;

    /// <summary>Trains one.</summary>
    /// <param name="choice">Its name and settings.</param>
    /// <param name="matrix">Users × items.</param>
    /// <param name="threads">0 for one a core.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <exception cref="FormatException">There is no such algorithm or setting.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of its range.</exception>
    public static IRecommender Train(AlgorithmChoice choice, InteractionMatrix matrix, int threads, CancellationToken cancellationToken) =>
        Trainings.TryGetValue(choice.Name, out var training)
            ? training(choice, matrix, threads, cancellationToken)
            : throw new FormatException($"found the algorithm \"{choice.Name}\", expected one of {string.Join(", ", Names)}");

    private static NeighbourOptions Neighbours(AlgorithmChoice choice, NeighbourOptions defaults)
    {
        var options = new NeighbourOptions
        {
            Similarity = choice.OneOf("similarity", defaults.Similarity),
            K = choice.Whole("k", defaults.K),
            Shrinkage = choice.Number("shrinkage", defaults.Shrinkage),
        };
        choice.Finish();
        return options;
    }

    /// <summary>Weights of the parts are settings by their names; 0 leaves one out.</summary>
    private static RankFusionRecommender Hybrid(AlgorithmChoice choice, InteractionMatrix matrix, int threads, CancellationToken cancellationToken)
    {
        var options = new RankFusionOptions { Smoothing = choice.Number("smoothing", Fusion.Smoothing), Depth = choice.Whole("depth", Fusion.Depth) };
        var weights = new (string Name, double Weight)[]
        {
            ("ease", choice.Number("ease", 6)), ("item-knn", choice.Number("item-knn", 1)), ("user-knn", choice.Number("user-knn", 0)), ("popular", choice.Number("popular", 0)),
        };
        choice.Finish();
        if (!weights.Any(w => w.Weight > 0)) throw new FormatException($"{choice.Text}: found no weight above 0, expected one of {string.Join(", ", weights.Select(w => w.Name))}");
        return new([.. weights.Where(w => w.Weight > 0).Select(w => (Train(AlgorithmChoice.Parse(w.Name), matrix, threads, cancellationToken), w.Weight))], options);
    }
}
