using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Shopstream.Modules.Connections;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>
/// Window results and documents in Elasticsearch 7.17 to 9 or OpenSearch: one document a row, under an id made of window, start,
/// partition and key, with the input offset as its version. Several hosts may share it. A partial's rows are never taken away
/// again by the analysis: rows that are no more are removed while this process remembers having written them, not later.
/// </summary>
internal sealed class ElasticsearchSearchIndex : ISearchIndex
{
    private readonly ElasticsearchClient _client;
    private readonly IndexCatalog _catalog;
    private readonly WindowWriter _windowWriter;
    private readonly WindowReader _windowReader;
    private readonly DocumentWriter _documentWriter;
    private readonly DocumentReader _documentReader;
    private readonly SearchRequests _requests;
    private readonly ILogger<ElasticsearchSearchIndex> _logger;
    private readonly ConcurrentDictionary<string, WindowLayout> _windows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DocumentLayout> _documents = new(StringComparer.Ordinal);

    /// <summary>Prepares the connection; speaks to nobody yet.</summary>
    public ElasticsearchSearchIndex(
        ElasticsearchOptions options, ConnectionRegistry connections, IMeterFactory meters, TimeProvider time, ILogger<ElasticsearchSearchIndex> logger)
    {
        var metrics = new ElasticsearchMetrics(meters);
        _client = new ElasticsearchClient(options, connections, metrics, time);
        _catalog = new IndexCatalog(_client, options, logger);
        var sender = new BulkSender(_client, metrics, time, logger);
        var requests = new SearchRequests(_client, _catalog);
        _windowWriter = new WindowWriter(_catalog, sender, options, metrics, time);
        _requests = requests;
        _windowReader = new WindowReader(requests);
        _documentWriter = new DocumentWriter(_catalog, sender, options);
        _documentReader = new DocumentReader(requests);
        _logger = logger;
    }

    /// <inheritdoc/>
    public async ValueTask EnsureWindowIndexAsync(WindowIndexDefinition definition, CancellationToken cancellationToken)
    {
        var layout = new WindowLayout(definition);
        await _catalog.EnsureAsync(SketchLayout.Index, cancellationToken);
        await _catalog.EnsureAsync(layout.Index, cancellationToken);
        _windows[definition.Name] = layout;
    }

    /// <inheritdoc/>
    public async ValueTask EnsureDocumentIndexAsync(CollectionDefinition definition, CancellationToken cancellationToken)
    {
        var layout = new DocumentLayout(definition);
        await _catalog.EnsureAsync(layout.Index, cancellationToken);
        _documents[definition.Name] = layout;
    }

    /// <inheritdoc/>
    public ValueTask WriteWindowsAsync(IReadOnlyList<WindowPartial> partials, CancellationToken cancellationToken) =>
        WriteAsync(_windowWriter.WriteAsync(partials, Windows, cancellationToken));

    /// <inheritdoc/>
    public ValueTask WriteDocumentsAsync(string index, IReadOnlyList<Document> documents, CancellationToken cancellationToken) =>
        WriteAsync(_documentWriter.WriteAsync(Documents(index), documents, cancellationToken));

    /// <inheritdoc/>
    public ValueTask DeleteDocumentsAsync(string index, IReadOnlyList<string> ids, long version, CancellationToken cancellationToken) =>
        WriteAsync(_documentWriter.DeleteAsync(Documents(index), ids, version, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<long> RemoveKeyAsync(string index, string key, CancellationToken cancellationToken) =>
        _requests.RemoveAsync(Windows(index).Definition.Name, WindowFilter.Of(Windows(index), key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WindowRow>> QueryWindowsAsync(WindowQuery query, CancellationToken cancellationToken) =>
        _windowReader.QueryAsync(Windows(query.Index), query, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WindowSketch>> SketchesAsync(WindowQuery query, CancellationToken cancellationToken) =>
        _windowReader.SketchesAsync(query with { Index = Windows(query.Index).Definition.Name }, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Document> SearchAsync(string index, DocumentQuery query, CancellationToken cancellationToken) =>
        _documentReader.SearchAsync(Documents(index), query, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    // What is written next must be whole again, so nothing that was written before may be relied on.
    private async ValueTask WriteAsync(ValueTask write)
    {
        try
        {
            await write;
        }
        catch (ElasticsearchException e) when (e.LostIndex is { } alias)
        {
            ElasticsearchLog.IndexLost(_logger, alias);
            _catalog.Forget(alias);
            _windowWriter.Forget();
            throw;
        }
    }

    private WindowLayout Windows(string name) => _windows.TryGetValue(name, out var layout)
        ? layout
        : throw new ArgumentException($"the search index has no window index \"{name}\"; ensure it first", nameof(name));

    private DocumentLayout Documents(string name) => _documents.TryGetValue(name, out var layout)
        ? layout
        : throw new ArgumentException($"the search index has no document index \"{name}\"; ensure it first", nameof(name));
}
