namespace Shopstream.Modules.Ml.Trees;

/// <summary>Follows a metric on rows that training does not see, and says when it no longer improves.</summary>
internal sealed class ValidationWatch
{
    private readonly BinnedMatrix _rows;
    private readonly float[] _labels;
    private readonly float[] _margins;
    private readonly BoostingOptions _options;
    private readonly List<double> _history = [];

    public ValidationWatch(BinnedMatrix rows, float[] labels, BoostingOptions options, float baseMargin)
    {
        (_rows, _labels, _options) = (rows, labels, options);
        _margins = new float[labels.Length];
        _margins.AsSpan().Fill(baseMargin);
    }

    /// <summary>The metric after each tree.</summary>
    public IReadOnlyList<double> History => _history;

    /// <summary>Number of the tree after which the metric was best.</summary>
    public int BestTree { get; private set; }

    /// <summary>Takes a tree in; true if training should stop.</summary>
    public bool Stops(GrownTree tree)
    {
        for (var row = 0; row < _margins.Length; row++) _margins[row] += tree.Tree.Value[tree.LeafOf(_rows, row)];
        var value = _options.Metric == ValidationMetric.Auc ? RocCurve.Area(_margins, _labels)
            : _options.Objective == TreeObjective.Logistic ? LogLoss()
            : RootMeanSquaredError();
        var better = _history.Count == 0 || (_options.Metric == ValidationMetric.Auc ? value > _history[BestTree] : value < _history[BestTree]);
        _history.Add(value);
        if (better) BestTree = _history.Count - 1;
        return _options.EarlyStoppingRounds > 0 && _history.Count - 1 - BestTree >= _options.EarlyStoppingRounds;
    }

    private double LogLoss()
    {
        // -log p of yes is log(1 + e^-m), of no log(1 + e^m); written so that neither overflows.
        var sum = 0.0;
        for (var i = 0; i < _margins.Length; i++)
        {
            var against = _labels[i] == 1 ? -(double)_margins[i] : _margins[i];
            sum += Math.Max(against, 0) + Math.Log(1 + Math.Exp(-Math.Abs(against)));
        }

        return sum / _margins.Length;
    }

    private double RootMeanSquaredError()
    {
        var sum = 0.0;
        for (var i = 0; i < _margins.Length; i++) sum += Math.Pow(_margins[i] - _labels[i], 2);
        return Math.Sqrt(sum / _margins.Length);
    }
}
