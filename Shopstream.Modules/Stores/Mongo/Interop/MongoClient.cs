namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>A client taken from the pool. For one thread at a time.</summary>
internal sealed unsafe class MongoClient(MongoClientPool pool, nint client) : ChildHandle(pool, client)
{
    /// <summary>Runs a command on the primary.</summary>
    /// <exception cref="MongoDriverException">It was refused, or did not get there.</exception>
    public void Command(string database, ReadOnlySpan<byte> command)
    {
        BsonView view;
        BsonError error = default;
        using var reply = new BsonReply();
        fixed (byte* bytes = command)
        {
            var bson = BsonView.Over(&view, bytes, command.Length);
            if (!Libmongoc.ClientCommand(this, database, bson, readPreferences: 0, reply, &error)) throw reply.ToException(error);
        }
    }

    /// <summary>A collection, seen through this client.</summary>
    public MongoCollection Collection(string database, string name) => new(this, Libmongoc.ClientGetCollection(this, database, name));

    protected override void Free(nint parent, nint child) => Libmongoc.PoolPush(parent, child);
}
