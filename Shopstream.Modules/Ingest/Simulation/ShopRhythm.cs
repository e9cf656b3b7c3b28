namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>How busy the shop is by hour and weekday (UTC), relative to the mean of a week. Immutable.</summary>
internal sealed class ShopRhythm
{
    private static readonly double[] Hours =
    [
        0.45, 0.30, 0.20, 0.15, 0.15, 0.25, 0.45, 0.70, 0.90, 1.00, 1.05, 1.15,
        1.35, 1.25, 1.10, 1.10, 1.20, 1.40, 1.70, 2.00, 2.05, 1.75, 1.30, 0.80,
    ];

    // Sunday first, as in DayOfWeek.
    private static readonly double[] Days = [1.30, 0.90, 0.85, 0.88, 0.92, 0.97, 1.25];

    private readonly double[] _relative = new double[7 * 24];

    public ShopRhythm(SimulatorOptions options)
    {
        var total = 0.0;
        for (var i = 0; i < _relative.Length; i++)
        {
            _relative[i] = (1 + (options.DailyRhythm * (Hours[i % 24] - 1))) * (1 + (options.WeeklyRhythm * (Days[i / 24] - 1)));
            total += _relative[i];
        }

        for (var i = 0; i < _relative.Length; i++) _relative[i] *= _relative.Length / total;
    }

    /// <summary>Sessions in the hour of <paramref name="time"/>, relative to the mean; positive.</summary>
    public double At(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return _relative[((int)utc.DayOfWeek * 24) + utc.Hour];
    }
}
