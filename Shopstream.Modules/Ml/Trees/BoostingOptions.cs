namespace Shopstream.Modules.Ml.Trees;

/// <summary>How boosted trees are trained. The names in brackets are XGBoost's.</summary>
public sealed record BoostingOptions
{
    /// <value>What is fitted; the log-odds by default.</value>
    public TreeObjective Objective { get; init; } = TreeObjective.Logistic;

    /// <value>How each tree is grown.</value>
    public TreeOptions Tree { get; init; } = new();

    /// <value>Most trees [num_boost_round]: 1 or more, default 100.</value>
    public int Trees { get; init; } = 100;

    /// <value>Factor on each tree's leaves [eta]: above 0 to 1, default 0.1.</value>
    public double LearningRate { get; init; } = 0.1;

    /// <value>Share of rows drawn for each tree, without replacement [subsample]: above 0 to 1, default 1.</value>
    public double RowsPerTree { get; init; } = 1;

    /// <value>Factor on the weight of rows whose label is 1 [scale_pos_weight]: above 0, default 1.</value>
    public double PositiveWeight { get; init; } = 1;

    /// <value>
    /// Prediction before the first tree [base_score]: a probability between 0 and 1 for <see cref="TreeObjective.Logistic"/>. Null
    /// (default) takes the weighted mean of the labels.
    /// </value>
    public double? BaseScore { get; init; }

    /// <value>
    /// Stop after this many trees without improvement on the validation rows and keep the trees up to the best: 1 or more, or 0
    /// (default) for never.
    /// </value>
    public int EarlyStoppingRounds { get; init; }

    /// <value>What early stopping watches; the loss by default.</value>
    public ValidationMetric Metric { get; init; } = ValidationMetric.Loss;

    /// <value>Seed of all sampling; default 0. Equal seeds give equal models whatever the number of threads.</value>
    public int Seed { get; init; }

    /// <value>Threads to work with: 1 or more, or 0 (default) for one a core.</value>
    public int Threads { get; init; }

    internal void Check(int columns)
    {
        Tree.Check(columns);
        TreeOptions.Require(Enum.IsDefined(Objective), nameof(Objective), Objective, "Logistic or SquaredError");
        TreeOptions.Require(Enum.IsDefined(Metric), nameof(Metric), Metric, "Loss or Auc");
        TreeOptions.Require(Trees >= 1, nameof(Trees), Trees, "1 or more");
        TreeOptions.Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate, "above 0, at most 1");
        TreeOptions.Require(RowsPerTree is > 0 and <= 1, nameof(RowsPerTree), RowsPerTree, "above 0, at most 1");
        TreeOptions.Require(PositiveWeight > 0 && double.IsFinite(PositiveWeight), nameof(PositiveWeight), PositiveWeight, "above 0");
        TreeOptions.Require(EarlyStoppingRounds >= 0, nameof(EarlyStoppingRounds), EarlyStoppingRounds, "0 or more");
        TreeOptions.Require(Threads >= 0, nameof(Threads), Threads, "0 or more");
        if (BaseScore is not { } score) return;
        TreeOptions.Require(double.IsFinite(score), nameof(BaseScore), score, "a number");
        TreeOptions.Require(Objective != TreeObjective.Logistic || score is > 0 and < 1, nameof(BaseScore), score, "a probability between 0 and 1");
    }
}
