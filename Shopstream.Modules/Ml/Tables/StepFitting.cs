using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Modules.Ml.Tables;

/// <summary>Learns from the training rows of one column what its step needs.</summary>
/// <param name="options">How.</param>
/// <param name="rows">Training rows.</param>
/// <param name="labels">Their labels, 0 or 1.</param>
internal sealed class StepFitting(FeatureOptions options, int[] rows, float[] labels)
{
    /// <summary>The step, or null if the column says nothing: free text, or one value only.</summary>
    /// <exception cref="ArgumentException">Only stated columns are allowed and this one is not.</exception>
    public FeatureStep? Fit(TableColumn column)
    {
        if (options.Levels.TryGetValue(column.Name, out var levels) && !column.IsNumeric) return new OneHotStep(column.Name, [.. levels], [], MarksMissing: false);
        return column.Kind switch
        {
            ColumnKind.Number or ColumnKind.Boolean => FitNumber(column),
            ColumnKind.Time => FitTime(column),
            ColumnKind.Category => FitCategory(column),
            _ => null,
        };
    }

    /// <summary>
    /// The target shares of the training rows themselves, each from the folds that the row is not in, on the step's scale.
    /// </summary>
    public float[] OutOfFold(TableColumn column, TargetShareStep step)
    {
        var foldOfRow = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++) foldOfRow[i] = i % options.TargetFolds;
        new SeededRandom(options.Seed).Shuffle<int>(foldOfRow);
        var (all, total) = Sums(column, _ => true);
        var result = new float[rows.Length];
        for (var fold = 0; fold < options.TargetFolds; fold++)
        {
            var (own, ownTotal) = Sums(column, i => foldOfRow[i] == fold);
            var rest = total.Minus(ownTotal);
            var prior = rest.Rows > 0 ? rest.Yes / rest.Rows : step.Prior;
            for (var i = 0; i < rows.Length; i++)
            {
                if (foldOfRow[i] != fold) continue;
                var code = column.Code(rows[i]) + 1;
                result[i] = step.Scale.Apply(Share(all[code].Minus(own[code]), prior));
            }
        }

        return result;
    }

    private NumberStep? FitNumber(TableColumn column)
    {
        if (options.Ranges.TryGetValue(column.Name, out var range)) return new(column.Name, column.Kind, [NumberScale.Of(range)], MarksMissing: false);
        if (options.StatedOnly && column.Kind == ColumnKind.Boolean) return new(column.Name, column.Kind, [NumberScale.Of(new(0, 1))], MarksMissing: false);
        RequireUnstated(column, "range");
        var present = rows.Select(column.Number).Where(x => !double.IsNaN(x)).ToArray();
        var isMissing = present.Length < rows.Length;
        var scales = NumberScale.Fit(present, options.Numbers);
        var marksMissing = isMissing && options.Numbers != NumberScaling.AsIs;

        // A number that is always the same still says something where it is missing in some rows.
        if (scales.Count == 0 && isMissing && present.Length > 0 && !marksMissing) scales = [NumberScale.Plain];
        return scales.Count > 0 || (marksMissing && present.Length > 0) ? new(column.Name, column.Kind, scales, marksMissing) : null;
    }

    private TimeStep? FitTime(TableColumn column)
    {
        var parts = new List<TimePartScale>();
        foreach (var part in TimeParts.All)
        {
            if (options.StatedOnly) parts.Add(new(part, NumberScale.Of(TimeParts.Range(part))));
            else
            {
                var present = rows.Select(r => TimeParts.Of(column.Number(r), part)).Where(x => !double.IsNaN(x)).ToArray();
                parts.AddRange(NumberScale.Fit(present, options.Numbers).Select(s => new TimePartScale(part, s)));
            }
        }

        return parts.Count > 0 ? new TimeStep(column.Name, parts) : null;
    }

    private FeatureStep? FitCategory(TableColumn column)
    {
        RequireUnstated(column, "levels");
        var (levels, total) = Sums(column, _ => true);
        var missing = levels[0];
        var seen = column.Levels.Select((name, code) => (Name: name, levels[code + 1].Rows)).Where(l => l.Rows > 0)
            .OrderByDescending(l => l.Rows).ThenBy(l => l.Name, StringComparer.Ordinal).ToList();
        if (seen.Count + (missing.Rows > 0 ? 1 : 0) < 2) return null;
        var frequent = seen.Where(l => l.Rows >= options.MinLevelRows).ToList();
        var byShare = options.Categories == CategoryEncoding.TargetShare
            || (options.Categories == CategoryEncoding.ByLevels && frequent.Count > options.MaxLevels);
        if (!byShare)
        {
            var own = frequent.Take(options.MaxLevels).Select(l => l.Name).ToArray();
            return new OneHotStep(column.Name, own, [.. seen.Select(l => l.Name).Except(own, StringComparer.Ordinal)], missing.Rows > 0);
        }

        var prior = total.Yes / total.Rows;
        var shares = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var code = 0; code < column.Levels.Count; code++)
            if (levels[code + 1].Rows > 0) shares[column.Levels[code]] = Share(levels[code + 1], prior);
        var scale = options.Numbers == NumberScaling.AsIs ? NumberScale.Plain : ScaleOf(column, shares, prior);
        return new TargetShareStep(column.Name, prior, Share(missing, prior), shares, scale);
    }

    private NumberScale ScaleOf(TableColumn column, Dictionary<string, double> shares, double prior)
    {
        var values = rows.Select(r => column.Text(r) is { } level ? shares[level] : prior).ToArray();
        return NumberScale.Fit(values, NumberScaling.Standardised) is [var scale] ? scale : NumberScale.Plain;
    }

    private double Share(Sum level, double prior) => (level.Yes + (options.TargetSmoothing * prior)) / (level.Rows + options.TargetSmoothing);

    // Index 0 is missing, index c + 1 the level of code c.
    private (Sum[] Levels, Sum Total) Sums(TableColumn column, Func<int, bool> counts)
    {
        var sums = new Sum[column.Levels.Count + 1];
        var total = default(Sum);
        for (var i = 0; i < rows.Length; i++)
        {
            if (!counts(i)) continue;
            ref var sum = ref sums[column.Code(rows[i]) + 1];
            sum = new Sum(sum.Rows + 1, sum.Yes + labels[i]);
            total = new Sum(total.Rows + 1, total.Yes + labels[i]);
        }

        return (sums, total);
    }

    private void RequireUnstated(TableColumn column, string what)
    {
        if (options.StatedOnly) throw new ArgumentException($"column {column.Name} has no stated {what}: with StatedOnly it must have, or be excluded", nameof(column));
    }

    private readonly record struct Sum(int Rows, double Yes)
    {
        public Sum Minus(Sum other) => new(Rows - other.Rows, Yes - other.Yes);
    }
}
