using System.Diagnostics.Metrics;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>What is written to the search server, what it refuses, and how often is tried again.</summary>
internal sealed class ElasticsearchMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Shopstream.SearchIndex";

    private readonly Counter<long> _written;
    private readonly Counter<long> _unchanged;
    private readonly Counter<long> _superseded;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _bytes;

    public ElasticsearchMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _written = meter.CreateCounter<long>("shopstream.search_index.written", "{document}", "Documents that the search server took");
        _unchanged = meter.CreateCounter<long>("shopstream.search_index.unchanged", "{document}", "Rows not sent, since they stand there as they are");
        _superseded = meter.CreateCounter<long>("shopstream.search_index.superseded", "{document}", "Documents that the search server holds in a newer version");
        _retries = meter.CreateCounter<long>("shopstream.search_index.retries", "{request}", "Requests tried again, in whole or in part");
        _bytes = meter.CreateCounter<long>("shopstream.search_index.bytes", "By", "Bulk request bodies before compression");
    }

    public void Written(long documents) => _written.Add(documents);

    public void Unchanged(long rows) => _unchanged.Add(rows);

    public void Superseded(long documents) => _superseded.Add(documents);

    public void Retried() => _retries.Add(1);

    public void Sent(long bytes) => _bytes.Add(bytes);
}
