namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>
/// A sparse matrix in compressed rows: the entries of row <c>r</c> are those from <c>Starts[r]</c> to <c>Starts[r + 1]</c>.
/// The arrays are used as they are, not copied, and never changed. Safe to read from any thread.
/// </summary>
internal sealed class SparseRows
{
    /// <summary>Takes the arrays.</summary>
    /// <exception cref="ArgumentException">Their lengths contradict each other, or a column is outside the matrix.</exception>
    public SparseRows(int columnCount, int[] starts, int[] columns, float[] values)
    {
        if (starts.Length == 0 || starts[0] != 0 || starts[^1] != columns.Length || columns.Length != values.Length)
            throw new ArgumentException($"Found {starts.Length} starts, {columns.Length} columns and {values.Length} values, expected starts from 0 to the number of columns and of values.", nameof(starts));
        foreach (var column in columns)
            if ((uint)column >= (uint)columnCount) throw new ArgumentException($"Found column {column}, expected one from 0 to {columnCount - 1}.", nameof(columns));
        (ColumnCount, Starts, Columns, Values) = (columnCount, starts, columns, values);
    }

    /// <summary>Number of rows.</summary>
    public int RowCount => Starts.Length - 1;

    /// <summary>Number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>First entry of each row, and the number of entries at the end.</summary>
    public int[] Starts { get; }

    /// <summary>Column of each entry.</summary>
    public int[] Columns { get; }

    /// <summary>Value of each entry.</summary>
    public float[] Values { get; }

    /// <summary>The columns of a row.</summary>
    public ReadOnlySpan<int> ColumnsOf(int row) => Columns.AsSpan(Starts[row]..Starts[row + 1]);

    /// <summary>The values of a row, in the order of its columns.</summary>
    public ReadOnlySpan<float> ValuesOf(int row) => Values.AsSpan(Starts[row]..Starts[row + 1]);

    /// <summary>Columns as rows; the entries of each new row are in the order of the old rows.</summary>
    public SparseRows Transpose()
    {
        var starts = new int[ColumnCount + 1];
        foreach (var column in Columns) starts[column + 1]++;
        for (var c = 0; c < ColumnCount; c++) starts[c + 1] += starts[c];
        var next = starts[..^1];
        var (columns, values) = (new int[Columns.Length], new float[Columns.Length]);
        for (var r = 0; r < RowCount; r++)
        {
            for (var i = Starts[r]; i < Starts[r + 1]; i++)
            {
                var to = next[Columns[i]]++;
                (columns[to], values[to]) = (r, Values[i]);
            }
        }

        return new(RowCount, starts, columns, values);
    }
}
