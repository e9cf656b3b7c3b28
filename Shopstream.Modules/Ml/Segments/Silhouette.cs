using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Segments;

/// <summary>
/// How well clusters are set apart (Rousseeuw, <i>Silhouettes: a graphical aid to the interpretation and validation of cluster
/// analysis</i>, 1987, equations 1 and 2): for a row, a is its mean distance to the others of its cluster, b the least mean distance
/// to another cluster, s = (b − a) / max(a, b), and 0 in a cluster of one. 1 is perfect, below 0 is misplaced.
/// </summary>
public static class Silhouette
{
    /// <summary>s of each row, exact over all pairs; cost rows² × columns.</summary>
    /// <param name="rows">Table without missing values.</param>
    /// <param name="labels">Cluster of each row, from 0.</param>
    /// <param name="threads">Threads to use; 0, the default, for one a core. Results do not depend on it.</param>
    /// <exception cref="ArgumentException">Numbers of labels and rows differ, or there are fewer than two clusters.</exception>
    public static double[] Widths(FeatureMatrix rows, IReadOnlyList<int> labels, int threads = 0)
    {
        if (labels.Count != rows.Rows) throw new ArgumentException($"found {labels.Count} labels for {rows.Rows} rows", nameof(labels));
        int[] own = [.. labels];
        var counts = new int[own.Length == 0 ? 0 : own.Max() + 1];
        foreach (var label in own) counts[label]++;
        if (counts.Count(c => c > 0) < 2) throw new ArgumentException("found fewer than two clusters with rows, expected two or more", nameof(labels));
        var widths = new double[rows.Rows];
        ParallelWork.Ranges(ParallelWork.Threads(threads), rows.Rows, 64, (from, to) =>
        {
            var distances = new float[rows.Rows];
            var point = new float[rows.Columns];
            var sums = new double[counts.Length];
            for (var i = from; i < to; i++)
            {
                for (var c = 0; c < point.Length; c++) point[c] = rows[i, c];
                NearestCentroid.SquaredDistances(rows, point, distances);
                Array.Clear(sums);
                for (var j = 0; j < distances.Length; j++) sums[own[j]] += MathF.Sqrt(distances[j]);
                widths[i] = Width(sums, counts, own[i]);
            }
        });
        return widths;
    }

    /// <summary>Mean of <see cref="Widths"/> over a sample drawn without replacement, within which it is exact; all rows when there are no more.</summary>
    /// <param name="rows">Table without missing values.</param>
    /// <param name="labels">Cluster of each row, from 0.</param>
    /// <param name="sample">Largest number of rows that is looked at, 2 or more.</param>
    /// <param name="seed">Seed of the sample.</param>
    /// <param name="threads">Threads to use; 0, the default, for one a core.</param>
    public static double Mean(FeatureMatrix rows, IReadOnlyList<int> labels, int sample = int.MaxValue, int seed = 1, int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sample, 2);
        if (rows.Rows <= sample) return Widths(rows, labels, threads).Average();
        var chosen = Sample(rows.Rows, sample, seed);
        return Widths(rows.Select(chosen), [.. chosen.Select(i => labels[i])], threads).Average();
    }

    /// <summary>Distinct numbers below <paramref name="count"/>, rising.</summary>
    internal static int[] Sample(int count, int size, int seed)
    {
        var random = SplitMix.For(seed, count, size);
        var all = Enumerable.Range(0, count).ToArray();
        for (var i = 0; i < size; i++)
        {
            var other = i + random.Next(count - i);
            (all[i], all[other]) = (all[other], all[i]);
        }

        var chosen = all[..size];
        Array.Sort(chosen);
        return chosen;
    }

    private static double Width(double[] sums, int[] counts, int own)
    {
        if (counts[own] == 1) return 0;
        var inside = sums[own] / (counts[own] - 1);
        var outside = double.PositiveInfinity;
        for (var k = 0; k < sums.Length; k++)
            if (k != own && counts[k] > 0) outside = Math.Min(outside, sums[k] / counts[k]);
        var most = Math.Max(inside, outside);
        return most > 0 ? (outside - inside) / most : 0;
    }
}
