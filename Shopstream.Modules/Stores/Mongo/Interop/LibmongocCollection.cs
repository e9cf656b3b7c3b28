using System.Runtime.InteropServices;

namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>Functions of libmongoc 1.x that work on one collection: reading, writing, cursors and bulk writes.</summary>
internal static unsafe partial class LibmongocCollection
{
    private const string Library = MongoLibrary.DriverName;

    [LibraryImport(Library, EntryPoint = "mongoc_collection_destroy")]
    public static partial void Destroy(nint collection);

    [LibraryImport(Library, EntryPoint = "mongoc_collection_find_with_opts")]
    public static partial nint Find(MongoCollection collection, nint filter, nint options, nint readPreferences);

    [LibraryImport(Library, EntryPoint = "mongoc_collection_count_documents")]
    public static partial long Count(MongoCollection collection, nint filter, nint options, nint readPreferences, BsonReply reply, BsonError* error);

    [LibraryImport(Library, EntryPoint = "mongoc_collection_insert_one")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool Insert(MongoCollection collection, nint document, nint options, BsonReply reply, BsonError* error);

    [LibraryImport(Library, EntryPoint = "mongoc_collection_replace_one")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool Replace(MongoCollection collection, nint filter, nint document, nint options, BsonReply reply, BsonError* error);

    [LibraryImport(Library, EntryPoint = "mongoc_collection_delete_many")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool DeleteMany(MongoCollection collection, nint filter, nint options, BsonReply reply, BsonError* error);

    [LibraryImport(Library, EntryPoint = "mongoc_collection_create_bulk_operation_with_opts")]
    public static partial nint NewBulk(MongoCollection collection, nint options);

    [LibraryImport(Library, EntryPoint = "mongoc_bulk_operation_replace_one_with_opts")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool BulkReplace(MongoBulk bulk, nint filter, nint document, nint options, BsonError* error);

    [LibraryImport(Library, EntryPoint = "mongoc_bulk_operation_execute")]
    public static partial uint BulkExecute(MongoBulk bulk, BsonReply reply, BsonError* error);

    [LibraryImport(Library, EntryPoint = "mongoc_bulk_operation_destroy")]
    public static partial void BulkDestroy(nint bulk);

    [LibraryImport(Library, EntryPoint = "mongoc_cursor_next")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool CursorNext(MongoCursor cursor, nint* document);

    [LibraryImport(Library, EntryPoint = "mongoc_cursor_error_document")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool CursorError(MongoCursor cursor, BsonError* error, nint* reply);

    [LibraryImport(Library, EntryPoint = "mongoc_cursor_destroy")]
    public static partial void CursorDestroy(nint cursor);
}
