using System.Numerics;
using System.Runtime.InteropServices;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// Inverts a symmetric positive definite matrix in place by the sweep operator (Beaton 1964; Goodnight, "A Tutorial on the SWEEP
/// Operator", 1979), a block of pivots at a time. Sweeping keeps the matrix symmetric, so that only its lower half is worked on:
/// n³ multiplications and additions instead of the 2 n³ of Gauss and Jordan. Results are the same for any number of threads.
/// </summary>
internal static class SymmetricInverse
{
    private const int Block = 64;
    private const int RowsATime = 4;

    /// <summary>Inverts.</summary>
    /// <param name="matrix"><c>float[n][n]</c>; the lower half (column ≤ row) is read, all of it is written.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Asks to stop; the matrix is then of no use.</param>
    /// <exception cref="ArithmeticException">It is not positive definite.</exception>
    public static void Invert(float[][] matrix, int threads, CancellationToken cancellationToken)
    {
        var n = matrix.Length;
        var width = 2 * Vector<float>.Count;
        var panels = (n + width - 1) / width;
        var packed = new float[panels * width * Block];
        var (column, swept) = (new float[n * Block], new float[n * Block]);
        for (var first = 0; first < n; first += Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (from, size) = (first, Math.Min(Block, n - first));
            var pivot = InvertPivot(matrix, from, size);
            ParallelWork.Ranges(threads, n, 2 * Block, (low, high) => ReadColumn(matrix, from, size, pivot, low, high, column, swept));
            ParallelWork.Ranges(threads, panels, 8, (low, high) => Pack(column, n, size, width, low, high, packed));
            // Long rows first, so that no thread is left with the longest at the end.
            var pieces = (n + Block - 1) / Block;
            ParallelWork.Run(threads, pieces, piece =>
            {
                var low = (pieces - 1 - piece) * Block;
                for (var row = low; row < Math.Min(n, low + Block); row += RowsATime)
                    Update(matrix, row, Math.Min(RowsATime, n - row), swept, packed, size, width);
            });
            WriteBack(matrix, from, size, pivot, swept);
        }

        ParallelWork.Ranges(threads, n, Block, (low, high) =>
        {
            for (var r = low; r < high; r++)
                for (var c = 0; c <= r; c++) matrix[r][c] = -matrix[r][c];
        });
        ParallelWork.Ranges(threads, n, Block, (low, high) =>
        {
            for (var c = 0; c < n; c++)
                for (var r = low; r < Math.Min(high, c); r++) matrix[r][c] = matrix[c][r];
        });
    }

    /// <summary>The inverse of the block on the diagonal, in double precision by Gauss and Jordan: <c>double[size × size]</c>.</summary>
    private static double[] InvertPivot(float[][] matrix, int first, int size)
    {
        var a = new double[size * size];
        for (var r = 0; r < size; r++)
            for (var c = 0; c <= r; c++) a[(r * size) + c] = a[(c * size) + r] = matrix[first + r][first + c];
        for (var k = 0; k < size; k++)
        {
            var d = a[(k * size) + k];
            if (!(d > 0) || !double.IsFinite(d)) throw new ArithmeticException($"found the pivot {d} in row {first + k}, expected a positive definite matrix");
            for (var r = 0; r < size; r++)
            {
                if (r == k) continue;
                var share = a[(r * size) + k] / d;
                for (var c = 0; c < size; c++)
                    if (c != k) a[(r * size) + c] -= share * a[(k * size) + c];
            }

            for (var c = 0; c < size; c++)
            {
                if (c == k) continue;
                a[(k * size) + c] /= d;
                a[(c * size) + k] /= -d;
            }

            a[(k * size) + k] = 1 / d;
        }

        return a;
    }

