using System.Numerics.Tensors;

namespace Shopstream.Modules.Ml.Trees;

/// <summary>
/// A trained sum of trees: boosted trees or a random forest, as <see cref="BoostedTrees"/>, <see cref="RandomForest"/> or
/// <see cref="XgboostModel"/> make it. Thread-safe; nothing changes it.
/// </summary>
public sealed class TreeEnsemble : IProbabilityModel
{
    private readonly bool _isShare;

    internal TreeEnsemble(
        IReadOnlyList<string> features, IReadOnlyList<RegressionTree> trees, TreeObjective objective, float baseScore, bool isForest, int treesPerRound)
    {
        (Features, Trees, Objective, BaseScore, IsForest, TreesPerRound) = (features, trees, objective, baseScore, isForest, treesPerRound);
        _isShare = isForest && trees.All(t => Array.TrueForAll(t.Value, v => v >= 0 && v * trees.Count <= 1 + 1e-5f));
        BaseMargin = objective == TreeObjective.Logistic ? -MathF.Log(1 / baseScore - 1) : baseScore;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; }

    /// <summary>The trees, in the order in which they are added.</summary>
    public IReadOnlyList<RegressionTree> Trees { get; }

    /// <summary>What the sum of the leaves stands for.</summary>
    public TreeObjective Objective { get; }

    /// <summary>The prediction before the first tree, on the scale of <see cref="Predict"/>.</summary>
    public float BaseScore { get; }

    /// <summary>The same on the scale of the leaves: log-odds for <see cref="TreeObjective.Logistic"/>.</summary>
    public float BaseMargin { get; }

    /// <summary>
    /// Whether the trees are a random forest's, whose leaves hold probabilities divided by the number of trees, so that their sum is
    /// the mean.
    /// </summary>
    public bool IsForest { get; }

    /// <summary>Trees of one boosting round; 1 for boosted trees, all of them for a forest.</summary>
    internal int TreesPerRound { get; }

    /// <summary>
    /// The prediction for each row: a probability for <see cref="TreeObjective.Logistic"/> and for a forest of 0/1 labels, otherwise
    /// the predicted value.
    /// </summary>
    /// <exception cref="ArgumentException">The columns are not those of <see cref="Features"/>.</exception>
    public float[] Predict(FeatureMatrix rows)
    {
        var values = PredictMargin(rows);
        if (Objective == TreeObjective.Logistic) VectorMath.Sigmoid(values);
        // Rounded shares of many trees may add up to a little more than 1.
        else if (_isShare) TensorPrimitives.Min(values, 1f, values);
        return values;
    }

    /// <summary>The base margin and the leaves added up, before the objective's link: log-odds for <see cref="TreeObjective.Logistic"/>.</summary>
    /// <exception cref="ArgumentException">The columns are not those of <see cref="Features"/>.</exception>
    public float[] PredictMargin(FeatureMatrix rows)
    {
        CheckColumns(rows);
        return EnsemblePrediction.Margins(this, rows);
    }

    /// <summary>Total gain of the splits on each feature, by feature; 0 where a feature is not used.</summary>
    public double[] GainByFeature()
    {
        var gains = new double[Features.Count];
        foreach (var tree in Trees)
            for (var n = 0; n < tree.Nodes; n++)
                if (!tree.IsLeaf(n)) gains[tree.Feature[n]] += tree.Gain[n];
        return gains;
    }

    /// <summary>Checks that a matrix has the columns of the training rows.</summary>
    internal void CheckColumns(FeatureMatrix rows)
    {
        if (rows.Columns != Features.Count) throw new ArgumentException($"found {rows.Columns} columns, expected {Features.Count}", nameof(rows));
        for (var c = 0; c < Features.Count; c++)
            if (rows.Names[c] != Features[c]) throw new ArgumentException($"column {c} is {rows.Names[c]}, expected {Features[c]}", nameof(rows));
    }
}
