namespace Shopstream.Modules.Ml.Trees;

/// <summary>
/// First and second derivatives of the rows in fixed point, both in one 64-bit number: g in the upper half, signed, h in the lower.
/// One addition adds both; sums are exact, so they do not depend on their order, nor on the number of threads, and a sibling's
/// histogram is exactly the parent's less the other child's. The scales fill the range: no sum of rows can overflow.
/// </summary>
internal sealed class PackedGradients(int rows)
{
    private const int Chunk = 16_384;

    /// <summary>By row: <c>(g × scale) &lt;&lt; 32 + h × scale</c>, rounded to nearest.</summary>
    public long[] Rows { get; } = new long[rows];

    /// <summary>What one unit of the upper half is worth.</summary>
    public double GradientUnit { get; private set; } = 1;

    /// <summary>What one unit of the lower half is worth.</summary>
    public double HessianUnit { get; private set; } = 1;

    /// <summary>Packs the derivatives of every row.</summary>
    /// <param name="gradients">First derivatives, by row.</param>
    /// <param name="hessians">Second derivatives, by row; at least 0.</param>
    /// <param name="threads">Threads to work with.</param>
    /// <exception cref="ArgumentException">A derivative is not finite.</exception>
    public void Pack(float[] gradients, float[] hessians, int threads)
    {
        var count = Rows.Length;
        var sums = new (double G, double H)[(count + Chunk - 1) / Chunk];
        ParallelWork.Ranges(threads, count, Chunk, (from, to) => sums[from / Chunk] = VectorMath.AbsoluteSums(gradients, hessians, from, to));
        var (g, h) = (0.0, 0.0);
        foreach (var sum in sums) (g, h) = (g + sum.G, h + sum.H);
        if (!double.IsFinite(g) || !double.IsFinite(h)) throw new ArgumentException("Expected finite labels and weights, found others.", nameof(gradients));
        // Rounding adds at most half a unit a row.
        var gScale = PowerOfTwo((int.MaxValue - count / 2 - 1) / Math.Max(g, 1e-30));
        var hScale = PowerOfTwo((uint.MaxValue - (uint)(count / 2) - 1) / Math.Max(h, 1e-30));
        (GradientUnit, HessianUnit) = (1 / gScale, 1 / hScale);
        ParallelWork.Ranges(threads, count, Chunk, (from, to) => VectorMath.Pack(gradients, hessians, gScale, hScale, Rows, from, to));
    }

    /// <summary>Powers of two keep whole numbers exact, so that counted rows compare as counts.</summary>
    private static double PowerOfTwo(double most) => Math.ScaleB(1, Math.ILogB(most));

    /// <summary>First derivative of a packed sum.</summary>
    public double Gradient(long packed) => (packed >> 32) * GradientUnit;

    /// <summary>Second derivative of a packed sum.</summary>
    public double Hessian(long packed) => (packed & uint.MaxValue) * HessianUnit;
}
