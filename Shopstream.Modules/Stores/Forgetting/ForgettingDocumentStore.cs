using System.Collections.Concurrent;

namespace Shopstream.Modules.Stores.Forgetting;

/// <summary>
/// A document store that does not take what forgotten users did before they were forgotten, as when a stream is read again: documents of
/// collections with a field <c>userId</c> and a time in <c>timeMs</c>, <c>startMs</c> or <c>servedMs</c>. All else passes. Thread-safe.
/// </summary>
internal sealed class ForgettingDocumentStore(IDocumentStore inner, ForgottenUsers forgotten) : IDocumentStore
{
    private static readonly string[] Times = ["timeMs", "startMs", "servedMs"];
    private readonly ConcurrentDictionary<string, (int User, int Time)> _fields = new(StringComparer.Ordinal);

    /// <summary>The store behind it.</summary>
    public IDocumentStore Inner => inner;

    /// <summary>Who was forgotten.</summary>
    public ForgottenUsers Forgotten => forgotten;

    public ValueTask EnsureCollectionAsync(CollectionDefinition definition, CancellationToken cancellationToken)
    {
        var names = definition.Fields.Select(f => f.Name).ToList();
        var (user, time) = (names.IndexOf("userId"), names.FindIndex(n => Times.Contains(n)));
        if (user >= 0 && time >= 0) _fields[definition.Name] = (user, time);
        return inner.EnsureCollectionAsync(definition, cancellationToken);
    }

    public async ValueTask UpsertAsync(string collection, IReadOnlyList<Document> documents, CancellationToken cancellationToken)
    {
        if (_fields.TryGetValue(collection, out var at))
        {
            await forgotten.RefreshAsync(cancellationToken);
            if (!forgotten.IsEmpty) documents = [.. documents.Where(d => !IsForgotten(d, at))];
            if (documents.Count == 0) return;
        }

        await inner.UpsertAsync(collection, documents, cancellationToken);
    }

    public ValueTask<bool> TryReplaceAsync(string collection, Document document, string field, long? expected, CancellationToken cancellationToken) =>
        inner.TryReplaceAsync(collection, document, field, expected, cancellationToken);

    public ValueTask<Document?> GetAsync(string collection, string id, CancellationToken cancellationToken) => inner.GetAsync(collection, id, cancellationToken);

    public IAsyncEnumerable<Document> FindAsync(string collection, DocumentQuery query, CancellationToken cancellationToken) => inner.FindAsync(collection, query, cancellationToken);

    public ValueTask<long> CountAsync(string collection, DocumentQuery query, CancellationToken cancellationToken) => inner.CountAsync(collection, query, cancellationToken);

    public ValueTask DeleteAsync(string collection, IReadOnlyList<string> ids, CancellationToken cancellationToken) => inner.DeleteAsync(collection, ids, cancellationToken);

    public ValueTask<long> DeleteAsync(string collection, DocumentQuery query, CancellationToken cancellationToken) => inner.DeleteAsync(collection, query, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private bool IsForgotten(Document document, (int User, int Time) at) =>
        document.FieldValues[at.User] is string user && document.FieldValues[at.Time] is long time && forgotten.Covers(user, time);
}
