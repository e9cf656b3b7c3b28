namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>Writes that go to the server together. For one thread at a time.</summary>
internal sealed unsafe class MongoBulk(MongoCollection collection, nint bulk) : ChildHandle(collection, bulk)
{
    /// <summary>Adds a document that replaces the one that matches.</summary>
    /// <param name="filter">Which one.</param>
    /// <param name="document">The document, as BSON that is valid.</param>
    /// <param name="options">Options of the driver.</param>
    public void Replace(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> document, ReadOnlySpan<byte> options)
    {
        BsonView filterView, documentView, optionsView;
        BsonError error = default;
        fixed (byte* filterBytes = filter, documentBytes = document, optionsBytes = options)
        {
            if (!LibmongocCollection.BulkReplace(
                    this,
                    BsonView.Over(&filterView, filterBytes, filter.Length),
                    BsonView.Over(&documentView, documentBytes, document.Length),
                    BsonView.Over(&optionsView, optionsBytes, options.Length),
                    &error))
                throw error.ToException();
        }
    }

    /// <summary>Sends it, once.</summary>
    /// <param name="reply">The answer, with <c>writeErrors</c> and <c>writeConcernErrors</c> when there are any.</param>
    /// <returns>Null, or what went wrong first.</returns>
    public MongoDriverException? Execute(BsonReply reply)
    {
        BsonError error = default;
        return LibmongocCollection.BulkExecute(this, reply, &error) == 0 ? reply.ToException(error) : null;
    }

    protected override void Free(nint parent, nint child) => LibmongocCollection.BulkDestroy(child);
}
