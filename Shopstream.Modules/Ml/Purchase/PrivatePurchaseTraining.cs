using Shopstream.Modules.Ml.Networks;
using Shopstream.Modules.Ml.Privacy;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>
/// Trains with differential privacy. A network learns by DP-SGD, which protects everything about a row. Trees learn from rows whose
/// every feature was made noisy beforehand (Laplace noise on numbers, randomised response on categories), which protects the features
/// but not the label, and costs far more quality.
/// </summary>
internal static class PrivatePurchaseTraining
{
    /// <summary>Share of ε and δ for ranges and levels that are not stated.</summary>
    private const double DomainShare = 0.1;

    /// <summary>Share of ε for the threshold of a network.</summary>
    private const double ThresholdShare = 0.05;

    public static PurchaseModel Train(
        PurchaseModelKind kind, ColumnTable table, int[] rows, PurchaseOptions options, PrivacyLedger ledger, NoiseSource source, CancellationToken cancellationToken)
    {
        var privacy = options.Privacy!;
        if (privacy.Epsilon is not (>= 0.01 and <= 100)) throw new ArgumentException($"epsilon is {privacy.Epsilon}, expected 0.01 to 100", nameof(options));
        ledger.Require(
            $"training of a {kind.ToString().ToLowerInvariant()} model", privacy.Epsilon, kind == PurchaseModelKind.Network ? privacy.Delta : privacy.Delta * DomainShare);
        if (TrainingDivision.Groups(table, options.Group, rows) is { } groups) rows = TrainingDivision.OneOfEach(rows, groups, options.Seed);
        var stated = options.Features(kind) with { Ranges = privacy.Ranges, Levels = privacy.Levels };
        var (features, spent, spentDelta) = PrivateDomain.Complete(
            table, rows, stated, privacy.Epsilon * DomainShare, privacy.Delta * DomainShare, ledger, source);
        var (pipeline, training) = FeaturePipeline.Fit(table, rows, features);
        var left = privacy.Epsilon - spent;
        var protects = options.Group is null ? "row" : $"value of {options.Group}";
        if (kind == PurchaseModelKind.Network) return Network(pipeline, training, options, left, spent, spentDelta, protects, ledger, source, cancellationToken);

        var noisy = training with { Features = NoisyRows.Release(pipeline, training.Features, left, ledger, source) };
        var statement = new PrivacyStatement(
            privacy.Epsilon, spentDelta, protects, "noise on every feature of each training row before training; the labels are not protected");
        return kind == PurchaseModelKind.Forest
            ? PurchaseTraining.Forest(pipeline, noisy, options, cancellationToken, statement)
            : PurchaseTraining.Boosted(pipeline, noisy, groups: null, options, cancellationToken, statement);
    }

    private static PurchaseModel Network(
        FeaturePipeline pipeline,
        TrainingSet training,
        PurchaseOptions options,
        double left,
        double spent,
        double spentDelta,
        string protects,
        PrivacyLedger ledger,
        NoiseSource source,
        CancellationToken cancellationToken)
    {
        var privacy = options.Privacy!;
        var forThreshold = options.Threshold == ThresholdRule.Half ? 0 : privacy.Epsilon * ThresholdShare;
        var how = privacy.Network with
        {
            Epsilon = left - forThreshold,
            Delta = privacy.Delta - spentDelta,
            BatchSize = Math.Min(privacy.Network.BatchSize, training.Labels.Length),
            Seed = options.Seed,
        };
        var trained = PrivateNetworkTraining.Train(training.Features, training.Labels, how, ledger, "training of a network", source, cancellationToken);
        var threshold = options.Threshold switch
        {
            ThresholdRule.F1 => PrivateThreshold.Best(training.Labels, trained.Network.Predict(training.Features), m => m.F1, forThreshold, ledger, source),
            ThresholdRule.Accuracy => PrivateThreshold.Best(training.Labels, trained.Network.Predict(training.Features), m => m.Accuracy, forThreshold, ledger, source),
            _ => 0.5f,
        };
        var statement = new PrivacyStatement(
            spent + forThreshold + trained.Epsilon,
            privacy.Delta,
            protects,
            $"DP-SGD, {trained.Steps} steps, noise {trained.Noise:F3}, sampling rate {trained.SamplingRate:F4}");

        // The middle of all stated ranges and no level: nothing of it comes from a row.
        var middle = new FeatureMatrix(pipeline.Features, [.. pipeline.Features.Select(_ => new float[1])]);
        return new PurchaseModel(PurchaseModelKind.Network, pipeline, trained.Network, threshold, middle, statement);
    }
}
