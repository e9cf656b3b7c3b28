using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Privacy;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>
/// Judges models by folds: each row is tested once, by a model that saw neither it nor, with a group column, any row of its group.
/// Without a group column the folds are stratified by label.
/// </summary>
public sealed class PurchaseFolds
{
    private readonly ColumnTable _table;
    private readonly PurchaseOptions _options;
    private readonly TimeProvider _time;
    private readonly float[] _labels;
    private readonly IReadOnlyList<Fold> _folds;

    /// <summary>Divides the rows of a table.</summary>
    /// <param name="table">All rows.</param>
    /// <param name="options">Target, group and seed are used here, the rest in training.</param>
    /// <param name="folds">2 or more; 1 holds out a fifth of the rows once.</param>
    /// <param name="time">Takes the time of training.</param>
    /// <exception cref="ArgumentException">A label is missing or neither yes nor no, or there are too few rows or groups for the folds.</exception>
    public PurchaseFolds(ColumnTable table, PurchaseOptions options, int folds, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 1);
        (_table, _options, _time) = (table, options, time);
        var rows = Enumerable.Range(0, table.Rows).ToArray();
        _labels = TableLabels.Read(table, options.Target, options.PositiveLevel, rows);
        var groups = TrainingDivision.Groups(table, options.Group, rows);
        _folds = folds == 1
            ? [TrainingDivision.Holdout(_labels, groups, 0.2, options.Seed)]
            : TrainingDivision.Folds(_labels, groups, folds, options.Seed);
    }

    /// <summary>The label of each row, 0 or 1.</summary>
    public IReadOnlyList<float> Labels => _labels;

    /// <summary>Number of the fold that tests each row, from 0; -1 for a row that is not tested.</summary>
    public int[] FoldOfRow()
    {
        var result = new int[_labels.Length];
        Array.Fill(result, -1);
        for (var f = 0; f < _folds.Count; f++)
            foreach (var row in _folds[f].Test) result[row] = f;
        return result;
    }

    /// <summary>Trains and judges one kind of model.</summary>
    /// <param name="kind">What to train.</param>
    /// <param name="privacy">ε and how; null for none.</param>
    /// <param name="ledger">Pays each fold's training with privacy.</param>
    /// <param name="progress">Told after each fold.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ArgumentException">An option is out of range, a column would leak, or a class is too small.</exception>
    /// <exception cref="PrivacyBudgetException">The ledger's budget does not suffice.</exception>
    public PurchaseEvaluation Judge(
        PurchaseModelKind kind, PurchasePrivacy? privacy, PrivacyLedger? ledger, Action<int>? progress, CancellationToken cancellationToken)
    {
        var options = _options with { Privacy = privacy };
        var seconds = 0.0;
        PrivacyStatement? statement = null;
        return Judge(kind.ToString().ToLowerInvariant(), Train, () => seconds / _folds.Count, () => statement);

        (float[], float) Train(Fold fold, int number)
        {
            var start = _time.GetTimestamp();
            var model = PurchaseTraining.Train(kind, _table, fold.Train, options, ledger, cancellationToken);
            seconds += _time.GetElapsedTime(start).TotalSeconds;
            if (statement is null || model.Privacy!.Epsilon > statement.Epsilon) statement = model.Privacy;
            progress?.Invoke(number + 1);
            return (model.Learner.Predict(model.Pipeline.Apply(_table, fold.Test)), model.Threshold);
        }
    }

    /// <summary>What is gained by always giving the more frequent answer, with its share as the probability.</summary>
    public PurchaseEvaluation Majority() => Judge(
        "majority",
        (fold, _) =>
        {
            var share = fold.Train.Average(r => _labels[r]);
            var same = new float[fold.Test.Length];
            Array.Fill(same, share);
            return (same, share >= 0.5 ? 0 : 1.1f);
        });

    /// <summary>Judges probabilities that come from elsewhere, with the threshold chosen on each fold's training rows.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="probabilities">By row of the table.</param>
    public PurchaseEvaluation Given(string name, float[] probabilities) => Judge(
        name,
        (fold, _) => (
            PurchaseTraining.Pick(probabilities, fold.Test),
            PurchaseTraining.Threshold(_options.Threshold, PurchaseTraining.Pick(_labels, fold.Train), PurchaseTraining.Pick(probabilities, fold.Train))));

    private PurchaseEvaluation Judge(
        string name, Func<Fold, int, (float[] Probabilities, float Threshold)> predict, Func<double>? seconds = null, Func<PrivacyStatement?>? privacy = null)
    {
        var all = new float[_labels.Length];
        Array.Fill(all, float.NaN);
        var reports = new List<ClassificationReport>();
        for (var f = 0; f < _folds.Count; f++)
        {
            var (probabilities, threshold) = predict(_folds[f], f);
            for (var i = 0; i < probabilities.Length; i++) all[_folds[f].Test[i]] = probabilities[i];
            reports.Add(ClassificationReport.Of(PurchaseTraining.Pick(_labels, _folds[f].Test), probabilities, threshold));
        }

        return new PurchaseEvaluation(name, reports, all, seconds?.Invoke() ?? 0, privacy?.Invoke());
    }
}
