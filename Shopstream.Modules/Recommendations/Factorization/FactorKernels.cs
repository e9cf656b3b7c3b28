using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>
/// The inner loops of alternating least squares over rows of factors, four rows at a time so that four sums are under way at once.
/// Each result depends on its arguments alone: what runs beside it on other threads changes nothing.
/// </summary>
internal static class FactorKernels
{
    private const int Block = 4;

    /// <summary><c>sum += Σ (targets[i] + weights[i] (row_i · vector)) row_i</c> over the rows named.</summary>
    /// <param name="rows">The factors.</param>
    /// <param name="names">Which rows.</param>
    /// <param name="targets">One number a row named.</param>
    /// <param name="weights">One number a row named.</param>
    /// <param name="vector">As long as the stride.</param>
    /// <param name="sum">As long as the stride.</param>
    public static void AddWeighted(
        FactorRows rows, ReadOnlySpan<int> names, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, ReadOnlySpan<float> vector, Span<float> sum)
    {
        var stride = rows.Stride;
        ref var all = ref MemoryMarshal.GetArrayDataReference(rows.Values);
        ref var p = ref MemoryMarshal.GetReference(vector);
        ref var s = ref MemoryMarshal.GetReference(sum);
        var i = 0;
        for (; i <= names.Length - Block; i += Block)
        {
            ref var y0 = ref Unsafe.Add(ref all, (nint)names[i] * stride);
            ref var y1 = ref Unsafe.Add(ref all, (nint)names[i + 1] * stride);
            ref var y2 = ref Unsafe.Add(ref all, (nint)names[i + 2] * stride);
            ref var y3 = ref Unsafe.Add(ref all, (nint)names[i + 3] * stride);
            Vector<float> a0 = default, a1 = default, a2 = default, a3 = default;
            for (nuint d = 0; d < (nuint)stride; d += (nuint)Vector<float>.Count)
            {
                var v = Vector.LoadUnsafe(ref p, d);
                a0 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref y0, d), v, a0);
                a1 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref y1, d), v, a1);
                a2 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref y2, d), v, a2);
                a3 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref y3, d), v, a3);
            }

            var c0 = new Vector<float>(targets[i] + (weights[i] * Vector.Sum(a0)));
            var c1 = new Vector<float>(targets[i + 1] + (weights[i + 1] * Vector.Sum(a1)));
            var c2 = new Vector<float>(targets[i + 2] + (weights[i + 2] * Vector.Sum(a2)));
            var c3 = new Vector<float>(targets[i + 3] + (weights[i + 3] * Vector.Sum(a3)));
            for (nuint d = 0; d < (nuint)stride; d += (nuint)Vector<float>.Count)
            {
                var low = Vector.FusedMultiplyAdd(c0, Vector.LoadUnsafe(ref y0, d), Vector.LoadUnsafe(ref s, d));
                var high = c1 * Vector.LoadUnsafe(ref y1, d);
                low = Vector.FusedMultiplyAdd(c2, Vector.LoadUnsafe(ref y2, d), low);
                high = Vector.FusedMultiplyAdd(c3, Vector.LoadUnsafe(ref y3, d), high);
                (low + high).StoreUnsafe(ref s, d);
            }
        }

        for (; i < names.Length; i++)
        {
            ref var y = ref Unsafe.Add(ref all, (nint)names[i] * stride);
            Vector<float> a = default;
            for (nuint d = 0; d < (nuint)stride; d += (nuint)Vector<float>.Count)
                a = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref y, d), Vector.LoadUnsafe(ref p, d), a);
            var c = new Vector<float>(targets[i] + (weights[i] * Vector.Sum(a)));
            for (nuint d = 0; d < (nuint)stride; d += (nuint)Vector<float>.Count)
                Vector.FusedMultiplyAdd(c, Vector.LoadUnsafe(ref y, d), Vector.LoadUnsafe(ref s, d)).StoreUnsafe(ref s, d);
        }
    }

    /// <summary>
    /// <c>square += weight row rowᵀ</c>; entries left of the diagonal are only partly summed, see <see cref="Mirror"/>.
    /// </summary>
    public static void AddOuter(ReadOnlySpan<float> row, float weight, Span<float> square)
    {
        var stride = row.Length;
        ref var y = ref MemoryMarshal.GetReference(row);
        ref var g = ref MemoryMarshal.GetReference(square);
        for (var a = 0; a < stride; a++)
        {
            var c = new Vector<float>(weight * row[a]);
            ref var line = ref Unsafe.Add(ref g, (nint)a * stride);
            for (var d = (nuint)(a / Vector<float>.Count * Vector<float>.Count); d < (nuint)stride; d += (nuint)Vector<float>.Count)
                Vector.FusedMultiplyAdd(c, Vector.LoadUnsafe(ref y, d), Vector.LoadUnsafe(ref line, d)).StoreUnsafe(ref line, d);
        }
    }

    /// <summary><c>square += Σ weights[i] row_i row_iᵀ</c> of four rows at once, otherwise as <see cref="AddOuter"/>.</summary>
    public static void AddFourOuter(ReadOnlySpan<float> r0, ReadOnlySpan<float> r1, ReadOnlySpan<float> r2, ReadOnlySpan<float> r3, ReadOnlySpan<float> weights, Span<float> square)
    {
        var stride = r0.Length;
        ref var y0 = ref MemoryMarshal.GetReference(r0);
        ref var y1 = ref MemoryMarshal.GetReference(r1);
        ref var y2 = ref MemoryMarshal.GetReference(r2);
        ref var y3 = ref MemoryMarshal.GetReference(r3);
        ref var g = ref MemoryMarshal.GetReference(square);
        for (var a = 0; a < stride; a++)
        {
            var c0 = new Vector<float>(weights[0] * r0[a]);
            var c1 = new Vector<float>(weights[1] * r1[a]);
            var c2 = new Vector<float>(weights[2] * r2[a]);
            var c3 = new Vector<float>(weights[3] * r3[a]);
            ref var line = ref Unsafe.Add(ref g, (nint)a * stride);
            for (var d = (nuint)(a / Vector<float>.Count * Vector<float>.Count); d < (nuint)stride; d += (nuint)Vector<float>.Count)
            {
                var low = Vector.FusedMultiplyAdd(c0, Vector.LoadUnsafe(ref y0, d), Vector.LoadUnsafe(ref line, d));
                var high = c1 * Vector.LoadUnsafe(ref y1, d);
                low = Vector.FusedMultiplyAdd(c2, Vector.LoadUnsafe(ref y2, d), low);
                high = Vector.FusedMultiplyAdd(c3, Vector.LoadUnsafe(ref y3, d), high);
                (low + high).StoreUnsafe(ref line, d);
            }
        }
    }

    /// <summary><c>sum += factor × (square · vector)</c> of a full symmetric matrix.</summary>
    public static void AddProduct(ReadOnlySpan<float> square, ReadOnlySpan<float> vector, float factor, Span<float> sum)
    {
        var stride = vector.Length;
        ref var g = ref MemoryMarshal.GetReference(square);
        ref var s = ref MemoryMarshal.GetReference(sum);
        for (var a = 0; a < stride; a += Block)
        {
            ref var line = ref Unsafe.Add(ref g, (nint)a * stride);
            var c0 = new Vector<float>(factor * vector[a]);
            var c1 = new Vector<float>(factor * vector[a + 1]);
            var c2 = new Vector<float>(factor * vector[a + 2]);
            var c3 = new Vector<float>(factor * vector[a + 3]);
            for (nuint d = 0; d < (nuint)stride; d += (nuint)Vector<float>.Count)
            {
                var low = Vector.FusedMultiplyAdd(c0, Vector.LoadUnsafe(ref line, d), Vector.LoadUnsafe(ref s, d));
                var high = c1 * Vector.LoadUnsafe(ref line, d + (nuint)stride);
                low = Vector.FusedMultiplyAdd(c2, Vector.LoadUnsafe(ref line, d + (2 * (nuint)stride)), low);
                high = Vector.FusedMultiplyAdd(c3, Vector.LoadUnsafe(ref line, d + (3 * (nuint)stride)), high);
                (low + high).StoreUnsafe(ref s, d);
            }
        }
    }

    /// <summary>Copies what is right of the diagonal to its left.</summary>
    public static void Mirror(Span<float> square, int stride)
    {
        for (var a = 1; a < stride; a++)
            for (var b = 0; b < a; b++) square[(a * stride) + b] = square[(b * stride) + a];
    }
}
