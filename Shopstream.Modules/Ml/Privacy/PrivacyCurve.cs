using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Networks;

namespace Shopstream.Modules.Ml.Privacy;

/// <summary>What privacy costs in quality: one point of the curve, measured on rows that were not trained on.</summary>
/// <param name="Epsilon">ε of the training; null without privacy.</param>
/// <param name="Noise">Deviation of the noise in units of the clipping norm; 0 without privacy.</param>
/// <param name="Accuracy">Share of right answers at probability one half, mean of the repeats.</param>
/// <param name="AccuracyDeviation">Standard deviation of the accuracy over the repeats; 0 for one.</param>
/// <param name="Auc">Area under the ROC curve, mean of the repeats.</param>
/// <param name="LogLoss">Log loss, mean of the repeats.</param>
public sealed record PrivacyPoint(double? Epsilon, double Noise, double Accuracy, double AccuracyDeviation, double Auc, double LogLoss);

/// <summary>Trains the same network at several ε. Every training is paid for: the ledger must hold ε · repeats for all of them.</summary>
public static class PrivacyCurve
{
    /// <summary>The point without privacy first, then one for each ε in the order given.</summary>
    /// <param name="training">Rows to learn from, of stated features.</param>
    /// <param name="test">Rows to judge on.</param>
    /// <param name="epsilons">Values of ε.</param>
    /// <param name="options">How, except for ε.</param>
    /// <param name="repeats">Trainings a point; 1 or more.</param>
    /// <param name="ledger">What pays.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="ArgumentException">An option is out of range, lengths differ, or a value is missing.</exception>
    /// <exception cref="PrivacyBudgetException">The budget does not suffice.</exception>
    public static IReadOnlyList<PrivacyPoint> Measure(
        (FeatureMatrix Features, float[] Labels) training,
        (FeatureMatrix Features, float[] Labels) test,
        IReadOnlyList<double> epsilons,
        PrivateTrainingOptions options,
        int repeats,
        PrivacyLedger ledger,
        CancellationToken cancellation) =>
        Measure(training, test, epsilons, options, repeats, ledger, NoiseSource.Cryptographic(), cancellation);

    internal static IReadOnlyList<PrivacyPoint> Measure(
        (FeatureMatrix Features, float[] Labels) training,
        (FeatureMatrix Features, float[] Labels) test,
        IReadOnlyList<double> epsilons,
        PrivateTrainingOptions options,
        int repeats,
        PrivacyLedger ledger,
        NoiseSource source,
        CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        var bare = new NetworkOptions { Hidden = options.Hidden, PositiveWeight = options.PositiveWeight, Seed = options.Seed, Threads = options.Threads };
        var points = new List<PrivacyPoint>
        {
            Point(null, 0, [Judge(NetworkTraining.Train(training.Features, training.Labels, bare, cancellation: cancellation).Network, test)]),
        };
        foreach (var epsilon in epsilons)
        {
            var reports = new List<ClassificationReport>();
            double noise = 0, spent = 0;
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                var trained = PrivateNetworkTraining.Train(
                    training.Features,
                    training.Labels,
                    options with { Epsilon = epsilon, Seed = options.Seed + repeat },
                    ledger,
                    $"curve of accuracy against ε, ε = {epsilon}",
                    source,
                    cancellation);
                (noise, spent) = (trained.Noise, trained.Epsilon);
                reports.Add(Judge(trained.Network, test));
            }

            points.Add(Point(spent, noise, reports));
        }

        return points;
    }

    private static ClassificationReport Judge(NeuralNetwork network, (FeatureMatrix Features, float[] Labels) test) =>
        ClassificationReport.Of(test.Labels, network.Predict(test.Features));

    private static PrivacyPoint Point(double? epsilon, double noise, List<ClassificationReport> reports)
    {
        var mean = reports.Average(r => r.Confusion.Accuracy);
        var deviation = reports.Count < 2 ? 0 : Math.Sqrt(reports.Sum(r => Math.Pow(r.Confusion.Accuracy - mean, 2)) / (reports.Count - 1));
        return new PrivacyPoint(epsilon, noise, mean, deviation, reports.Average(r => r.Auc), reports.Average(r => r.LogLoss));
    }
}
