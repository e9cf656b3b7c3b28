using System.Globalization;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>Divides rows: groups stay together where there are any, else the classes keep their shares.</summary>
internal static class TrainingDivision
{
    /// <summary>Folds; positions into <paramref name="labels"/>.</summary>
    /// <exception cref="ArgumentException">There are too few rows of a class, or too few groups.</exception>
    public static IReadOnlyList<Fold> Folds(float[] labels, string[]? groups, int folds, long seed) =>
        groups is null ? Splits.Stratified(labels, folds, seed) : Splits.Grouped(groups, folds, seed);

    /// <summary>One division; positions into <paramref name="labels"/>.</summary>
    /// <exception cref="ArgumentException">There are too few rows of a class, or too few groups.</exception>
    public static Fold Holdout(float[] labels, string[]? groups, double share, long seed) =>
        groups is null ? Splits.StratifiedHoldout(labels, share, seed) : Splits.GroupedHoldout(groups, share, seed);

    /// <summary>The group of each of the rows, null without a group column. A row without a value is a group of its own.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static string[]? Groups(ColumnTable table, string? column, ReadOnlySpan<int> rows)
    {
        if (column is null) return null;
        var values = table[column];
        var groups = new string[rows.Length];
        for (var i = 0; i < groups.Length; i++)
        {
            var row = rows[i];
            var group = values.IsNumeric ? Number(values.Number(row)) : values.Text(row);
            groups[i] = group ?? "\0" + row.ToString(CultureInfo.InvariantCulture);
        }

        return groups;
    }

    /// <summary>One of each group's rows, drawn at random; in ascending order.</summary>
    public static int[] OneOfEach(int[] rows, string[] groups, long seed)
    {
        var order = Enumerable.Range(0, rows.Length).ToArray();
        new SeededRandom(seed, stream: 77).Shuffle<int>(order);
        return [.. order.DistinctBy(i => groups[i], StringComparer.Ordinal).Select(i => rows[i]).Order()];
    }

    private static string? Number(double value) => double.IsNaN(value) ? null : value.ToString("R", CultureInfo.InvariantCulture);
}
