using Shopstream.Modules.Stores;

namespace Shopstream.Tests.Streaming.Runtime;

/// <summary>Passes documents on one by one until its budget is used up, then fails as a process that dies there would.</summary>
internal sealed class FailingDocumentStore(IDocumentStore inner) : IDocumentStore
{
    /// <summary>Documents still written before the crash; null for no crash.</summary>
    public int? Budget { get; set; }

    public ValueTask EnsureCollectionAsync(CollectionDefinition definition, CancellationToken cancellationToken) =>
        inner.EnsureCollectionAsync(definition, cancellationToken);

    public async ValueTask UpsertAsync(string collection, IReadOnlyList<Document> documents, CancellationToken cancellationToken)
    {
        foreach (var document in documents)
        {
            Spend();
            await inner.UpsertAsync(collection, [document], cancellationToken);
        }
    }

    public async ValueTask<bool> TryReplaceAsync(
        string collection, Document document, string field, long? expected, CancellationToken cancellationToken)
    {
        Spend();
        return await inner.TryReplaceAsync(collection, document, field, expected, cancellationToken);
    }

    public ValueTask<Document?> GetAsync(string collection, string id, CancellationToken cancellationToken) => inner.GetAsync(collection, id, cancellationToken);

    public IAsyncEnumerable<Document> FindAsync(string collection, DocumentQuery query, CancellationToken cancellationToken) =>
        inner.FindAsync(collection, query, cancellationToken);

    public ValueTask<long> CountAsync(string collection, DocumentQuery query, CancellationToken cancellationToken) =>
        inner.CountAsync(collection, query, cancellationToken);

    public ValueTask DeleteAsync(string collection, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        inner.DeleteAsync(collection, ids, cancellationToken);

    public ValueTask<long> DeleteAsync(string collection, DocumentQuery query, CancellationToken cancellationToken) =>
        inner.DeleteAsync(collection, query, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Spend()
    {
        if (Budget is not { } left) return;
        if (left == 0) throw new IOException("the process died here");
        Budget = left - 1;
    }
}
