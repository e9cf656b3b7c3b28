namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>A collection, seen through one client. For one thread at a time.</summary>
internal sealed unsafe class MongoCollection(MongoClient client, nint collection) : ChildHandle(client, collection)
{
    private static readonly byte[] NoOptions = [5, 0, 0, 0, 0];

    /// <summary>Begins a search; the first <see cref="MongoCursor.Next"/> asks the server.</summary>
    public MongoCursor Find(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> options)
    {
        BsonView filterView, optionsView;
        fixed (byte* filterBytes = filter, optionsBytes = options)
        {
            return new MongoCursor(
                this,
                LibmongocCollection.Find(
                    this,
                    BsonView.Over(&filterView, filterBytes, filter.Length),
                    BsonView.Over(&optionsView, optionsBytes, options.Length),
                    readPreferences: 0));
        }
    }

    /// <summary>Number of documents that match.</summary>
    /// <exception cref="MongoDriverException">It was refused, or did not get there.</exception>
    public long Count(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> options)
    {
        BsonView filterView, optionsView;
        BsonError error = default;
        using var reply = new BsonReply();
        fixed (byte* filterBytes = filter, optionsBytes = options)
        {
            var count = LibmongocCollection.Count(
                this,
                BsonView.Over(&filterView, filterBytes, filter.Length),
                BsonView.Over(&optionsView, optionsBytes, options.Length),
                readPreferences: 0,
                reply,
                &error);
            return count < 0 ? throw reply.ToException(error) : count;
        }
    }

    /// <summary>Inserts a document.</summary>
    /// <param name="document">The document, as BSON that is valid, with its <c>_id</c>.</param>
    /// <param name="options">Options of the driver.</param>
    /// <exception cref="MongoDriverException">It was refused, for example since the id exists, or did not get there.</exception>
    public void Insert(ReadOnlySpan<byte> document, ReadOnlySpan<byte> options)
    {
        BsonView documentView, optionsView;
        BsonError error = default;
        using var reply = new BsonReply();
        fixed (byte* documentBytes = document, optionsBytes = options)
        {
            if (!LibmongocCollection.Insert(
                    this,
                    BsonView.Over(&documentView, documentBytes, document.Length),
                    BsonView.Over(&optionsView, optionsBytes, options.Length),
                    reply,
                    &error))
                throw reply.ToException(error);
        }
    }

    /// <summary>Replaces one document that matches.</summary>
    /// <returns>The answer: <c>matchedCount</c> and <c>modifiedCount</c>.</returns>
    /// <exception cref="MongoDriverException">It was refused, or did not get there.</exception>
    public BsonReply Replace(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> document, ReadOnlySpan<byte> options)
    {
        BsonView filterView, documentView, optionsView;
        BsonError error = default;
        var reply = new BsonReply();
        fixed (byte* filterBytes = filter, documentBytes = document, optionsBytes = options)
        {
            if (LibmongocCollection.Replace(
                    this,
                    BsonView.Over(&filterView, filterBytes, filter.Length),
                    BsonView.Over(&documentView, documentBytes, document.Length),
                    BsonView.Over(&optionsView, optionsBytes, options.Length),
                    reply,
                    &error))
                return reply;
        }

        using (reply) throw reply.ToException(error);
    }

    /// <summary>Removes what matches.</summary>
    /// <returns>The answer: <c>deletedCount</c>.</returns>
    /// <exception cref="MongoDriverException">It was refused, or did not get there.</exception>
    public BsonReply DeleteMany(ReadOnlySpan<byte> filter)
    {
        BsonView filterView, optionsView;
        BsonError error = default;
        var reply = new BsonReply();
        fixed (byte* filterBytes = filter, optionsBytes = NoOptions)
        {
            if (LibmongocCollection.DeleteMany(
                    this,
                    BsonView.Over(&filterView, filterBytes, filter.Length),
                    BsonView.Over(&optionsView, optionsBytes, NoOptions.Length),
                    reply,
                    &error))
                return reply;
        }

        using (reply) throw reply.ToException(error);
    }

    /// <summary>Begins a bulk write.</summary>
    public MongoBulk NewBulk(ReadOnlySpan<byte> options)
    {
        BsonView view;
        fixed (byte* bytes = options) return new MongoBulk(this, LibmongocCollection.NewBulk(this, BsonView.Over(&view, bytes, options.Length)));
    }

    protected override void Free(nint parent, nint child) => LibmongocCollection.Destroy(child);
}
