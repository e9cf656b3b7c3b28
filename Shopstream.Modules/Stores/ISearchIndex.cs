namespace Shopstream.Modules.Stores;

/// <summary>
/// Results of the stream analysis: window partials that are added up when read, and single documents such as session
/// summaries. Everything is written under a deterministic id, so that a replay overwrites. Thread-safe.
/// </summary>
public interface ISearchIndex : IAsyncDisposable
{
    /// <summary>Creates an index of window results when it is not there yet.</summary>
    ValueTask EnsureWindowIndexAsync(WindowIndexDefinition definition, CancellationToken cancellationToken);

    /// <summary>Creates an index of single documents when it is not there yet.</summary>
    ValueTask EnsureDocumentIndexAsync(CollectionDefinition definition, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces partials: one partial is identified by index, window size, start and partition, and holds all its rows.
    /// Completes once they are durable. Where several hosts share the index, a write below the stored version changes nothing:
    /// it comes from a host that has lost the partition.
    /// </summary>
    ValueTask WriteWindowsAsync(IReadOnlyList<WindowPartial> partials, CancellationToken cancellationToken);

    /// <summary>Inserts or replaces documents by id, under the same rule of versions.</summary>
    ValueTask WriteDocumentsAsync(string index, IReadOnlyList<Document> documents, CancellationToken cancellationToken);

    /// <summary>Removes documents by id, under the same rule of versions; ids that are not there are no error.</summary>
    ValueTask DeleteDocumentsAsync(string index, IReadOnlyList<string> ids, long version, CancellationToken cancellationToken);

    /// <summary>Removes the rows of one key from an index of window results, as when a user is forgotten. May look at the whole index.</summary>
    /// <returns>Number of rows removed.</returns>
    ValueTask<long> RemoveKeyAsync(string index, string key, CancellationToken cancellationToken);

    /// <summary>Adds up the rows of all partials in range, grouped as asked.</summary>
    ValueTask<IReadOnlyList<WindowRow>> QueryWindowsAsync(WindowQuery query, CancellationToken cancellationToken);

    /// <summary>The sketches of all partials in range, for a union over windows and partitions.</summary>
    ValueTask<IReadOnlyList<WindowSketch>> SketchesAsync(WindowQuery query, CancellationToken cancellationToken);

    /// <summary>Documents that match.</summary>
    IAsyncEnumerable<Document> SearchAsync(string index, DocumentQuery query, CancellationToken cancellationToken);
}
