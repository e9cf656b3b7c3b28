using Microsoft.Win32.SafeHandles;

namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>
/// Clients of one deployment; its servers are watched in the background from the first client on. Thread-safe. What was taken
/// from it keeps it alive.
/// </summary>
internal sealed unsafe class MongoClientPool : SafeHandleZeroOrMinusOneIsInvalid
{
    // Errors of the server come with the server's own codes.
    private const int ErrorApi = 2;

    /// <summary>Prepares the pool; nothing is connected yet, except that names of an SRV address are resolved.</summary>
    /// <param name="uri">The deployment.</param>
    /// <param name="size">Clients at most.</param>
    /// <exception cref="MongoDriverException">The address cannot be resolved, or asks for what the library was built without.</exception>
    public MongoClientPool(MongoUri uri, int size)
        : base(ownsHandle: true)
    {
        BsonError error = default;
        SetHandle(Libmongoc.PoolNew(uri, &error));
        if (IsInvalid) throw error.ToException();
        Libmongoc.PoolSetErrorApi(this, ErrorApi);
        Libmongoc.PoolSetMaxSize(this, (uint)size);
    }

    /// <summary>Takes a client; waits while all are taken. Disposing of it gives it back.</summary>
    public MongoClient Pop()
    {
        var client = Libmongoc.PoolPop(this);
        return client == 0 ? throw new InvalidOperationException("the pool of MongoDB clients is used up") : new MongoClient(this, client);
    }

    protected override bool ReleaseHandle()
    {
        Libmongoc.PoolDestroy(handle);
        return true;
    }
}