    /// <summary>Column block C of the whole symmetric matrix and C times the inverse of the pivot; zero in the pivot's own rows.</summary>
    private static void ReadColumn(float[][] matrix, int first, int size, double[] pivot, int low, int high, float[] column, float[] swept)
    {
        Span<double> sums = stackalloc double[Block];
        for (var r = low; r < high; r++)
        {
            var own = column.AsSpan(r * Block, Block);
            var product = swept.AsSpan(r * Block, Block);
            own.Clear();
            product.Clear();
            if (r >= first && r < first + size) continue;
            for (var k = 0; k < size; k++) own[k] = r > first ? matrix[r][first + k] : matrix[first + k][r];
            sums.Clear();
            for (var k = 0; k < size; k++)
            {
                double value = own[k];
                var row = pivot.AsSpan(k * size, size);
                for (var c = 0; c < size; c++) sums[c] += value * row[c];
            }

            for (var c = 0; c < size; c++) product[c] = (float)sums[c];
        }
    }

    /// <summary>C transposed, in panels as wide as two vectors: <c>[panel][pivot][width]</c>.</summary>
    private static void Pack(float[] column, int n, int size, int width, int low, int high, float[] packed)
    {
        for (var panel = low; panel < high; panel++)
        {
            var target = packed.AsSpan(panel * width * Block, width * Block);
            for (var k = 0; k < size; k++)
                for (var c = 0; c < width; c++) target[(k * width) + c] = (panel * width) + c < n ? column[(((panel * width) + c) * Block) + k] : 0;
        }
    }

    /// <summary>Takes C · D · Cᵀ from some rows, up to the diagonal.</summary>
    private static void Update(float[][] matrix, int row, int rows, float[] swept, float[] packed, int size, int width)
    {
        Span<float> sums = stackalloc float[RowsATime * width];
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(sums);
        var w0 = swept.AsSpan(row * Block, Block);
        var w1 = swept.AsSpan(Math.Min(row + 1, row + rows - 1) * Block, Block);
        var w2 = swept.AsSpan(Math.Min(row + 2, row + rows - 1) * Block, Block);
        var w3 = swept.AsSpan((row + rows - 1) * Block, Block);
        var end = row + rows;
        for (var from = 0; from < end; from += width)
        {
            var right = MemoryMarshal.Cast<float, Vector<float>>(packed.AsSpan(from * Block, size * width));
            Vector<float> v00 = default, v01 = default, v10 = default, v11 = default, v20 = default, v21 = default, v30 = default, v31 = default;
            for (var k = 0; k < size; k++)
            {
                var (b0, b1) = (right[2 * k], right[(2 * k) + 1]);
                var left = new Vector<float>(w0[k]);
                v00 = Vector.FusedMultiplyAdd(left, b0, v00);
                v01 = Vector.FusedMultiplyAdd(left, b1, v01);
                left = new(w1[k]);
                v10 = Vector.FusedMultiplyAdd(left, b0, v10);
                v11 = Vector.FusedMultiplyAdd(left, b1, v11);
                left = new(w2[k]);
                v20 = Vector.FusedMultiplyAdd(left, b0, v20);
                v21 = Vector.FusedMultiplyAdd(left, b1, v21);
                left = new(w3[k]);
                v30 = Vector.FusedMultiplyAdd(left, b0, v30);
                v31 = Vector.FusedMultiplyAdd(left, b1, v31);
            }

            (vectors[0], vectors[1], vectors[2], vectors[3]) = (v00, v01, v10, v11);
            (vectors[4], vectors[5], vectors[6], vectors[7]) = (v20, v21, v30, v31);
            for (var r = 0; r < rows; r++)
            {
                var target = matrix[row + r].AsSpan(from, Math.Min(width, row + r + 1 - from > 0 ? row + r + 1 - from : 0));
                var part = sums.Slice(r * width, target.Length);
                for (var c = 0; c < target.Length; c++) target[c] -= part[c];
            }
        }
    }

    private static void WriteBack(float[][] matrix, int first, int size, double[] pivot, float[] swept)
    {
        for (var r = 0; r < size; r++)
        {
            for (var c = 0; c <= r; c++) matrix[first + r][first + c] = (float)-pivot[(r * size) + c];
            for (var c = 0; c < first; c++) matrix[first + r][c] = swept[(c * Block) + r];
        }

        for (var r = first + size; r < matrix.Length; r++) swept.AsSpan(r * Block, size).CopyTo(matrix[r].AsSpan(first, size));
    }
}
