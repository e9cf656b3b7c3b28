namespace Shopstream.Modules.Stores;

/// <summary>Documents in collections, found by id or by their indexed fields. Thread-safe.</summary>
public interface IDocumentStore : IAsyncDisposable
{
    /// <summary>Creates the collection and its indexes when they are not there yet.</summary>
    ValueTask EnsureCollectionAsync(CollectionDefinition definition, CancellationToken cancellationToken);

    /// <summary>
    /// Inserts or replaces documents by id; of several with the same id the last one counts. Completes once they are durable.
    /// The last document becomes visible after all others of the same call; those may do so in any order.
    /// </summary>
    ValueTask UpsertAsync(string collection, IReadOnlyList<Document> documents, CancellationToken cancellationToken);

    /// <summary>
    /// Compare and set: writes the document only while the stored one's integer field holds <paramref name="expected"/>, or while
    /// there is none when that is null. Durable when it returns. Of two writers that expect the same, one succeeds.
    /// </summary>
    /// <returns>Whether it was written.</returns>
    ValueTask<bool> TryReplaceAsync(string collection, Document document, string field, long? expected, CancellationToken cancellationToken);

    /// <summary>One document, or null.</summary>
    ValueTask<Document?> GetAsync(string collection, string id, CancellationToken cancellationToken);

    /// <summary>Documents that match, in the order asked for.</summary>
    IAsyncEnumerable<Document> FindAsync(string collection, DocumentQuery query, CancellationToken cancellationToken);

    /// <summary>Number of documents that match.</summary>
    ValueTask<long> CountAsync(string collection, DocumentQuery query, CancellationToken cancellationToken);

    /// <summary>Removes documents by id; ids that are not there are no error.</summary>
    ValueTask DeleteAsync(string collection, IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>Removes what matches; the number removed.</summary>
    ValueTask<long> DeleteAsync(string collection, DocumentQuery query, CancellationToken cancellationToken);
}
