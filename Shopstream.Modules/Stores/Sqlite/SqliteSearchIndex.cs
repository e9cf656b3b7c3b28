using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Stores.Sqlite;

/// <summary>Window results and documents in an SQLite file: the embedded provider of <see cref="ISearchIndex"/>.</summary>
internal sealed class SqliteSearchIndex : ISearchIndex
{
    private const int Version = 1;
    private const int PageSize = 16384;
    private readonly SqliteReaders _readers;
    private readonly SqliteCollections _documents;
    private readonly SqliteWindows _windows;

    /// <summary>Opens or creates the file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="fsync">When commits are forced to the disk.</param>
    /// <exception cref="SqliteFileException">The file is no database, or one of another version.</exception>
    public SqliteSearchIndex(string path, FsyncPolicy fsync)
    {
        var file = new SqliteFile(path, "search index", Version, SqliteWindows.Schema, fsync, PageSize);
        Writer = new SqliteWriter(file);
        _readers = new SqliteReaders(file);
        _documents = new SqliteCollections(file, Writer, _readers);
        _windows = new SqliteWindows(file, Writer, _readers);
    }

    /// <summary>The file's writer.</summary>
    internal SqliteWriter Writer { get; }

    /// <inheritdoc/>
    public ValueTask EnsureWindowIndexAsync(WindowIndexDefinition definition, CancellationToken cancellationToken) =>
        _windows.EnsureAsync(definition, cancellationToken);

    /// <inheritdoc/>
    public ValueTask EnsureDocumentIndexAsync(CollectionDefinition definition, CancellationToken cancellationToken) =>
        _documents.EnsureAsync(definition, cancellationToken);

    /// <inheritdoc/>
    public ValueTask WriteWindowsAsync(IReadOnlyList<WindowPartial> partials, CancellationToken cancellationToken) =>
        _windows.WriteAsync(partials, cancellationToken);

    /// <inheritdoc/>
    public ValueTask WriteDocumentsAsync(string index, IReadOnlyList<Document> documents, CancellationToken cancellationToken) =>
        _documents.UpsertAsync(index, documents, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteDocumentsAsync(string index, IReadOnlyList<string> ids, long version, CancellationToken cancellationToken) =>
        _documents.DeleteAsync(index, ids, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> RemoveKeyAsync(string index, string key, CancellationToken cancellationToken) =>
        _windows.RemoveKeyAsync(index, key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WindowRow>> QueryWindowsAsync(WindowQuery query, CancellationToken cancellationToken) =>
        _windows.QueryAsync(query, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WindowSketch>> SketchesAsync(WindowQuery query, CancellationToken cancellationToken) =>
        _windows.SketchesAsync(query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Document> SearchAsync(string index, DocumentQuery query, CancellationToken cancellationToken) =>
        _documents.FindAsync(index, query, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await _readers.DisposeAsync();
    }
}
