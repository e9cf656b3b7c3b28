using System.Runtime.InteropServices;

namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>
/// Room on the stack for a <c>bson_t</c> over bytes of ours, without copying them. To be used where it was declared, while the
/// bytes are pinned.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BsonView
{
    // The driver takes for granted that a bson_t begins at a multiple of its size.
    private const int Size = 128;

    private fixed byte _space[2 * Size];

    /// <summary>A document over pinned bytes, for the calls that follow.</summary>
    /// <exception cref="ArgumentException">The bytes are no document.</exception>
    public static nint Over(BsonView* view, byte* data, int length)
    {
        var bson = ((nint)view + Size - 1) & ~(Size - 1);
        if (!Libbson.InitStatic(bson, data, (nuint)length)) throw new ArgumentException($"{length} bytes that are no BSON document", nameof(data));
        return bson;
    }
}
