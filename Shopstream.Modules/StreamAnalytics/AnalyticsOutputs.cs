using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>Collects what the analysis of one partition gives out and writes it, one write of a kind in flight. Not thread-safe.</summary>
internal sealed class AnalyticsOutputs(ISearchIndex index, IEventBus bus)
{
    private static long _tenures;
    private readonly OutputPipe _windowPipe = new();
    private readonly OutputPipe _documentPipe = new();
    private readonly OutputPipe _recordPipe = new();
    private List<WindowPartial> _partials = [];
    private List<Document> _summaries = [];
    private List<Document> _reviews = [];
    private List<OutgoingRecord> _late = [];

    /// <summary>Input offset up to which what is collected now counts.</summary>
    public long Version { get; set; }

    /// <summary>The stretch of ownership that this processor lives in.</summary>
    public long Tenure { get; } = Interlocked.Increment(ref _tenures);

    public List<WindowPartial> Partials => _partials;

    public List<Document> Summaries => _summaries;

    public List<Document> Reviews => _reviews;

    public void Late(LateRecord record, string? key, string producerId) => _late.Add(new OutgoingRecord
    {
        Key = key,
        Value = JsonSerializer.SerializeToUtf8Bytes(record, EventsJsonContext.Default.LateRecord),
        TimestampMs = record.EventTime.ToUnixTimeMilliseconds(),
        ProducerId = producerId,
        Sequence = record.Offset,
    });

    /// <summary>Starts the writes of all that was collected.</summary>
    public async ValueTask SendAsync(IReadOnlyList<string> absorbedSummaries, CancellationToken cancellationToken)
    {
        if (_partials.Count > 0)
        {
            var partials = Take(ref _partials);
            await _windowPipe.SendAsync(() => index.WriteWindowsAsync(partials, cancellationToken));
        }

        if (_summaries.Count > 0 || _reviews.Count > 0 || absorbedSummaries.Count > 0)
        {
            var summaries = Take(ref _summaries);
            var reviews = Take(ref _reviews);
            var version = Version;
            await _documentPipe.SendAsync(() => WriteDocumentsAsync(summaries, reviews, absorbedSummaries, version, cancellationToken));
        }

        if (_late.Count == 0) return;
        var late = Take(ref _late);
        await _recordPipe.SendAsync(() => bus.PublishAsync(Topics.LateRecords, late, cancellationToken));
    }

    public async ValueTask FlushAsync()
    {
        await _windowPipe.FlushAsync();
        await _documentPipe.FlushAsync();
        await _recordPipe.FlushAsync();
    }

    private async ValueTask WriteDocumentsAsync(
        List<Document> summaries, List<Document> reviews, IReadOnlyList<string> absorbed, long version, CancellationToken cancellationToken)
    {
        if (absorbed.Count > 0) await index.DeleteDocumentsAsync(AnalyticsIndices.SessionSummary.Name, absorbed, version, cancellationToken);
        if (summaries.Count > 0) await index.WriteDocumentsAsync(AnalyticsIndices.SessionSummary.Name, summaries, cancellationToken);
        if (reviews.Count > 0) await index.WriteDocumentsAsync(AnalyticsIndices.ProductReviews.Name, reviews, cancellationToken);
    }

    private static List<T> Take<T>(ref List<T> list)
    {
        var taken = list;
        list = [];
        return taken;
    }
}
