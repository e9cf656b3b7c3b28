using System.Diagnostics.Metrics;

namespace Shopstream.Modules.Archive;

/// <summary>Metrics of the archive.</summary>
internal sealed class ArchiveMetrics
{
    public const string MeterName = "Shopstream.Archive";

    private readonly Counter<long> _stored;
    private readonly Counter<long> _unreadable;

    public ArchiveMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _stored = meter.CreateCounter<long>("shopstream.archive.stored", "{document}", "Documents handed to the store, by collection");
        _unreadable = meter.CreateCounter<long>("shopstream.archive.unreadable", "{record}", "Records that were no valid document, by topic");
    }

    public void Stored(string collection, int count) => _stored.Add(count, new KeyValuePair<string, object?>("collection", collection));

    public void Unreadable(string topic) => _unreadable.Add(1, new KeyValuePair<string, object?>("topic", topic));
}
