using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Modules.Ml.Privacy;

/// <summary>
/// Finds, with differential privacy, the ranges of numbers and the levels of categories that nobody stated, so that features
/// can be made without giving the training rows away. Ranges: a noisy histogram over powers of four, of which the outermost
/// bins that stand out of the noise are the bounds; levels: those whose noisy count stands out (Wilson et al.,
/// "Differentially Private SQL with Bounded User Contribution", PETS 2020, sections 3.5 and 4.2; Korolova et al., WWW 2009). Rows:
/// one a person.
/// </summary>
internal sealed class PrivateDomain
{
    private const int LeastExponent = -10;
    private const int GreatestExponent = 20;
    private const int Sizes = GreatestExponent - LeastExponent + 1;
    private const double EmptyBinRises = 0.01;

    private readonly ColumnTable _table;
    private readonly int[] _rows;
    private readonly NoiseSource _source;

    private PrivateDomain(ColumnTable table, int[] rows, NoiseSource source) => (_table, _rows, _source) = (table, rows, source);

    /// <summary>Completes <paramref name="options"/>: afterwards every column has a range or levels, or is excluded since too few rows have values.</summary>
    /// <param name="table">Where the rows are; names and kinds of its columns are taken as public.</param>
    /// <param name="rows">Training rows.</param>
    /// <param name="options">With the ranges and levels that are stated.</param>
    /// <param name="epsilon">To be divided among the columns without.</param>
    /// <param name="delta">To be divided among the categories without.</param>
    /// <param name="ledger">Pays what is used.</param>
    /// <param name="source">Random bits.</param>
    /// <returns>The options, and what was spent: 0 where everything was stated.</returns>
    public static (FeatureOptions Options, double Epsilon, double Delta) Complete(
        ColumnTable table, int[] rows, FeatureOptions options, double epsilon, double delta, PrivacyLedger ledger, NoiseSource source)
    {
        var open = table.Columns.Where(c => c.Name != options.Target && !options.Exclude.Contains(c.Name) && IsOpen(c, options)).ToList();
        if (open.Count == 0) return (options with { StatedOnly = true }, 0, 0);
        var each = Math.Floor(epsilon / open.Count * 1e6) / 1e6;
        var categories = open.Count(c => !c.IsNumeric);
        var deltaEach = categories == 0 ? 0 : delta / categories;
        var (spent, spentDelta) = (each * open.Count, deltaEach * categories);
        ledger.Spend($"ranges and levels of {open.Count} columns", spent, spentDelta);

        var domain = new PrivateDomain(table, rows, source);
        var ranges = new Dictionary<string, NumberRange>(options.Ranges, StringComparer.Ordinal);
        var levels = new Dictionary<string, IReadOnlyList<string>>(options.Levels, StringComparer.Ordinal);
        var excluded = new HashSet<string>(options.Exclude, StringComparer.Ordinal);
        foreach (var column in open)
        {
            if (column.IsNumeric && domain.Range(column, each) is { } range) ranges[column.Name] = range;
            else if (!column.IsNumeric && domain.Levels(column, each, deltaEach) is { Count: > 0 } found) levels[column.Name] = found;
            else excluded.Add(column.Name);
        }

        return (options with { Ranges = ranges, Levels = levels, Exclude = excluded, StatedOnly = true }, spent, spentDelta);
    }

    private static bool IsOpen(TableColumn column, FeatureOptions options) => column.Kind switch
    {
        ColumnKind.Number => !options.Ranges.ContainsKey(column.Name),
        ColumnKind.Category => !options.Levels.ContainsKey(column.Name),
        _ => false,
    };

    /// <summary>Bounds of the numbers; null if there are none that stand out.</summary>
    private NumberRange? Range(TableColumn column, double epsilon)
    {
        var counts = new long[(2 * Sizes) + 1];
        foreach (var row in _rows)
            if (column.Number(row) is var value && !double.IsNaN(value)) counts[Bin(value)]++;
        var mechanism = LaplaceMechanism.ForCounts(1, epsilon, _source);

        // So high that with 99 % chance no empty bin rises above it.
        var least = Math.Log(counts.Length / (2 * EmptyBinRises)) / epsilon;
        var standing = Enumerable.Range(0, counts.Length).Where(b => mechanism.ReleaseSteps(counts[b]) >= least).ToList();
        if (standing.Count == 0) return null;
        var (low, high) = (Edges(standing[0]).Low, Edges(standing[^1]).High);
        if (low >= high) return null;

        // A wide range of numbers from 0 up is that of an amount or a duration.
        return new NumberRange(low, high, IsLogarithmic: low >= 0 && high >= 16);
    }

    /// <summary>Levels of training rows that stand out.</summary>
    private List<string> Levels(TableColumn column, double epsilon, double delta)
    {
        var counts = new long[column.Levels.Count];
        foreach (var row in _rows)
            if (column.Code(row) is var code and >= 0) counts[code]++;
        var mechanism = LaplaceMechanism.ForCounts(1, epsilon, _source);

        // A level of one person alone rises above it with chance δ at most.
        var least = 1 + Math.Ceiling(Math.Log(1 / delta) / epsilon);
        return [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0 && mechanism.ReleaseSteps(counts[c]) >= least).Select(c => column.Levels[c])
            .Order(StringComparer.Ordinal)];
    }

    // Bins from the most negative over 0 to the most positive; a bin above the middle holds (4^(e-1), 4^e].
    private static int Bin(double value)
    {
        var size = Math.Abs(value);
        if (size <= Math.ScaleB(1, 2 * (LeastExponent - 1))) return Sizes;
        var exponent = Math.Clamp((int)Math.Ceiling(Math.Log2(size) / 2), LeastExponent, GreatestExponent) - LeastExponent + 1;
        return value > 0 ? Sizes + exponent : Sizes - exponent;
    }

    private static (double Low, double High) Edges(int bin)
    {
        if (bin == Sizes) return (0, 0);
        var exponent = Math.Abs(bin - Sizes) - 1 + LeastExponent;
        var (inner, outer) = (Math.ScaleB(1, 2 * (exponent - 1)), Math.ScaleB(1, 2 * exponent));
        return bin > Sizes ? (inner, outer) : (-outer, -inner);
    }
}
