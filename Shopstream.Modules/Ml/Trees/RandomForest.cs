using System.Numerics.Tensors;

namespace Shopstream.Modules.Ml.Trees;

/// <summary>
/// Random forest (Breiman 2001): bootstrap samples, columns drawn anew at each node; a row's prediction is the mean of its leaves'
/// means. Works on 0/1 labels, where it splits by Gini impurity and predicts probabilities, and on numbers, where it splits by variance.
/// </summary>
public static class RandomForest
{
    private const int Chunk = 4_096;

    /// <summary>Trains a forest.</summary>
    /// <param name="matrix">Training rows; NaN where a value is missing.</param>
    /// <param name="labels">One a row, finite.</param>
    /// <param name="options">How to train.</param>
    /// <param name="weights">One a row, 0 or more; null for 1 each.</param>
    /// <param name="cancellationToken">Looked at before each tree.</param>
    /// <exception cref="ArgumentException">Options, labels or weights are out of range, or sizes do not match.</exception>
    public static ForestRun Train(
        FeatureMatrix matrix, float[] labels, ForestOptions options, float[]? weights = null, CancellationToken cancellationToken = default)
    {
        options.Check();
        TrainingRows.Check(matrix, labels, weights, false);
        var threads = ParallelWork.Threads(options.Threads);
        var rowWeights = TrainingRows.Weights(labels, weights, options.PositiveWeight);
        var growing = options.Growing(matrix.Columns);
        var binned = BinnedMatrix.Of(matrix, options.MaxBins, threads);
        var trees = new GrownTree[options.Trees];
        var bags = new Bag[options.Trees];
        var next = -1;
        // Trees are grown side by side, one grower a thread; what a tree becomes depends on its number alone.
        ParallelWork.Run(threads, Math.Min(threads, trees.Length), _ =>
        {
            var grower = new TreeGrower(binned, growing, options.Seed, 1);
            for (var t = Interlocked.Increment(ref next); t < trees.Length; t = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                bags[t] = Bag.Draw(grower, labels, rowWeights, options, t);
                trees[t] = grower.Grow(t, bags[t].Rows, 1.0 / trees.Length);
            }
        });

        var outOfBag = new float[matrix.Rows];
        ParallelWork.Ranges(threads, matrix.Rows, Chunk, (from, to) => OutOfBag(binned, trees, bags, outOfBag, from, to));
        // A mean of labels lies between the least and the greatest of them, whatever rounding does.
        TensorPrimitives.Clamp(outOfBag, labels.Min(), labels.Max(), outOfBag);
        var model = new TreeEnsemble(matrix.Names, Array.ConvertAll(trees, t => t.Tree), TreeObjective.SquaredError, 0, true, trees.Length);
        return new(model, outOfBag);
    }

    private static void OutOfBag(BinnedMatrix binned, GrownTree[] trees, Bag[] bags, float[] means, int from, int to)
    {
        var counts = new int[to - from];
        for (var t = 0; t < trees.Length; t++)
        {
            for (var row = from; row < to; row++)
            {
                if (bags[t].Holds(row)) continue;
                means[row] += trees[t].Tree.Value[trees[t].LeafOf(binned, row)];
                counts[row - from]++;
            }
        }

        for (var row = from; row < to; row++) means[row] = counts[row - from] == 0 ? float.NaN : means[row] * trees.Length / counts[row - from];
    }
}
