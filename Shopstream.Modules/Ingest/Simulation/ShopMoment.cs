namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>What a session's begin says about the shop: hour, weekday, the trends. Kept while the hour lasts.</summary>
internal sealed class ShopMoment(ProductTrends trends)
{
    private readonly double[] _trend = new double[FurnitureCatalog.Count];
    private long _hours = long.MinValue;

    /// <summary>Hour of the day, 0 to 23, UTC.</summary>
    public int Hour { get; private set; }

    /// <summary>Whether the day is a Saturday or Sunday.</summary>
    public bool IsWeekend { get; private set; }

    /// <summary>Factors on the popularity of the products, double[10].</summary>
    public ReadOnlySpan<double> Trend => _trend;

    /// <summary>Moves to the hour of <paramref name="time"/>.</summary>
    public void Set(DateTimeOffset time)
    {
        var hours = time.UtcTicks / TimeSpan.TicksPerHour;
        if (hours == _hours) return;
        _hours = hours;
        var begin = new DateTimeOffset(hours * TimeSpan.TicksPerHour, TimeSpan.Zero);
        Hour = begin.Hour;
        IsWeekend = begin.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        trends.At(begin, _trend);
    }
}
