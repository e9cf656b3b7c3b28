using System.Text.Json;

namespace Shopstream.Modules.Stores.Forgetting;

/// <summary>
/// A search index that does not take what forgotten users did before they were forgotten: rows of <c>user_activity</c> whose user was not
/// seen since, and summaries of sessions that began before. So windows that are still open are written without them. Thread-safe.
/// </summary>
internal sealed class ForgettingSearchIndex(ISearchIndex inner, ForgottenUsers forgotten) : ISearchIndex
{
    private static readonly int LastSeen = AnalyticsIndices.UserActivity.MeasureIndex("lastSeen");

    public ValueTask EnsureWindowIndexAsync(WindowIndexDefinition definition, CancellationToken cancellationToken) => inner.EnsureWindowIndexAsync(definition, cancellationToken);

    public ValueTask EnsureDocumentIndexAsync(CollectionDefinition definition, CancellationToken cancellationToken) => inner.EnsureDocumentIndexAsync(definition, cancellationToken);

    public async ValueTask WriteWindowsAsync(IReadOnlyList<WindowPartial> partials, CancellationToken cancellationToken)
    {
        await forgotten.RefreshAsync(cancellationToken);
        if (!forgotten.IsEmpty) partials = [.. partials.Select(Without)];
        await inner.WriteWindowsAsync(partials, cancellationToken);
    }

    public async ValueTask WriteDocumentsAsync(string index, IReadOnlyList<Document> documents, CancellationToken cancellationToken)
    {
        await forgotten.RefreshAsync(cancellationToken);
        if (!forgotten.IsEmpty && index == AnalyticsIndices.SessionSummary.Name) documents = [.. documents.Where(d => !IsForgotten(d))];
        if (documents.Count > 0) await inner.WriteDocumentsAsync(index, documents, cancellationToken);
    }

    public ValueTask DeleteDocumentsAsync(string index, IReadOnlyList<string> ids, long version, CancellationToken cancellationToken) =>
        inner.DeleteDocumentsAsync(index, ids, version, cancellationToken);

    public ValueTask<long> RemoveKeyAsync(string index, string key, CancellationToken cancellationToken) => inner.RemoveKeyAsync(index, key, cancellationToken);

    public ValueTask<IReadOnlyList<WindowRow>> QueryWindowsAsync(WindowQuery query, CancellationToken cancellationToken) => inner.QueryWindowsAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<WindowSketch>> SketchesAsync(WindowQuery query, CancellationToken cancellationToken) => inner.SketchesAsync(query, cancellationToken);

    public IAsyncEnumerable<Document> SearchAsync(string index, DocumentQuery query, CancellationToken cancellationToken) => inner.SearchAsync(index, query, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private WindowPartial Without(WindowPartial partial)
    {
        if (partial.Index != AnalyticsIndices.UserActivity.Name || partial.Rows.Count == 0) return partial;
        List<PartialRow> kept = [.. Enumerable.Range(0, partial.Rows.Count).Where(r => !forgotten.Covers(partial.Rows.Key(r), partial.Rows.Measures(r)[LastSeen])).Select(r => partial.Rows[r])];
        return kept.Count == partial.Rows.Count ? partial : partial with { Rows = PartialRows.Of(kept) };
    }

    private bool IsForgotten(Document document)
    {
        var summary = JsonSerializer.Deserialize(document.Body.Span, IndexJsonContext.Default.SessionSummary)!;
        return forgotten.Covers(summary.UserId, summary.StartMs);
    }
}
