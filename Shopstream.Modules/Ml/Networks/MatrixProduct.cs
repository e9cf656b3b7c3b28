using System.Numerics;

namespace Shopstream.Modules.Ml.Networks;

/// <summary>
/// Products of small dense matrices, row-major. Four rows by two vectors of the result are kept in registers while the inner
/// dimension runs. Each element is one chain of fused multiply-adds in the order of the inner dimension, whatever the
/// blocks, the vector width or the thread it is computed on, so that results are equal everywhere.
/// </summary>
internal static class MatrixProduct
{
    private const int RowBlock = 4;

    /// <summary><paramref name="c"/>[rows × columns] += a[rows × inner] · b[inner × columns].</summary>
    public static void Add(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int rows, int inner, int columns) =>
        Add(a, inner, 1, b, c, rows, inner, columns);

    /// <summary><paramref name="c"/>[rows × columns] += aᵀ · b, where a is [inner × rows] and b [inner × columns].</summary>
    public static void AddTransposed(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int rows, int inner, int columns) =>
        Add(a, 1, rows, b, c, rows, inner, columns);

    /// <summary>Writes the transpose of <paramref name="source"/>[rows × columns].</summary>
    public static void Transpose(ReadOnlySpan<float> source, Span<float> target, int rows, int columns)
    {
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
                target[(c * rows) + r] = source[(r * columns) + c];
    }

    private static void Add(
        ReadOnlySpan<float> a, int rowStride, int innerStride, ReadOnlySpan<float> b, Span<float> c, int rows, int inner, int columns)
    {
        if (a.Length < rows * inner || b.Length < inner * columns || c.Length < rows * columns) throw new ArgumentException("a matrix is smaller than its shape says", nameof(a));
        var width = Vector<float>.Count;
        var row = 0;
        for (; row + RowBlock <= rows; row += RowBlock)
        {
            var part = a[(row * rowStride)..];
            var result = c[(row * columns)..];
            var column = 0;
            for (; column + (2 * width) <= columns; column += 2 * width) FourRowsTwoVectors(part, rowStride, innerStride, b, result, inner, columns, column);
            for (; column < columns; column += width)
                for (var r = 0; r < RowBlock; r++)
                    OneRow(part[(r * rowStride)..], innerStride, b, result[(r * columns)..], inner, columns, column);
        }

        for (; row < rows; row++)
            for (var column = 0; column < columns; column += width)
                OneRow(a[(row * rowStride)..], innerStride, b, c[(row * columns)..], inner, columns, column);
    }

    private static void FourRowsTwoVectors(
        ReadOnlySpan<float> a, int rowStride, int innerStride, ReadOnlySpan<float> b, Span<float> c, int inner, int columns, int column)
    {
        var width = Vector<float>.Count;
        Span<float> c0 = c.Slice(column, 2 * width), c1 = c.Slice(columns + column, 2 * width);
        Span<float> c2 = c.Slice((2 * columns) + column, 2 * width), c3 = c.Slice((3 * columns) + column, 2 * width);
        Vector<float> v00 = new(c0), v01 = new(c0[width..]), v10 = new(c1), v11 = new(c1[width..]);
        Vector<float> v20 = new(c2), v21 = new(c2[width..]), v30 = new(c3), v31 = new(c3[width..]);
        for (var k = 0; k < inner; k++)
        {
            var right = b.Slice((k * columns) + column, 2 * width);
            var b0 = new Vector<float>(right);
            var b1 = new Vector<float>(right[width..]);
            var at = k * innerStride;
            var left = new Vector<float>(a[at]);
            v00 = Vector.FusedMultiplyAdd(left, b0, v00);
            v01 = Vector.FusedMultiplyAdd(left, b1, v01);
            left = new Vector<float>(a[at + rowStride]);
            v10 = Vector.FusedMultiplyAdd(left, b0, v10);
            v11 = Vector.FusedMultiplyAdd(left, b1, v11);
            left = new Vector<float>(a[at + (2 * rowStride)]);
            v20 = Vector.FusedMultiplyAdd(left, b0, v20);
            v21 = Vector.FusedMultiplyAdd(left, b1, v21);
            left = new Vector<float>(a[at + (3 * rowStride)]);
            v30 = Vector.FusedMultiplyAdd(left, b0, v30);
            v31 = Vector.FusedMultiplyAdd(left, b1, v31);
        }

        v00.CopyTo(c0);
        v01.CopyTo(c0[width..]);
        v10.CopyTo(c1);
        v11.CopyTo(c1[width..]);
        v20.CopyTo(c2);
        v21.CopyTo(c2[width..]);
        v30.CopyTo(c3);
        v31.CopyTo(c3[width..]);
    }

    // One vector of one row, or the columns that are left at the end.
    private static void OneRow(ReadOnlySpan<float> a, int innerStride, ReadOnlySpan<float> b, Span<float> c, int inner, int columns, int column)
    {
        var width = Vector<float>.Count;
        if (column + width <= columns)
        {
            var sum = new Vector<float>(c[column..]);
            for (var k = 0; k < inner; k++)
                sum = Vector.FusedMultiplyAdd(new Vector<float>(a[k * innerStride]), new Vector<float>(b.Slice((k * columns) + column, width)), sum);
            sum.CopyTo(c[column..]);
            return;
        }

        for (; column < columns; column++)
        {
            var sum = c[column];
            for (var k = 0; k < inner; k++) sum = MathF.FusedMultiplyAdd(a[k * innerStride], b[(k * columns) + column], sum);
            c[column] = sum;
        }
    }
}
