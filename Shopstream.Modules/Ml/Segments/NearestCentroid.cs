using System.Numerics;
using System.Runtime.InteropServices;

namespace Shopstream.Modules.Ml.Segments;

/// <summary>Squared Euclidean distances of rows to centroids, a vector of rows at a time.</summary>
internal static class NearestCentroid
{
    /// <summary>Writes the nearest centroid of each row (of equally near ones the first) and its squared distance.</summary>
    public static void Find(FeatureMatrix rows, float[][] centroids, Span<int> labels, Span<float> distances)
    {
        var width = Vector<float>.Count;
        var whole = rows.Rows - (rows.Rows % width);
        for (var i = 0; i < whole; i += width)
        {
            var (nearest, label) = (new Vector<float>(float.PositiveInfinity), Vector<int>.Zero);
            for (var k = 0; k < centroids.Length; k++)
            {
                var centroid = centroids[k];
                var sum = Vector<float>.Zero;
                for (var c = 0; c < centroid.Length; c++)
                {
                    var difference = new Vector<float>(rows.Column(c)[i..]) - new Vector<float>(centroid[c]);
                    sum += difference * difference;
                }

                var isNearer = Vector.LessThan(sum, nearest);
                nearest = Vector.ConditionalSelect(isNearer, sum, nearest);
                label = Vector.ConditionalSelect(isNearer, new Vector<int>(k), label);
            }

            nearest.CopyTo(distances[i..]);
            label.CopyTo(labels[i..]);
        }

        for (var i = whole; i < rows.Rows; i++)
        {
            (distances[i], labels[i]) = (float.PositiveInfinity, 0);
            for (var k = 0; k < centroids.Length; k++)
            {
                var sum = 0f;
                for (var c = 0; c < centroids[k].Length; c++)
                {
                    var difference = rows[i, c] - centroids[k][c];
                    sum += difference * difference;
                }

                if (sum < distances[i]) (distances[i], labels[i]) = (sum, k);
            }
        }
    }

    /// <summary>Writes the squared distance of each row to a point.</summary>
    public static void SquaredDistances(FeatureMatrix rows, ReadOnlySpan<float> point, Span<float> distances)
    {
        distances.Clear();
        for (var c = 0; c < rows.Columns; c++)
        {
            var column = rows.Column(c);
            var value = point[c];
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(column);
            var sums = MemoryMarshal.Cast<float, Vector<float>>(distances);
            for (var v = 0; v < vectors.Length; v++)
            {
                var difference = vectors[v] - new Vector<float>(value);
                sums[v] += difference * difference;
            }

            for (var i = vectors.Length * Vector<float>.Count; i < column.Length; i++)
                distances[i] += (column[i] - value) * (column[i] - value);
        }
    }

    /// <summary>Writes the lesser of each distance and the squared one to the given point; returns the sum of all.</summary>
    public static double Lower(FeatureMatrix rows, ReadOnlySpan<float> point, ReadOnlySpan<float> distances, Span<float> lowered)
    {
        SquaredDistances(rows, point, lowered);
        var sum = 0.0;
        for (var i = 0; i < lowered.Length; i++)
        {
            if (distances[i] < lowered[i]) lowered[i] = distances[i];
            sum += lowered[i];
        }

        return sum;
    }

    /// <summary>Euclidean distance of two points.</summary>
    public static double Distance(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var sum = 0.0;
        for (var c = 0; c < one.Length; c++) sum += (one[c] - other[c]) * (double)(one[c] - other[c]);
        return Math.Sqrt(sum);
    }
}
