namespace Shopstream.Modules.Ml.Tables;

/// <summary>How rows become a table.</summary>
public sealed record TableOptions
{
    /// <summary>Kinds stated instead of inferred, by column name. A value that does not fit a stated kind is an error.</summary>
    public IReadOnlyDictionary<string, ColumnKind> Kinds { get; init; } = new Dictionary<string, ColumnKind>(StringComparer.Ordinal);

    /// <summary>Columns that are not read at all.</summary>
    public IReadOnlySet<string> Skip { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Texts that mean "missing", beside the empty one; default NA, N/A, NaN, null, NULL and \N.</summary>
    public IReadOnlySet<string> Missing { get; init; } = new HashSet<string>(StringComparer.Ordinal) { "NA", "N/A", "NaN", "nan", "null", "NULL", "\\N" };

    /// <summary>
    /// Beginnings of names of columns that a row leaves out where they are 0, as the archive's flat view does with
    /// <c>isViewedProduct{id}</c> (the default). In any other column a value left out is missing.
    /// </summary>
    public IReadOnlyList<string> ZeroWhereAbsent { get; init; } = ["isViewedProduct"];

    /// <summary>Date formats of .NET that are tried after ISO 8601, for example <c>M/d/yyyy H:mm</c>; times without a zone are UTC.</summary>
    public IReadOnlyList<string> TimeFormats { get; init; } = [];

    /// <summary>
    /// A text column with at most this many different values is a category; one with more is a category if each value
    /// occurs twice on average. 1 or more; default 20.
    /// </summary>
    public int SurelyCategory { get; init; } = 20;

    /// <summary>A text column with a value longer than this many characters is free text; 1 or more, default 100.</summary>
    public int LongestCategory { get; init; } = 100;

    /// <summary>Separator of a CSV file; default comma.</summary>
    public char Separator { get; init; } = ',';

    internal bool IsMissing(string? text) => string.IsNullOrWhiteSpace(text) || Missing.Contains(text);

    internal bool IsZeroWhereAbsent(string column)
    {
        foreach (var beginning in ZeroWhereAbsent)
            if (column.StartsWith(beginning, StringComparison.Ordinal)) return true;
        return false;
    }

    internal static void Check(TableOptions options)
    {
        if (options.SurelyCategory < 1) throw new ArgumentException($"SurelyCategory is {options.SurelyCategory}, expected 1 or more", nameof(options));
        if (options.LongestCategory < 1) throw new ArgumentException($"LongestCategory is {options.LongestCategory}, expected 1 or more", nameof(options));
    }
}
