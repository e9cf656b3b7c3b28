using Shopstream.Modules.Stores.Mongo.Bson;
using Shopstream.Modules.Stores.Mongo.Interop;

namespace Shopstream.Modules.Stores.Mongo;

/// <summary>A search under way, with the client it belongs to. For one thread at a time; its calls block.</summary>
internal sealed class MongoSearch : IDisposable
{
    private const int ChunkBytes = 4 << 20;

    private readonly MongoClient _client;
    private readonly MongoCollection _collection;
    private readonly MongoCursor _cursor;
    private readonly BodyDecoder _decoder = new();

    /// <summary>Begins it; nothing is asked yet.</summary>
    public MongoSearch(MongoClient client, string database, string collection, byte[] filter, byte[] options)
    {
        _client = client;
        _collection = client.Collection(database, collection);
        _cursor = _collection.Find(filter, options);
    }

    /// <value>Whether there is nothing left.</value>
    public bool IsAtEnd { get; private set; }

    /// <summary>The next documents: at most so many, and fewer when they are large or the last.</summary>
    /// <exception cref="MongoDriverException">The search was refused, or broke off.</exception>
    public List<Document> Next(int count)
    {
        var chunk = new List<Document>();
        var bytes = 0;
        while (chunk.Count < count && bytes < ChunkBytes)
        {
            var bson = _cursor.Next();
            if (bson.IsEmpty)
            {
                IsAtEnd = true;
                break;
            }

            bytes += bson.Length;
            chunk.Add(_decoder.Read(bson));
        }

        return chunk;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cursor.Dispose();
        _collection.Dispose();
        _client.Dispose();
        _decoder.Dispose();
    }
}
