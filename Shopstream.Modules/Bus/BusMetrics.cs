using System.Diagnostics.Metrics;

namespace Shopstream.Modules.Bus;

/// <summary>Metrics of the bus.</summary>
internal sealed class BusMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Shopstream.Bus";

    private readonly Meter _meter;
    private readonly Counter<long> _records;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _consumed;

    public BusMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _records = _meter.CreateCounter<long>("shopstream.bus.published", "{record}", "Records published, by topic");
        _bytes = _meter.CreateCounter<long>("shopstream.bus.stored", "By", "Bytes of published records by topic: as stored, or as handed to Kafka before compression");
        _consumed = _meter.CreateCounter<long>("shopstream.bus.consumed", "{record}", "Records read, by group and topic");
        _skipped = _meter.CreateCounter<long>("shopstream.bus.skipped", "{record}", "Records that retention removed before a group read them");
    }

    public void Published(string topic, int records, long bytes)
    {
        var tag = new KeyValuePair<string, object?>("topic", topic);
        _records.Add(records, tag);
        _bytes.Add(bytes, tag);
    }

    public void Consumed(string group, string topic, int records) => _consumed.Add(records, new("group", group), new("topic", topic));

    public void Skipped(string topic, long records) => _skipped.Add(records, new KeyValuePair<string, object?>("topic", topic));

    /// <summary>Publishes the end of each partition.</summary>
    public void Observe(Func<IEnumerable<(TopicPartition Source, long Next)>> ends) =>
        _meter.CreateObservableGauge(
            "shopstream.bus.end_offset",
            () => ends().Select(e => new Measurement<long>(
                e.Next, new("topic", e.Source.Topic), new("partition", e.Source.Partition))),
            "{record}",
            "Next offset of each partition");
}
