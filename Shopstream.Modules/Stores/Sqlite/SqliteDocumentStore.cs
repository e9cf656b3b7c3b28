using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Stores.Sqlite;

/// <summary>Documents in an SQLite file: the embedded provider of <see cref="IDocumentStore"/>.</summary>
internal sealed class SqliteDocumentStore : IDocumentStore
{
    private const int Version = 1;

    // Documents of one to a few kilobytes are appended: large pages halve the cost of writing them.
    private const int PageSize = 32768;

    private readonly SqliteReaders _readers;
    private readonly SqliteCollections _collections;

    /// <summary>Opens or creates the file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="fsync">When commits are forced to the disk.</param>
    /// <exception cref="SqliteFileException">The file is no database, or one of another version.</exception>
    public SqliteDocumentStore(string path, FsyncPolicy fsync)
    {
        var file = new SqliteFile(path, "documents", Version, "", fsync, PageSize);
        Writer = new SqliteWriter(file);
        _readers = new SqliteReaders(file);
        _collections = new SqliteCollections(file, Writer, _readers);
    }

    /// <summary>The file's writer.</summary>
    internal SqliteWriter Writer { get; }

    /// <inheritdoc/>
    public ValueTask EnsureCollectionAsync(CollectionDefinition definition, CancellationToken cancellationToken) =>
        _collections.EnsureAsync(definition, cancellationToken);

    /// <inheritdoc/>
    public ValueTask UpsertAsync(string collection, IReadOnlyList<Document> documents, CancellationToken cancellationToken) =>
        _collections.UpsertAsync(collection, documents, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> TryReplaceAsync(
        string collection, Document document, string field, long? expected, CancellationToken cancellationToken) =>
        _collections.TryReplaceAsync(collection, document, field, expected, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Document?> GetAsync(string collection, string id, CancellationToken cancellationToken) =>
        _collections.GetAsync(collection, id, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Document> FindAsync(string collection, DocumentQuery query, CancellationToken cancellationToken) =>
        _collections.FindAsync(collection, query, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(string collection, DocumentQuery query, CancellationToken cancellationToken) =>
        _collections.CountAsync(collection, query, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string collection, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        _collections.DeleteAsync(collection, ids, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> DeleteAsync(string collection, DocumentQuery query, CancellationToken cancellationToken) =>
        _collections.DeleteAsync(collection, query, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await _readers.DisposeAsync();
    }
}
