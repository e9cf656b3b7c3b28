using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Segments;

/// <summary>What <see cref="KMeans.Fit"/> found.</summary>
/// <param name="Centroids"><c>float[clusters][columns]</c>.</param>
/// <param name="Labels">Cluster of each row.</param>
/// <param name="Inertia">Sum over the rows of the squared distance to their centroid.</param>
/// <param name="Iterations">Steps of the start that won.</param>
public sealed record KMeansFit(float[][] Centroids, int[] Labels, double Inertia, int Iterations);

/// <summary>
/// k-means by Lloyd's steps from k-means++ starts (Arthur, Vassilvitskii, <i>k-means++: the advantages of careful seeding</i>, 2007,
/// section 2.2; with the greedy choice among several candidates that its conclusion proposes). The best of several starts counts.
/// The same seed gives the same result, whatever the number of threads.
/// </summary>
public static class KMeans
{
    /// <summary>Clusters the rows of a table without missing values; columns count as they are scaled.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or a value is missing or infinite.</exception>
    public static KMeansFit Fit(FeatureMatrix rows, KMeansOptions options)
    {
        options.Validate(rows.Rows);
        for (var c = 0; c < rows.Columns; c++)
            foreach (var value in rows.Column(c))
                if (!float.IsFinite(value)) throw new ArgumentException($"column {rows.Names[c]}: found {value}, expected finite numbers only", nameof(rows));

        var isFormerOfUse = options.Former.Count == options.Clusters && options.Former.All(f => f.Length == rows.Columns);
        var fits = new KMeansFit[options.Restarts + (isFormerOfUse ? 1 : 0)];
        ParallelWork.Run(ParallelWork.Threads(options.Threads), fits.Length, start =>
        {
            var centroids = start < options.Restarts
                ? KMeansSeeding.Choose(rows, options.Clusters, SplitMix.For(options.Seed, start, options.Clusters))
                : [.. options.Former.Select(f => (float[])f.Clone())];
            fits[start] = Descend(rows, centroids, options.MaxIterations);
        });
        return fits.MinBy(f => f.Inertia)!;
    }

    /// <summary>Nearest centroid of each row; of equally near ones the first.</summary>
    public static int[] Assign(FeatureMatrix rows, float[][] centroids)
    {
        var labels = new int[rows.Rows];
        NearestCentroid.Find(rows, centroids, labels, new float[rows.Rows]);
        return labels;
    }

    private static KMeansFit Descend(FeatureMatrix rows, float[][] centroids, int most)
    {
        var (labels, before, distances) = (new int[rows.Rows], new int[rows.Rows], new float[rows.Rows]);
        Array.Fill(before, -1);
        for (var iteration = 1; ; iteration++)
        {
            NearestCentroid.Find(rows, centroids, labels, distances);
            if (iteration == most || labels.AsSpan().SequenceEqual(before))
            {
                var inertia = 0.0;
                foreach (var distance in distances) inertia += distance;
                return new(centroids, labels, inertia, iteration);
            }

            (labels, before) = (before, labels);
            Move(rows, centroids, before, distances);
        }
    }

    /// <summary>Centroids become the means of their rows; one without rows takes the row that lies farthest from its own.</summary>
    private static void Move(FeatureMatrix rows, float[][] centroids, int[] labels, float[] distances)
    {
        var counts = new int[centroids.Length];
        foreach (var label in labels) counts[label]++;
        for (var c = 0; c < rows.Columns; c++)
        {
            var sums = new double[centroids.Length];
            var column = rows.Column(c);
            for (var i = 0; i < column.Length; i++) sums[labels[i]] += column[i];
            for (var k = 0; k < centroids.Length; k++)
                if (counts[k] > 0) centroids[k][c] = (float)(sums[k] / counts[k]);
        }

        for (var k = 0; k < centroids.Length; k++)
        {
            if (counts[k] > 0) continue;
            var farthest = distances.AsSpan().IndexOf(distances.Max());
            distances[farthest] = 0;
            for (var c = 0; c < rows.Columns; c++) centroids[k][c] = rows[farthest, c];
        }
    }
}
