namespace Shopstream.Modules.Ml;

/// <summary>
/// A table of numbers that models learn from, rows × columns, stored column by column (<c>float[columns][rows]</c>). A missing
/// value is <see cref="float.NaN"/>. Not changed after it was made, so safe to share between threads.
/// </summary>
public sealed class FeatureMatrix
{
    private readonly float[][] _columns;

    /// <summary>A matrix over the given columns; it keeps them, the caller must not change them any more.</summary>
    /// <param name="names">One name a column, distinct.</param>
    /// <param name="columns">Columns of equal length.</param>
    /// <exception cref="ArgumentException">Numbers of names and columns differ, or the columns' lengths do.</exception>
    public FeatureMatrix(IReadOnlyList<string> names, float[][] columns)
    {
        if (names.Count != columns.Length)
            throw new ArgumentException($"found {names.Count} names for {columns.Length} columns", nameof(names));
        Rows = columns.Length == 0 ? 0 : columns[0].Length;
        for (var c = 1; c < columns.Length; c++)
            if (columns[c].Length != Rows) throw new ArgumentException($"column {names[c]} has {columns[c].Length} rows, expected {Rows}", nameof(columns));
        Names = names;
        _columns = columns;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns => _columns.Length;

    /// <summary>Name of each column.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>One value; NaN where missing.</summary>
    public float this[int row, int column] => _columns[column][row];

    /// <summary>All values of a column, by row.</summary>
    public ReadOnlySpan<float> Column(int column) => _columns[column];

    /// <summary>The chosen rows, in the order given; an index may repeat.</summary>
    public FeatureMatrix Select(ReadOnlySpan<int> rows)
    {
        var columns = new float[Columns][];
        for (var c = 0; c < Columns; c++)
        {
            var from = _columns[c];
            var to = columns[c] = new float[rows.Length];
            for (var i = 0; i < rows.Length; i++) to[i] = from[rows[i]];
        }

        return new FeatureMatrix(Names, columns);
    }
}
