using System.Diagnostics.Metrics;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>Metrics of the stream jobs.</summary>
public sealed class StreamingMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Shopstream.Streaming";

    private readonly Meter _meter;
    private readonly Counter<long> _processed;
    private readonly Counter<long> _repeated;
    private readonly Counter<long> _late;
    private readonly Counter<long> _restarts;
    private readonly Histogram<double> _checkpoints;

    /// <summary>Creates the instruments.</summary>
    public StreamingMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _processed = _meter.CreateCounter<long>("shopstream.streaming.processed", "{record}", "Records processed, by job and topic");
        _repeated = _meter.CreateCounter<long>("shopstream.streaming.repeated", "{record}", "Records dropped because their producer had written them before");
        _late = _meter.CreateCounter<long>("shopstream.streaming.late", "{record}", "Records too late for at least one window");
        _restarts = _meter.CreateCounter<long>("shopstream.streaming.restarts", "{restart}", "Times a job started again after a failure");
        _checkpoints = _meter.CreateHistogram<double>("shopstream.streaming.checkpoint.duration", "s", "Time a checkpoint took");
    }

    /// <summary>Counts late records.</summary>
    public void Late(string job, string topic, long records) => _late.Add(records, new("job", job), new("topic", topic));

    internal void Processed(string job, string topic, int records, int repeated)
    {
        _processed.Add(records, new("job", job), new("topic", topic));
        if (repeated > 0) _repeated.Add(repeated, new("job", job), new("topic", topic));
    }

    internal void Restarted(string job) => _restarts.Add(1, new KeyValuePair<string, object?>("job", job));

    internal void Checkpointed(string job, TimeSpan took) => _checkpoints.Record(took.TotalSeconds, new KeyValuePair<string, object?>("job", job));

    internal void Observe(string job, Func<JobProgress> progress)
    {
        _meter.CreateObservableGauge(
            "shopstream.streaming.lag",
            () => progress().Partitions.Select(p => new Measurement<long>(Math.Max(0, p.HighWatermark - p.NextOffset), Tags(job, p))),
            "{record}",
            "Records a job had before it when it last looked");
        _meter.CreateObservableGauge(
            "shopstream.streaming.watermark",
            () => progress().Partitions.Where(p => p.Watermark != long.MinValue).Select(p => new Measurement<double>(p.Watermark / 1000.0, Tags(job, p))),
            "s",
            "Event-time progress, seconds since 1970");
    }

    private static KeyValuePair<string, object?>[] Tags(string job, PartitionProgress p) =>
        [new("job", job), new("topic", p.Source.Topic), new("partition", p.Source.Partition)];
}
