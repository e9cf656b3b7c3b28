using System.Diagnostics.Metrics;

namespace Shopstream.Modules.Ingest;

/// <summary>Metrics of the intake.</summary>
internal sealed class IngestMetrics
{
    public const string MeterName = "Shopstream.Ingest";

    private readonly Counter<long> _accepted;
    private readonly Counter<long> _rejected;

    public IngestMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _accepted = meter.CreateCounter<long>("shopstream.ingest.accepted", "{record}", "Records accepted, by source");
        _rejected = meter.CreateCounter<long>("shopstream.ingest.rejected", "{record}", "Records refused, by source and reason");
    }

    public void Accepted(string source, long count) => _accepted.Add(count, new KeyValuePair<string, object?>("source", source));

    public void Rejected(string source, string reason) => _rejected.Add(1, new("source", source), new("reason", reason));
}
