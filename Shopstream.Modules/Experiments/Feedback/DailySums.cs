using Shopstream.Modules.Stores.Experiments;

namespace Shopstream.Modules.Experiments.Feedback;

/// <summary>What a day's answers of one algorithm led to.</summary>
internal sealed class DailyRow
{
    /// <summary>The experiment; empty without one.</summary>
    public string Experiment { get; set; } = "";

    /// <summary>The variant; empty without one.</summary>
    public string Variant { get; set; } = "";

    /// <summary>The algorithm that answered.</summary>
    public string Algorithm { get; set; } = "";

    /// <summary>Sums by name, see <see cref="DailyNames"/>.</summary>
    public SortedDictionary<string, long> Sums { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>Names of daily sums; feedback is under its event type.</summary>
internal static class DailyNames
{
    /// <summary>Answers given.</summary>
    public const string Answers = "answers";

    /// <summary>Products in them.</summary>
    public const string Items = "items";

    /// <summary>Amount bought, as <see cref="Events.Money"/> counts.</summary>
    public const string Revenue = "revenue";

    /// <summary>Purchases that named no answer and were attributed.</summary>
    public const string Attributed = "attributed";

    /// <summary>Feedback after the window.</summary>
    public const string Late = "late";

    /// <summary>Feedback by another user than the answer was for.</summary>
    public const string OtherUser = "otherUser";

    /// <summary>Feedback on a product that the answer did not hold.</summary>
    public const string OtherProduct = "otherProduct";

    /// <summary>Feedback that came before.</summary>
    public const string Repeated = "repeated";

    /// <summary>Answers and feedback of a user who had been in another variant.</summary>
    public const string OtherVariant = "otherVariant";

    /// <summary>Feedback whose answer did not come in time.</summary>
    public const string Unmatched = "unmatched";

    /// <summary>What is left out of the results, and counted.</summary>
    public static readonly IReadOnlyList<string> Excluded = [Late, OtherUser, OtherProduct, Repeated, OtherVariant, Unmatched];
}

/// <summary>A document of <see cref="FeedbackCollections.Days"/>, and the state it comes from.</summary>
/// <param name="Day">Days since 1970.</param>
/// <param name="Rows">One an experiment, variant and algorithm.</param>
internal sealed record DailyDocument(long Day, List<DailyRow> Rows);

/// <summary>The sums by day in one partition. Days that can no longer change are dropped; their documents stay.</summary>
/// <param name="keptDays">Days before the newest one that may still change.</param>
internal sealed class DailySums(int keptDays)
{
    private const long DayMs = 86_400_000;
    private readonly SortedDictionary<long, Dictionary<(string Experiment, string Variant, string Algorithm), DailyRow>> _days = [];
    private readonly HashSet<long> _unsent = [];
    private long _first = long.MinValue;

    /// <summary>Adds to a sum.</summary>
    /// <param name="timeMs">Time of the answer.</param>
    /// <returns>False when the day cannot change any more.</returns>
    public bool Add(long timeMs, string? experiment, string? variant, string algorithm, string name, long value = 1)
    {
        var day = Math.DivRem(timeMs, DayMs, out var rest) - (rest < 0 ? 1 : 0);
        if (day < _first) return false;
        if (day - keptDays > _first)
        {
            _first = day - keptDays;

            // A day goes only when its last change has been handed out.
            foreach (var old in _days.Keys.Where(d => d < _first && !_unsent.Contains(d)).ToList()) _days.Remove(old);
        }

        if (!_days.TryGetValue(day, out var rows)) _days[day] = rows = [];
        var key = (experiment ?? "", variant ?? "", algorithm);
        if (!rows.TryGetValue(key, out var row)) rows[key] = row = new DailyRow { Experiment = key.Item1, Variant = key.Item2, Algorithm = algorithm };
        row.Sums[name] = row.Sums.GetValueOrDefault(name) + value;
        _unsent.Add(day);
        return true;
    }

    /// <summary>Days that changed since the last call.</summary>
    public IReadOnlyList<DailyDocument> TakeUnsent()
    {
        if (_unsent.Count == 0) return [];
        var taken = _unsent.Where(_days.ContainsKey).Order().Select(day => ToDocument(day, _days[day].Values)).ToList();
        _unsent.Clear();
        return taken;
    }

    /// <summary>All days kept.</summary>
    public List<DailyDocument> All() => [.. _days.Select(day => ToDocument(day.Key, day.Value.Values))];

    /// <summary>Puts back the days of a checkpoint; all count as changed.</summary>
    public void Restore(IEnumerable<DailyDocument> days)
    {
        foreach (var day in days)
        {
            _days[day.Day] = day.Rows.ToDictionary(row => (row.Experiment, row.Variant, row.Algorithm));
            _unsent.Add(day.Day);
        }

        if (_days.Count > 0) _first = Math.Max(_first, _days.Keys.Max() - keptDays);
    }

    // Always in one order, so that a replay writes the same bytes.
    private static DailyDocument ToDocument(long day, IEnumerable<DailyRow> rows) => new(
        day,
        [.. rows.OrderBy(r => r.Experiment, StringComparer.Ordinal).ThenBy(r => r.Variant, StringComparer.Ordinal).ThenBy(r => r.Algorithm, StringComparer.Ordinal)]);
}
