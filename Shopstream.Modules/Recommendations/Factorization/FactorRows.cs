using System.Numerics.Tensors;
using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>
/// One vector of factors a row, <c>float[rows × stride]</c>, row-major; rows are padded with zeros to whole hardware vectors, and the
/// padding stays zero through every step of training.
/// </summary>
internal sealed class FactorRows
{
    private const int Padding = 16;

    /// <summary>Rows of zeros.</summary>
    public FactorRows(int count, int factors)
    {
        (Count, Factors, Stride) = (count, factors, StrideOf(factors));
        Values = new float[(long)count * Stride];
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Number of factors.</summary>
    public int Factors { get; }

    /// <summary>Distance from a row to the next: the factors rounded up to a multiple of 16.</summary>
    public int Stride { get; }

    /// <summary>All rows.</summary>
    public float[] Values { get; }

    /// <summary>The padded row.</summary>
    public Span<float> this[int row] => Values.AsSpan(row * Stride, Stride);

    /// <summary>The distance between rows of so many factors.</summary>
    public static int StrideOf(int factors) => (factors + Padding - 1) / Padding * Padding;

    /// <summary>Normal numbers around 0 with the given standard deviation, the same for a seed and stream.</summary>
    public static FactorRows Random(int count, int factors, double deviation, int seed, int stream)
    {
        var rows = new FactorRows(count, factors);
        var random = new SeededRandom(seed, stream);
        for (var r = 0; r < count; r++)
            foreach (ref var value in rows[r][..factors]) value = (float)(deviation * random.NextNormal());
        return rows;
    }

    /// <summary>The inner product of a row and a vector of <see cref="Stride"/> numbers.</summary>
    public float Dot(int row, ReadOnlySpan<float> vector) => TensorPrimitives.Dot(this[row], vector);

    /// <summary>The inner products of every row and a vector of <see cref="Stride"/> numbers.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="scores">Where they go: <see cref="Count"/> numbers.</param>
    public void Dot(ReadOnlySpan<float> vector, Span<float> scores)
    {
        if (vector.Length != Stride || scores.Length != Count) throw new ArgumentException($"Found {vector.Length} factors and {scores.Length} scores, expected {Stride} and {Count}.", nameof(vector));
        for (var r = 0; r < Count; r++) scores[r] = Dot(r, vector);
    }

}
