namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>
/// Spreads a number of arrivals over a span with the shop's rhythm: arrival i falls into the i-th of equally busy slices,
/// so that arrivals come in order without sorting, at a place of its slice that chance picks.
/// </summary>
internal sealed class ArrivalTimeline
{
    private readonly long _start;
    private readonly long _end;
    private readonly double[] _until;
    private readonly long _count;
    private int _hour;

    public ArrivalTimeline(ShopRhythm rhythm, SimulatorOptions options, long count)
    {
        var span = options.Span;
        _start = options.Start.UtcTicks;
        _end = _start + span.Ticks;
        _count = count;
        _until = new double[(int)((span.Ticks + TimeSpan.TicksPerHour - 1) / TimeSpan.TicksPerHour)];
        var random = new Xoshiro256(options.Seed, RandomStreams.Traffic);
        var (total, day) = (0.0, 1.0);
        for (var h = 0; h < _until.Length; h++)
        {
            var begin = _start + (h * TimeSpan.TicksPerHour);
            var share = Math.Min(TimeSpan.TicksPerHour, _end - begin) / (double)TimeSpan.TicksPerHour;
            if (h % 24 == 0) day = Stray(options, random);
            total += rhythm.At(new DateTimeOffset(begin, TimeSpan.Zero)) * share * day * Stray(options, random);
            _until[h] = total;
        }
    }

    /// <summary>Time of arrival <paramref name="index"/>, counted from 0; to be asked for in order.</summary>
    public DateTimeOffset At(long index, Xoshiro256 random)
    {
        var target = (index + random.NextDouble()) / _count * _until[^1];
        while (_hour < _until.Length - 1 && _until[_hour] <= target) _hour++;
        var before = _hour == 0 ? 0 : _until[_hour - 1];
        var part = (target - before) / (_until[_hour] - before);
        var begin = _start + (_hour * TimeSpan.TicksPerHour);
        var ticks = begin + (long)(part * Math.Min(TimeSpan.TicksPerHour, _end - begin));
        return new DateTimeOffset(Math.Min(ticks, _end - 1), TimeSpan.Zero);
    }

    private static double Stray(SimulatorOptions options, Xoshiro256 random) => Math.Exp(options.TrafficNoise * random.NextNormal());
}
