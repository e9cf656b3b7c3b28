using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Shopstream.Tests.Support;

/// <summary>Adds up the counters of the meters of one name, by counter and by the value of each tag.</summary>
internal sealed class CounterSums : IDisposable
{
    private readonly ConcurrentDictionary<(string Counter, string Tag), long> _sums = new();
    private readonly MeterListener _listener = new();

    public CounterSums(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            foreach (var tag in tags) _sums.AddOrUpdate((instrument.Name, $"{tag.Value}"), value, (_, sum) => sum + value);
        });
        _listener.Start();
    }

    public long this[string counter, string tag] => _sums.GetValueOrDefault((counter, tag));

    public void Dispose() => _listener.Dispose();
}
