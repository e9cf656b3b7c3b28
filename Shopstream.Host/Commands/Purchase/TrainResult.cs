using System.Text.Json.Serialization;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Purchase;

namespace Shopstream.Host.Commands.Purchase;

/// <summary>What <c>train purchase --json</c> writes.</summary>
internal sealed record TrainResults(
    int Rows, int Positives, string Target, int Folds, string? Group, long Seed, IReadOnlyList<TrainResult> Results, IReadOnlyList<TrainResult> Yardsticks);

/// <summary>One model: means over the folds, standard deviations, the confusion matrix of all folds, and each fold's AUC.</summary>
internal sealed record TrainResult(
    string Model,
    double? Epsilon,
    double? Delta,
    double Accuracy,
    double Precision,
    double Recall,
    double F1,
    double Auc,
    double LogLoss,
    ConfusionCounts Confusion,
    double Seconds,
    TrainDeviations Deviations,
    IReadOnlyList<double> FoldAuc,
    IReadOnlyList<float> FoldThreshold)
{
    public static TrainResult Of(PurchaseEvaluation e, string model)
    {
        var c = e.Confusion;
        return new TrainResult(
            model, e.Privacy?.Epsilon, e.Privacy?.Delta,
            e.Of(f => f.Confusion.Accuracy).Mean, e.Of(f => f.Confusion.Precision).Mean, e.Of(f => f.Confusion.Recall).Mean, e.Of(f => f.Confusion.F1).Mean,
            e.Of(f => f.Auc).Mean, e.Of(f => f.LogLoss).Mean,
            new ConfusionCounts((long)c.TruePositives, (long)c.FalsePositives, (long)c.TrueNegatives, (long)c.FalseNegatives), e.Seconds,
            new TrainDeviations(
                Deviation(f => f.Confusion.Accuracy), Deviation(f => f.Confusion.Precision), Deviation(f => f.Confusion.Recall), Deviation(f => f.Confusion.F1),
                Deviation(f => f.Auc), Deviation(f => f.LogLoss)),
            [.. e.Folds.Select(f => f.Auc)], [.. e.Folds.Select(f => f.Threshold)]);

        double Deviation(Func<ClassificationReport, double> measure) => e.Of(measure).Deviation;
    }
}

/// <summary>Answers by kind.</summary>
internal sealed record ConfusionCounts(long TruePositives, long FalsePositives, long TrueNegatives, long FalseNegatives);

/// <summary>Standard deviations over the folds.</summary>
internal sealed record TrainDeviations(double Accuracy, double Precision, double Recall, double F1, double Auc, double LogLoss);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrainResults))]
internal sealed partial class TrainJsonContext : JsonSerializerContext;
