namespace Shopstream.Modules.Ml.Tables;

/// <summary>One column: its name, its kind and a value for each row. Not changed after it was made.</summary>
public sealed class TableColumn
{
    private readonly double[] _numbers;
    private readonly int[] _codes;
    private readonly string[] _levels;

    internal TableColumn(string name, ColumnKind kind, double[] numbers)
    {
        (Name, Kind, _numbers, _codes, _levels) = (name, kind, numbers, [], []);
        Rows = numbers.Length;
    }

    internal TableColumn(string name, ColumnKind kind, int[] codes, string[] levels)
    {
        (Name, Kind, _numbers, _codes, _levels) = (name, kind, [], codes, levels);
        Rows = codes.Length;
    }

    /// <summary>Name as in the header.</summary>
    public string Name { get; }

    /// <summary>What the values are.</summary>
    public ColumnKind Kind { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Whether values are kept as numbers (<see cref="Number"/>) rather than as texts (<see cref="Text"/>).</summary>
    public bool IsNumeric => Kind is ColumnKind.Number or ColumnKind.Boolean or ColumnKind.Time;

    /// <summary>Number of rows without a value.</summary>
    public int MissingRows => IsNumeric ? _numbers.Count(double.IsNaN) : _codes.Count(c => c < 0);

    /// <summary>Different texts of a text or category column, in the order in which they first occur; empty otherwise.</summary>
    public IReadOnlyList<string> Levels => _levels;

    /// <summary>Value of a number, boolean or time column; NaN where missing.</summary>
    public double Number(int row) => _numbers[row];

    /// <summary>Value of a category or text column; null where missing.</summary>
    public string? Text(int row) => _codes[row] < 0 ? null : _levels[_codes[row]];

    /// <summary>Index into <see cref="Levels"/>; -1 where missing.</summary>
    internal int Code(int row) => _codes[row];
}
