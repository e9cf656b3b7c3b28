using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>A trained model of one kind, with how good it is on rows it has not learnt from.</summary>
/// <param name="Model">The model.</param>
/// <param name="Options">How it was trained.</param>
/// <param name="Metrics">By rows measured on, then by measure; a set of rows without one of the classes has no entry.</param>
internal sealed record PurchaseContender(
    PurchaseModel Model, PurchaseOptions Options, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Metrics)
{
    /// <summary>What it is, as the version says it.</summary>
    public string Kind => Label(Model.Kind);

    /// <summary>A kind as versions and parameters say it.</summary>
    public static string Label(PurchaseModelKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Measures a model.</summary>
    public static PurchaseContender Of(PurchaseModel model, PurchaseOptions options, ColumnTable table, PurchaseDivision division)
    {
        var metrics = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal);
        foreach (var (name, rows) in ((string, int[])[])[("unseenUsers", division.Unseen), ("later", division.Later), ("laterUnseenUsers", division.LaterUnseen)])
            metrics[name] = Measure(model, table, rows);
        return new PurchaseContender(model, options, metrics);
    }

    /// <summary>Probabilities of chosen rows.</summary>
    public float[] Scores(ColumnTable table, int[] rows) => Model.Learner.Predict(Model.Pipeline.Apply(table, rows));

    private static Dictionary<string, double> Measure(PurchaseModel model, ColumnTable table, int[] rows)
    {
        var labels = model.Pipeline.Labels(table, rows);
        var yes = labels.Count(l => l > 0.5f);
        var measures = new Dictionary<string, double>(StringComparer.Ordinal) { ["rows"] = rows.Length };
        if (yes == 0 || yes == rows.Length) return measures;
        var report = ClassificationReport.Of(labels, model.Learner.Predict(model.Pipeline.Apply(table, rows)), model.Threshold);
        measures["rate"] = (double)yes / rows.Length;
        measures["auc"] = report.Auc;
        measures["logLoss"] = report.LogLoss;
        measures["brier"] = report.Brier;
        measures["accuracy"] = report.Confusion.Accuracy;
        measures["precision"] = report.Confusion.Precision;
        measures["recall"] = report.Confusion.Recall;
        measures["f1"] = report.Confusion.F1;
        return measures;
    }
}
