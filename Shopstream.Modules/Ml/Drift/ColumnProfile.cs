using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Modules.Ml.Drift;

/// <summary>How the values of a column are spread over bins that are fixed by the training rows.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Edges">Of a number: upper ends of all bins but the last, ascending, each in its bin. Empty for a category.</param>
/// <param name="Levels">Of a category: the levels with a bin of their own; one more bin holds all others. Empty for a number.</param>
/// <param name="Counts">Rows by bin.</param>
/// <param name="Missing">Rows without a value.</param>
public sealed record ColumnProfile(string Name, double[] Edges, string[] Levels, long[] Counts, long Missing)
{
    private const int MostBins = 20;
    private const int MostLevels = 30;

    /// <summary>Whether its values are numbers.</summary>
    public bool IsNumber => Levels.Length == 0;

    /// <summary>All rows, those without a value included.</summary>
    public long Rows => Counts.Sum() + Missing;

    /// <summary>Spreads a column's chosen rows over bins of its own: quantiles of a number, the most frequent levels of a category.</summary>
    public static ColumnProfile Of(TableColumn column, ReadOnlySpan<int> rows)
    {
        if (column.IsNumeric) return OfNumbers(column.Name, Numbers(column, rows));
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in rows)
            if (column.Text(row) is { } text) counts[text] = counts.GetValueOrDefault(text) + 1;
        string[] levels = [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MostLevels).Select(c => c.Key).Order(StringComparer.Ordinal)];
        return new ColumnProfile(column.Name, [], levels, new long[levels.Length + 1], 0).Counted(column, rows);
    }

    /// <summary>Spreads numbers over bins at their quantiles.</summary>
    public static ColumnProfile OfNumbers(string name, ReadOnlySpan<double> values)
    {
        var sorted = new List<double>(values.Length);
        foreach (var value in values)
            if (!double.IsNaN(value)) sorted.Add(value);
        sorted.Sort();
        var edges = new List<double>();
        for (var bin = 1; bin < MostBins && sorted.Count > 0; bin++)
        {
            var edge = sorted[(int)((long)sorted.Count * bin / MostBins)];
            if (edge < sorted[^1] && (edges.Count == 0 || edge > edges[^1])) edges.Add(edge);
        }

        return new ColumnProfile(name, [.. edges], [], new long[edges.Count + 1], 0).Counted(values);
    }

    /// <summary>Other rows of the same column over the bins of this profile.</summary>
    /// <exception cref="ArgumentException">The column holds texts instead of numbers, or the reverse.</exception>
    public ColumnProfile Counted(TableColumn column, ReadOnlySpan<int> rows)
    {
        if (IsNumber != column.IsNumeric && column.MissingRows < column.Rows)
            throw new ArgumentException($"column {Name} is of kind {column.Kind}, expected {(IsNumber ? "numbers" : "texts")}", nameof(column));
        if (IsNumber) return column.IsNumeric ? Counted(Numbers(column, rows)) : this with { Counts = new long[Counts.Length], Missing = rows.Length };
        var place = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Levels.Length; i++) place[Levels[i]] = i;
        var counts = new long[Levels.Length + 1];
        var missing = 0L;
        foreach (var row in rows)
        {
            var text = column.IsNumeric ? null : column.Text(row);
            if (text is null) missing++;
            else counts[place.GetValueOrDefault(text, Levels.Length)]++;
        }

        return this with { Counts = counts, Missing = missing };
    }

    /// <summary>Other numbers over the bins of this profile; NaN is missing.</summary>
    public ColumnProfile Counted(ReadOnlySpan<double> values)
    {
        var counts = new long[Edges.Length + 1];
        var missing = 0L;
        foreach (var value in values)
        {
            if (double.IsNaN(value))
            {
                missing++;
                continue;
            }

            var at = Array.BinarySearch(Edges, value);
            counts[at < 0 ? ~at : at]++;
        }

        return this with { Counts = counts, Missing = missing };
    }

    private static double[] Numbers(TableColumn column, ReadOnlySpan<int> rows)
    {
        var numbers = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++) numbers[i] = column.Number(rows[i]);
        return numbers;
    }
}
