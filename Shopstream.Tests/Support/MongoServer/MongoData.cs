using System.Collections.Concurrent;

namespace Shopstream.Tests.Support.Mongo;

/// <summary>All that a test server stores; it stays when the server stops. Thread-safe.</summary>
internal sealed class MongoData
{
    private readonly ConcurrentDictionary<(string Database, string Collection), MongoCollectionData> _collections = new();

    public MongoCollectionData Collection(string database, string collection) =>
        _collections.GetOrAdd((database, collection), static key => new MongoCollectionData($"{key.Database}.{key.Collection}"));

    public IReadOnlyList<string> Names(string database) => [.. _collections.Keys.Where(k => k.Database == database).Select(k => k.Collection).Order(StringComparer.Ordinal)];

    public void Drop(string database)
    {
        foreach (var key in _collections.Keys.Where(k => k.Database == database)) _collections.TryRemove(key, out _);
    }
}
