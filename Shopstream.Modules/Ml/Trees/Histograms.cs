using System.Runtime.CompilerServices;

namespace Shopstream.Modules.Ml.Trees;

/// <summary>Sums packed derivatives by bin. A histogram has 256 entries a column, so that the bin number is the whole address.</summary>
internal static unsafe class Histograms
{
    /// <summary>Entries of a column.</summary>
    public const int Stride = 256;

    /// <summary>Adds rows to the histograms of the <see cref="BinnedMatrix.BlockWidth"/> columns of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddBlock(byte[] block, ReadOnlySpan<int> rows, long[] packed, Span<long> histograms)
    {
        if (histograms.Length < BinnedMatrix.BlockWidth * Stride) throw new ArgumentException($"expected {BinnedMatrix.BlockWidth * Stride} entries, found {histograms.Length}", nameof(histograms));
        fixed (byte* bins = block)
        fixed (int* index = rows)
        fixed (long* values = packed)
        fixed (long* h = histograms)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var row = (nint)index[i];
                var b = bins + row * BinnedMatrix.BlockWidth;
                var value = values[row];
                h[b[0]] += value;
                (h + Stride)[b[1]] += value;
                (h + 2 * Stride)[b[2]] += value;
                (h + 3 * Stride)[b[3]] += value;
                (h + 4 * Stride)[b[4]] += value;
                (h + 5 * Stride)[b[5]] += value;
                (h + 6 * Stride)[b[6]] += value;
                (h + 7 * Stride)[b[7]] += value;
                (h + 8 * Stride)[b[8]] += value;
                (h + 9 * Stride)[b[9]] += value;
                (h + 10 * Stride)[b[10]] += value;
                (h + 11 * Stride)[b[11]] += value;
                (h + 12 * Stride)[b[12]] += value;
                (h + 13 * Stride)[b[13]] += value;
                (h + 14 * Stride)[b[14]] += value;
                (h + 15 * Stride)[b[15]] += value;
            }
        }
    }

    /// <summary>Adds rows to the histogram of one column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddColumn(byte[] column, ReadOnlySpan<int> rows, long[] packed, Span<long> histogram)
    {
        if (histogram.Length < Stride) throw new ArgumentException($"expected {Stride} entries, found {histogram.Length}", nameof(histogram));
        fixed (byte* bins = column)
        fixed (int* index = rows)
        fixed (long* values = packed)
        fixed (long* h = histogram)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var row = (nint)index[i];
                h[bins[row]] += values[row];
            }
        }
    }
}
