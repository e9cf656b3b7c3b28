using Shopstream.Modules.Ml.Segments;

namespace Shopstream.Modules.Ml.Customers;

/// <summary>Adds up days to the features by which customers are told apart. Not thread-safe.</summary>
public sealed class CustomerTable
{
    private const double DayMs = CustomerDayBuilder.DayMs;
    private readonly Dictionary<string, Sums> _customers = new(StringComparer.Ordinal);

    /// <summary>Last event of all days added, ms since 1970-01-01 UTC; 0 before any.</summary>
    public long LastMs { get; private set; }

    /// <summary>Number of customers.</summary>
    public int Count => _customers.Count;

    /// <summary>Adds a day; each may be added once.</summary>
    public void Add(CustomerDay day)
    {
        if (!_customers.TryGetValue(day.UserId, out var sums)) _customers.Add(day.UserId, sums = new());
        sums.FirstMs = Math.Min(sums.FirstMs, day.FirstMs);
        sums.LastMs = Math.Max(sums.LastMs, day.LastMs);
        sums.Days++;
        sums.Visits += day.Visits;
        sums.Orders += day.Orders;
        sums.Pieces += day.Pieces;
        sums.Spent += day.Spent;
        sums.Pages += day.Pages;
        sums.Seconds += day.Seconds;
        sums.Products += day.Products;
        sums.SeenPrices += day.SeenPrices;
        sums.SeenCount += day.SeenCount;
        LastMs = Math.Max(LastMs, day.LastMs);
    }

    /// <summary>The customers in the order of their ids, with the columns of <see cref="SegmentFeature.All"/>.</summary>
    /// <param name="asOfMs">Time from which recency and tenure count back, ms since 1970-01-01 UTC; later events count as of then.</param>
    public (IReadOnlyList<string> Customers, FeatureMatrix Table) Build(long asOfMs)
    {
        string[] ids = [.. _customers.Keys.Order(StringComparer.Ordinal)];
        var features = SegmentFeature.All;
        var columns = new float[features.Count][];
        for (var c = 0; c < columns.Length; c++) columns[c] = new float[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            var sums = _customers[ids[i]];
            for (var c = 0; c < columns.Length; c++) columns[c][i] = (float)Value(features[c], sums, asOfMs);
        }

        return (ids, new([.. features.Select(f => f.Name)], columns));
    }

    private static double Value(SegmentFeature feature, Sums sums, long asOfMs) => feature.Name switch
    {
        "recencyDays" => Math.Max(0, (asOfMs - sums.LastMs) / DayMs),
        "tenureDays" => Math.Max(0, (asOfMs - sums.FirstMs) / DayMs),
        "orders" => sums.Orders,
        "spent" => sums.Spent,
        "visits" => sums.Visits,
        "conversion" => Ratio(sums.Orders, sums.Visits),
        "basket" => Ratio(sums.Spent, sums.Orders),
        "price" => sums.Pieces > 0 ? sums.Spent / sums.Pieces : Ratio(sums.SeenPrices, sums.SeenCount),
        "variety" => Ratio(sums.Products, sums.Days),
        "pages" => Ratio(sums.Pages, sums.Visits),
        "minutes" => Ratio(sums.Seconds / 60, sums.Visits),
        _ => throw new InvalidOperationException($"No value is known for the feature {feature.Name}."),
    };

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;

    private sealed class Sums
    {
        public long FirstMs { get; set; } = long.MaxValue;

        public long LastMs { get; set; }

        public int Days { get; set; }

        public int Visits { get; set; }

        public int Orders { get; set; }

        public double Pieces { get; set; }

        public double Spent { get; set; }

        public long Pages { get; set; }

        public double Seconds { get; set; }

        public long Products { get; set; }

        public double SeenPrices { get; set; }

        public int SeenCount { get; set; }
    }
}
