using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Stores.Mongo.Bson;
using Shopstream.Modules.Stores.Mongo.Interop;

namespace Shopstream.Modules.Stores.Mongo;

/// <summary>
/// Documents in MongoDB, as documents of its own that can be queried by other programs. Confirmed by a majority and journaled
/// when a call returns, unless the connection string says otherwise. Thread-safe.
/// </summary>
internal sealed class MongoDocumentStore : IDocumentStore
{
    private const int ChunkDocuments = 512;
    private const int DeleteIds = 1000;
    private static readonly byte[] NoOptions = [5, 0, 0, 0, 0];

    private readonly MongoStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly MongoCalls _calls;
    private readonly ConcurrentDictionary<string, CollectionLayout> _collections = new(StringComparer.Ordinal);

    /// <summary>Prepares the driver; the first call connects.</summary>
    /// <exception cref="MongoSetupException">The native library is not installed, or the connection string is wrong.</exception>
    public MongoDocumentStore(MongoStoreOptions options, ConnectionRegistry connections, TimeProvider time, ILogger<MongoDocumentStore> logger)
    {
        _options = options;
        _time = time;
        _calls = new MongoCalls(options, connections, time, logger);
    }

    /// <inheritdoc/>
    public async ValueTask EnsureCollectionAsync(CollectionDefinition definition, CancellationToken cancellationToken)
    {
        var layout = new CollectionLayout(
            definition, _options.CollectionPrefix, _options.TimeToLive.TryGetValue(definition.Name, out var timeToLive) ? timeToLive : null);

        // A collection without indexes comes into being with its first document.
        if (layout.CreateIndexes() is { } command) await _calls.CommandAsync(layout.StoredName, "createIndexes", command, cancellationToken);
        _collections[definition.Name] = layout;
    }

    /// <inheritdoc/>
    public async ValueTask UpsertAsync(string collection, IReadOnlyList<Document> documents, CancellationToken cancellationToken)
    {
        var layout = Layout(collection);
        if (documents.Count == 0) return;
        using var batch = new UpsertBatch(layout, ExpiresAtMs(layout));
        for (var i = 0; i < documents.Count - 1; i++)
        {
            batch.Add(documents[i]);
            if (batch.IsFull) await SendAsync(layout, batch, cancellationToken);
        }

        if (!batch.IsEmpty) await SendAsync(layout, batch, cancellationToken);

        // The last one goes alone, after all others are durable, since it may speak for them.
        batch.Add(documents[^1]);
        await SendAsync(layout, batch, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryReplaceAsync(
        string collection, Document document, string field, long? expected, CancellationToken cancellationToken)
    {
        var layout = Layout(collection);
        using var write = new CompareAndSet(layout, document, field, expected, ExpiresAtMs(layout));
        return await _calls.RunAsync(layout.StoredName, "compare and set", write.Execute, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Document?> GetAsync(string collection, string id, CancellationToken cancellationToken)
    {
        var layout = Layout(collection);
        var filter = MongoFilter.Of(layout, new DocumentQuery { Where = [new("_id", Comparison.Equal, id)] });
        var options = MongoFilter.FindOne();
        return await _calls.RunAsync(
            layout.StoredName,
            "find",
            opened =>
            {
                using var cursor = opened.Find(filter, options);
                var bson = cursor.Next();
                using var decoder = new BodyDecoder();
                return bson.IsEmpty ? null : decoder.Read(bson);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Document> FindAsync(
        string collection, DocumentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var layout = Layout(collection);
        var filter = MongoFilter.Of(layout, query);
        var options = MongoFilter.FindOptions(layout, query, ChunkDocuments);

        // To the server, no documents would mean all.
        if (query.Limit == 0) yield break;
        var (search, chunk) = await _calls.SearchAsync(layout.StoredName, filter, options, s => s.Next(ChunkDocuments), cancellationToken);
        var isOpen = true;
        try
        {
            while (true)
            {
                if (search.IsAtEnd && isOpen)
                {
                    isOpen = false;
                    await _calls.EndAsync(search);
                }

                foreach (var document in chunk)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return document;
                }

                if (!isOpen) yield break;
                chunk = await _calls.ContinueAsync(layout.StoredName, () => search.Next(ChunkDocuments), cancellationToken);
            }
        }
        finally
        {
            if (isOpen) await _calls.EndAsync(search);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(string collection, DocumentQuery query, CancellationToken cancellationToken)
    {
        var layout = Layout(collection);
        var filter = MongoFilter.Of(layout, query);
        if (query.Limit == 0) return 0;
        var options = query.Limit is { } limit ? MongoFilter.CountOptions(limit) : NoOptions;
        return await _calls.RunAsync(layout.StoredName, "count", opened => opened.Count(filter, options), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string collection, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var layout = Layout(collection);
        foreach (var chunk in ids.Chunk(DeleteIds)) await DeleteAsync(layout, MongoFilter.OfIds(chunk), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<long> DeleteAsync(string collection, DocumentQuery query, CancellationToken cancellationToken)
    {
        var layout = Layout(collection);
        var filter = MongoFilter.Of(layout, query);
        if (query.Limit is null) return await DeleteAsync(layout, filter, cancellationToken);

        // The server removes all that match or one: which ones is found out first.
        var ids = new List<string>();
        await foreach (var document in FindAsync(collection, query, cancellationToken)) ids.Add(document.Id);
        var deleted = 0L;
        foreach (var chunk in ids.Chunk(DeleteIds)) deleted += await DeleteAsync(layout, MongoFilter.OfIds(chunk), cancellationToken);
        return deleted;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _calls.DisposeAsync();

    private async Task SendAsync(CollectionLayout layout, UpsertBatch batch, CancellationToken cancellationToken)
    {
        await _calls.RunAsync(layout.StoredName, "upsert", batch.Execute, cancellationToken);
        batch.Clear();
    }

    private Task<long> DeleteAsync(CollectionLayout layout, byte[] filter, CancellationToken cancellationToken) => _calls.RunAsync(
        layout.StoredName,
        "delete",
        opened =>
        {
            using var reply = opened.DeleteMany(filter);
            return BsonReader.Integer(reply.Bytes, "deletedCount"u8);
        },
        cancellationToken);

    private long? ExpiresAtMs(CollectionLayout layout) =>
        layout.TimeToLive is { } time ? (_time.GetUtcNow() + time).ToUnixTimeMilliseconds() : null;

    /// <summary>The collection of that name.</summary>
    /// <exception cref="ArgumentException">It has not been ensured.</exception>
    private CollectionLayout Layout(string name) =>
        _collections.TryGetValue(name, out var layout)
            ? layout
            : throw new ArgumentException($"{_calls.Server}, database {_options.Database} has no collection \"{name}\"; ensure it first", nameof(name));
}
