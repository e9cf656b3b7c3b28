using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>A <c>bson_t</c> that the driver writes an answer into.</summary>
internal sealed unsafe class BsonReply : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int Size = 128;

    public BsonReply()
        : base(ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AlignedAlloc(Size, Size));
        Libbson.Init(handle);
    }

    /// <summary>The answer; valid until this is disposed.</summary>
    public ReadOnlySpan<byte> Bytes => Libbson.Bytes(handle);

    /// <summary>What the driver said, with what the server added to it.</summary>
    public MongoDriverException ToException(in BsonError error) => error.ToException(Libmongoc.HasLabel(handle, "RetryableWriteError"));

    protected override bool ReleaseHandle()
    {
        Libbson.Destroy(handle);
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
