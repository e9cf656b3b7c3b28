namespace Shopstream.Modules.Ml.Trees;

/// <summary>
/// Gradient boosting with second-order, regularised trees on quantile histograms: Friedman 2001; Chen and Guestrin 2016, "XGBoost: A
/// Scalable Tree Boosting System"; leaf-wise growth after Ke et al. 2017, "LightGBM".
/// </summary>
public static class BoostedTrees
{
    private const int Chunk = 16_384;

    /// <summary>Trains a model.</summary>
    /// <param name="matrix">Training rows; NaN where a value is missing.</param>
    /// <param name="labels">One a row: 0 or 1 for <see cref="TreeObjective.Logistic"/>, any number for squared error.</param>
    /// <param name="options">How to train.</param>
    /// <param name="weights">One a row, 0 or more; null for 1 each.</param>
    /// <param name="validation">Rows that only early stopping sees; needed if <see cref="BoostingOptions.EarlyStoppingRounds"/> is set.</param>
    /// <param name="validationLabels">Their labels.</param>
    /// <param name="cancellationToken">Looked at before each tree.</param>
    /// <exception cref="ArgumentException">Options, labels or weights are out of range, or sizes do not match.</exception>
    public static BoostingRun Train(
        FeatureMatrix matrix, float[] labels, BoostingOptions options, float[]? weights = null, FeatureMatrix? validation = null,
        float[]? validationLabels = null, CancellationToken cancellationToken = default)
    {
        options.Check(matrix.Columns);
        TrainingRows.Check(matrix, labels, weights, options.Objective == TreeObjective.Logistic);
        if (options.EarlyStoppingRounds > 0 && validation is null) throw new ArgumentException("Early stopping wants validation rows.", nameof(validation));
        if (validation is not null)
        {
            TrainingRows.Check(validation, validationLabels ?? [], null, options.Objective == TreeObjective.Logistic || options.Metric == ValidationMetric.Auc);
            if (!validation.Names.SequenceEqual(matrix.Names)) throw new ArgumentException("The validation rows have other columns.", nameof(validation));
        }

        var threads = ParallelWork.Threads(options.Threads);
        var rowWeights = TrainingRows.Weights(labels, weights, options.PositiveWeight);
        var baseScore = (float)(options.BaseScore ?? TrainingRows.Mean(labels, rowWeights));
        if (options.Objective == TreeObjective.Logistic) baseScore = Math.Clamp(baseScore, 1e-6f, 1 - 1e-6f);
        var empty = new TreeEnsemble(matrix.Names, [], options.Objective, baseScore, false, 1);
        var binned = BinnedMatrix.Of(matrix, options.Tree.MaxBins, threads);
        var grower = new TreeGrower(binned, options.Tree, options.Seed, threads);
        var margins = new float[matrix.Rows];
        margins.AsSpan().Fill(empty.BaseMargin);
        var watch = validation is null ? null : new ValidationWatch(binned.Apply(validation, threads), validationLabels!, options, empty.BaseMargin);
        var trees = new List<RegressionTree>();
        for (var t = 0; t < options.Trees; t++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var fit = options.Objective == TreeObjective.Logistic ? (GradientKernel)VectorMath.LogisticGradients : VectorMath.SquaredErrorGradients;
            ParallelWork.Ranges(threads, matrix.Rows, Chunk, (from, to) => fit(margins, labels, rowWeights, grower.Gradients, grower.Hessians, from, to));
            var count = TrainingRows.Sample(grower, options, t);
            var grown = grower.Grow(t, count, options.LearningRate);
            trees.Add(grown.Tree);
            Add(grown, grower, binned, margins, count, threads);
            if (watch is not null && watch.Stops(grown)) break;
        }

        if (watch is not null && options.EarlyStoppingRounds > 0) trees.RemoveRange(watch.BestTree + 1, trees.Count - watch.BestTree - 1);
        return new(new(matrix.Names, trees, options.Objective, baseScore, false, 1), watch?.History ?? []);
    }

    private delegate void GradientKernel(float[] margins, float[] labels, float[] weights, float[] gradients, float[] hessians, int from, int to);

    private static void Add(GrownTree grown, TreeGrower grower, BinnedMatrix binned, float[] margins, int count, int threads)
    {
        if (count < binned.Rows)
        {
            ParallelWork.Ranges(threads, binned.Rows, Chunk, (from, to) =>
            {
                for (var row = from; row < to; row++) margins[row] += grown.Tree.Value[grown.LeafOf(binned, row)];
            });
            return;
        }

        ParallelWork.Run(threads, grown.Leaves.Count, i =>
        {
            var (node, start, rows) = grown.Leaves[i];
            var value = grown.Tree.Value[node];
            foreach (var row in grower.Rows.AsSpan(start, rows)) margins[row] += value;
        });
    }
}
