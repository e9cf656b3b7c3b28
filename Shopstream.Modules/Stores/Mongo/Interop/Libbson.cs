using System.Runtime.InteropServices;

namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>Functions of libbson 1.x that are used.</summary>
internal static unsafe partial class Libbson
{
    private const string Library = MongoLibrary.BsonName;

    /// <summary>Makes a view of bytes that belong to others. False when they are no document.</summary>
    [LibraryImport(Library, EntryPoint = "bson_init_static")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool InitStatic(nint bson, byte* data, nuint length);

    /// <summary>Makes an empty document.</summary>
    [LibraryImport(Library, EntryPoint = "bson_init")]
    public static partial void Init(nint bson);

    /// <summary>Frees what a document holds.</summary>
    [LibraryImport(Library, EntryPoint = "bson_destroy")]
    public static partial void Destroy(nint bson);

    /// <summary>The bytes of a document; they begin with their length.</summary>
    [LibraryImport(Library, EntryPoint = "bson_get_data")]
    public static partial byte* GetData(nint bson);

    /// <summary>The bytes of a document, valid as long as it is.</summary>
    public static ReadOnlySpan<byte> Bytes(nint bson)
    {
        var data = GetData(bson);
        return new ReadOnlySpan<byte>(data, System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(data, sizeof(int))));
    }
}
