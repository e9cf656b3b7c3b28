using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Segments;

/// <summary>
/// First centroids by k-means++: each next one is a row drawn with probability proportional to its squared distance from the nearest
/// one chosen (Arthur, Vassilvitskii 2007, steps 1b and 1c); of 2 + ⌊ln k⌋ rows drawn so, the one that leaves the least sum stays.
/// </summary>
internal static class KMeansSeeding
{
    public static float[][] Choose(FeatureMatrix rows, int clusters, SplitMix random)
    {
        var centroids = new float[clusters][];
        centroids[0] = Row(rows, random.Next(rows.Rows));
        var (distances, lowered, best) = (new float[rows.Rows], new float[rows.Rows], new float[rows.Rows]);
        Array.Fill(lowered, float.PositiveInfinity);
        var sum = NearestCentroid.Lower(rows, centroids[0], lowered, distances);
        var tries = 2 + (int)Math.Log(clusters);
        for (var k = 1; k < clusters; k++)
        {
            var least = double.PositiveInfinity;
            for (var t = 0; t < tries; t++)
            {
                var candidate = Row(rows, Draw(distances, sum, ref random));
                var left = NearestCentroid.Lower(rows, candidate, distances, lowered);
                if (left >= least) continue;
                (least, centroids[k]) = (left, candidate);
                (lowered, best) = (best, lowered);
            }

            (distances, best) = (best, distances);
            sum = least;
        }

        return centroids;
    }

    private static int Draw(float[] weights, double sum, ref SplitMix random)
    {
        // Where all rows lie on centroids already, any row is as good.
        if (!(sum > 0)) return random.Next(weights.Length);
        var left = random.NextDouble() * sum;
        var last = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] <= 0) continue;
            last = i;
            left -= weights[i];
            if (left < 0) break;
        }

        return last;
    }

    private static float[] Row(FeatureMatrix rows, int row)
    {
        var values = new float[rows.Columns];
        for (var c = 0; c < values.Length; c++) values[c] = rows[row, c];
        return values;
    }
}
