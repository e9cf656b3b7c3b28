using System.Numerics.Tensors;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>The product <c>YᵀY</c> of rows of factors, <c>float[stride × stride]</c>, the same whatever the number of threads.</summary>
internal static class GramMatrix
{
    private const int RangeRows = 2048;
    private static readonly float[] Ones = [1, 1, 1, 1];

    /// <summary>Computes it, with <paramref name="diagonal"/> added to the diagonal of the factors (not of the padding).</summary>
    public static float[] Of(FactorRows rows, float diagonal, int threads)
    {
        var stride = rows.Stride;
        var parts = new float[Math.Max(1, (rows.Count + RangeRows - 1) / RangeRows)][];
        ParallelWork.Ranges(threads, rows.Count, RangeRows, (from, to) =>
        {
            var part = new float[stride * stride];
            var r = from;
            for (; r <= to - Ones.Length; r += Ones.Length) FactorKernels.AddFourOuter(rows[r], rows[r + 1], rows[r + 2], rows[r + 3], Ones, part);
            for (; r < to; r++) FactorKernels.AddOuter(rows[r], 1, part);
            parts[from / RangeRows] = part;
        });
        var sum = parts[0] ?? new float[stride * stride];
        foreach (var part in parts.Skip(1)) TensorPrimitives.Add(sum, part, sum);
        FactorKernels.Mirror(sum, stride);
        for (var f = 0; f < rows.Factors; f++) sum[(f * stride) + f] += diagonal;
        return sum;
    }
}
