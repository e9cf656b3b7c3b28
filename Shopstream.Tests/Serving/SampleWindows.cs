using System.Text.Json;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.InProcess;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Serving;

/// <summary>Collects rows and writes them as the partials an analysis would write.</summary>
internal sealed class SampleWindows
{
    private readonly List<(WindowIndexDefinition Index, string Window, long StartMs, string Partition, PartialRow Row)> rows = [];
    private readonly Dictionary<(string Index, string Window, long StartMs, string Partition), byte[]> sketches = [];
    private readonly List<(string Index, Document Document)> documents = [];

    public SampleWindows Row(
        WindowIndexDefinition index, string window, string start, string partition, string key, string?[] attributes, params (string Name, long Value)[] measures)
    {
        var numbers = new long[index.Measures.Count];
        foreach (var (name, value) in measures) numbers[index.MeasureIndex(name)] = value;
        rows.Add((index, window, Ms(start), partition, new(key, attributes, numbers)));
        return this;
    }

    public SampleWindows Sketch(string window, string start, string partition, params string[] users)
    {
        var sketch = new HyperLogLog();
        foreach (var user in users) sketch.Add(user);
        sketches[(AnalyticsIndices.LiveTotals.Name, window, Ms(start), partition)] = sketch.ToBytes();
        return this;
    }

    public SampleWindows Session(SessionSummary session)
    {
        documents.Add((AnalyticsIndices.SessionSummary.Name, new(
            session.SessionId, JsonSerializer.SerializeToUtf8Bytes(session, IndexJsonContext.Default.SessionSummary), [session.StartMs])));
        return this;
    }

    public SampleWindows Review(string id, ReviewSummary review)
    {
        documents.Add((AnalyticsIndices.ProductReviews.Name, new(
            id, JsonSerializer.SerializeToUtf8Bytes(review, IndexJsonContext.Default.ReviewSummary), [review.ProductId, review.TimeMs])));
        return this;
    }

    public async Task<InMemorySearchIndex> WriteAsync()
    {
        var index = new InMemorySearchIndex();
        foreach (var definition in AnalyticsIndices.Windows) await index.EnsureWindowIndexAsync(definition, default);
        await index.EnsureDocumentIndexAsync(AnalyticsIndices.SessionSummary, default);
        await index.EnsureDocumentIndexAsync(AnalyticsIndices.ProductReviews, default);
        var partials = rows.GroupBy(r => (r.Index.Name, r.Window, r.StartMs, r.Partition)).Select(g => new WindowPartial(
            g.Key.Name, g.Key.Window, g.Key.StartMs, g.Key.Partition, [.. g.Select(r => r.Row)],
            sketches.TryGetValue(g.Key, out var sketch) ? (ReadOnlyMemory<byte>?)sketch : null));
        await index.WriteWindowsAsync([.. partials], default);
        foreach (var group in documents.GroupBy(d => d.Index)) await index.WriteDocumentsAsync(group.Key, [.. group.Select(d => d.Document)], default);
        return index;
    }

    public static long Ms(string time) => DateTimeOffset.Parse(time + "Z").ToUnixTimeMilliseconds();
}
