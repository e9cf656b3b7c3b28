namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>What a search found, document by document. For one thread at a time; freeing it early tells the server.</summary>
internal sealed unsafe class MongoCursor(MongoCollection collection, nint cursor) : ChildHandle(collection, cursor)
{
    /// <summary>The next document, valid until the next call; empty at the end. Asks the server when a batch is used up.</summary>
    /// <exception cref="MongoDriverException">The search was refused, or broke off.</exception>
    public ReadOnlySpan<byte> Next()
    {
        nint document;
        if (LibmongocCollection.CursorNext(this, &document)) return Libbson.Bytes(document);
        BsonError error = default;
        nint reply;
        return LibmongocCollection.CursorError(this, &error, &reply) ? throw error.ToException(Libmongoc.HasLabel(reply, "RetryableWriteError")) : [];
    }

    protected override void Free(nint parent, nint child) => LibmongocCollection.CursorDestroy(child);
}
