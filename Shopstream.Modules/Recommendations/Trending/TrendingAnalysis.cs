using Shopstream.Modules.Ml.Customers;

namespace Shopstream.Modules.Recommendations.Trending;

/// <summary>
/// Finds the products that rise most among days of products. For each product and each two neighbouring days of the range,
/// <c>(next − current) / (current + next + 1)</c> is its change, days without events counting 0; a change is kept when
/// <c>|next − current|</c> reaches the threshold. A product's place is decided by its largest kept rise, so that it stands once
/// in the ranking whatever came after; equal ones by the events after the rise, then by all events, then by id. Not thread-safe.
/// </summary>
/// <param name="period">The range; days outside are ignored, and no change reaches over its borders.</param>
/// <param name="threshold">Fewest events between two days for a change to be kept; at least 1.</param>
/// <param name="types">Event types that count.</param>
public sealed class TrendingAnalysis(CustomerPeriod period, long threshold, IReadOnlySet<string> types)
{
    private readonly Dictionary<string, History> _products = new(StringComparer.Ordinal);
    private long _received;

    /// <summary>Change from one day to the next, above −1 and below 1.</summary>
    public static double Change(long current, long next) => (double)(next - current) / (current + next + 1);

    /// <summary>Adds a day of a product; each may come once, in any order.</summary>
    public void Add(ProductDay day)
    {
        if (!period.Contains(day.Day)) return;
        foreach (var events in day.Events.Values) _received += events;
        var count = day.Count(types);
        if (count == 0) return;
        if (!_products.TryGetValue(day.ProductId, out var history)) _products.Add(day.ProductId, history = new());
        history.Days.Add((day.Day, count));
        if (day.Day < history.DescribedOn) return;
        history.DescribedOn = day.Day;
        (history.Brand, history.Category, history.Name) = (day.Brand ?? history.Brand, day.Category ?? history.Category, day.Name ?? history.Name);
    }

    /// <summary>The findings so far.</summary>
    /// <param name="top">At most so many products.</param>
    public TrendingFindings Find(int top)
    {
        var (rises, falls) = (0L, 0L);
        var found = new List<TrendingProduct>();
        foreach (var (id, history) in _products)
        {
            history.Days.Sort();
            var best = (Change: 0.0, Day: 0, Before: 0L, After: 0L);
            var (sum, events) = (0.0, 0L);
            foreach (var (day, current, next) in Pairs(history.Days))
            {
                if (Math.Abs(next - current) < threshold) continue;
                var change = Change(current, next);
                sum += change;
                if (change > 0) rises++;
                else falls++;
                if (change > best.Change || (change == best.Change && next > best.After)) best = (change, day, current, next);
            }

            foreach (var (_, count) in history.Days) events += count;
            if (best.Change > 0)
                found.Add(new(id, 100 * best.Change, GatheredDays.Text(best.Day), best.Before, best.After, 100 * sum, events, history.Brand, history.Category, history.Name));
        }

        var ranked = found.OrderByDescending(p => p.Percentage).ThenByDescending(p => p.After).ThenByDescending(p => p.Events).ThenBy(p => p.ProductId, StringComparer.Ordinal);
        return new(_received, _products.Count, rises, falls, [.. ranked.Take(top)]);
    }

    /// <summary>Neighbouring days of which at least one has events, as the second day and both counts.</summary>
    private IEnumerable<(int Day, long Current, long Next)> Pairs(List<(int Day, long Count)> days)
    {
        for (var i = 0; i < days.Count; i++)
        {
            var (day, count) = days[i];
            if (day > period.First) yield return (day, i > 0 && days[i - 1].Day == day - 1 ? days[i - 1].Count : 0, count);
            if (day < period.Last && (i + 1 == days.Count || days[i + 1].Day != day + 1)) yield return (day + 1, count, 0);
        }
    }

    private sealed class History
    {
        public List<(int Day, long Count)> Days { get; } = [];

        public int DescribedOn { get; set; } = int.MinValue;

        public string? Brand { get; set; }

        public string? Category { get; set; }

        public string? Name { get; set; }
    }
}
