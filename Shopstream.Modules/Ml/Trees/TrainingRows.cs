namespace Shopstream.Modules.Ml.Trees;

/// <summary>Labels, weights and samples of the rows that trees learn from.</summary>
internal static class TrainingRows
{
    /// <summary>Checks sizes and ranges.</summary>
    /// <exception cref="ArgumentException">Something is out of range; the message says what was found and expected.</exception>
    public static void Check(FeatureMatrix matrix, float[] labels, float[]? weights, bool binary)
    {
        if (matrix.Rows == 0 || matrix.Columns == 0)
            throw new ArgumentException($"found {matrix.Rows} rows and {matrix.Columns} columns, expected at least one of each", nameof(matrix));
        if (labels.Length != matrix.Rows) throw new ArgumentException($"found {labels.Length} labels for {matrix.Rows} rows", nameof(labels));
        if (Array.Find(labels, y => binary ? y is not (0 or 1) : !float.IsFinite(y)) is var wrong && wrong != 0)
            throw new ArgumentException($"found label {wrong}, expected {(binary ? "0 or 1" : "a finite number")}", nameof(labels));
        if (weights is null) return;
        if (weights.Length != matrix.Rows) throw new ArgumentException($"found {weights.Length} weights for {matrix.Rows} rows", nameof(weights));
        if (Array.Exists(weights, w => !float.IsFinite(w) || w < 0)) throw new ArgumentException("found a weight that is negative or not finite", nameof(weights));
        if (Array.TrueForAll(weights, w => w == 0)) throw new ArgumentException("found only weights of 0", nameof(weights));
    }

    /// <summary>The weights, those of label 1 times <paramref name="positive"/>.</summary>
    public static float[] Weights(float[] labels, float[]? weights, double positive)
    {
        var all = new float[labels.Length];
        for (var i = 0; i < all.Length; i++) all[i] = (weights?[i] ?? 1) * (labels[i] == 1 ? (float)positive : 1);
        return all;
    }

    /// <summary>Weighted mean of the labels.</summary>
    public static double Mean(float[] labels, float[] weights)
    {
        var (sum, weight) = (0.0, 0.0);
        for (var i = 0; i < labels.Length; i++) (sum, weight) = (sum + (double)labels[i] * weights[i], weight + weights[i]);
        return sum / weight;
    }

    /// <summary>Puts a tree's rows into the grower, clears the derivatives of the others, and returns how many there are; at least one.</summary>
    public static int Sample(TreeGrower grower, BoostingOptions options, int tree)
    {
        var rows = grower.Rows;
        if (options.RowsPerTree >= 1)
        {
            for (var row = 0; row < rows.Length; row++) rows[row] = row;
            return rows.Length;
        }

        var random = SplitMix.For(options.Seed, tree, long.MinValue);
        var count = 0;
        for (var row = 0; row < rows.Length; row++)
        {
            rows[count] = row;
            if (random.NextDouble() < options.RowsPerTree) count++;
            else grower.Gradients[row] = grower.Hessians[row] = 0;
        }

        if (count == 0) rows[count++] = random.Next(rows.Length);
        return count;
    }
}
