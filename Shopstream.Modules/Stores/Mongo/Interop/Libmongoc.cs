using System.Runtime.InteropServices;

namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>
/// Functions of libmongoc 1.x that are used, by the names of what they do. Documents go in and out as pointers to
/// <c>bson_t</c>; see <see cref="BsonView"/> and <see cref="BsonReply"/>.
/// </summary>
internal static unsafe partial class Libmongoc
{
    private const string Library = MongoLibrary.DriverName;

    [LibraryImport(Library, EntryPoint = "mongoc_init")]
    public static partial void Init();

    [LibraryImport(Library, EntryPoint = "mongoc_get_version")]
    public static partial nint GetVersion();

    [LibraryImport(Library, EntryPoint = "mongoc_check_version")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool CheckVersion(int major, int minor, int micro);

    [LibraryImport(Library, EntryPoint = "mongoc_log_set_handler")]
    public static partial void SetLogHandler(delegate* unmanaged[Cdecl]<int, byte*, byte*, void*, void> handler, void* userData);

    [LibraryImport(Library, EntryPoint = "mongoc_error_has_label", StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool HasLabel(nint reply, string label);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_new_with_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint UriNew(string text, BsonError* error);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_destroy")]
    public static partial void UriDestroy(nint uri);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_has_option", StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool UriHasOption(MongoUri uri, string option);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_set_option_as_int32", StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool UriSetInt32(MongoUri uri, string option, int value);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_set_appname", StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool UriSetAppName(MongoUri uri, string name);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_get_hosts")]
    public static partial nint UriGetHosts(MongoUri uri);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_get_srv_hostname")]
    public static partial nint UriGetSrvHostName(MongoUri uri);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_get_write_concern")]
    public static partial nint UriGetWriteConcern(MongoUri uri);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_set_write_concern")]
    public static partial void UriSetWriteConcern(MongoUri uri, nint writeConcern);

    [LibraryImport(Library, EntryPoint = "mongoc_write_concern_copy")]
    public static partial nint WriteConcernCopy(nint writeConcern);

    [LibraryImport(Library, EntryPoint = "mongoc_write_concern_destroy")]
    public static partial void WriteConcernDestroy(nint writeConcern);

    [LibraryImport(Library, EntryPoint = "mongoc_write_concern_set_w")]
    public static partial void WriteConcernSetW(nint writeConcern, int w);

    [LibraryImport(Library, EntryPoint = "mongoc_write_concern_set_journal")]
    public static partial void WriteConcernSetJournal(nint writeConcern, [MarshalAs(UnmanagedType.U1)] bool journal);

    [LibraryImport(Library, EntryPoint = "mongoc_write_concern_set_wtimeout_int64")]
    public static partial void WriteConcernSetTimeout(nint writeConcern, long milliseconds);

    [LibraryImport(Library, EntryPoint = "mongoc_write_concern_is_acknowledged")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool WriteConcernIsAcknowledged(nint writeConcern);

    [LibraryImport(Library, EntryPoint = "mongoc_client_pool_new_with_error")]
    public static partial nint PoolNew(MongoUri uri, BsonError* error);

    [LibraryImport(Library, EntryPoint = "mongoc_client_pool_destroy")]
    public static partial void PoolDestroy(nint pool);

    [LibraryImport(Library, EntryPoint = "mongoc_client_pool_set_error_api")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool PoolSetErrorApi(MongoClientPool pool, int version);

    [LibraryImport(Library, EntryPoint = "mongoc_client_pool_max_size")]
    public static partial void PoolSetMaxSize(MongoClientPool pool, uint size);

    [LibraryImport(Library, EntryPoint = "mongoc_client_pool_pop")]
    public static partial nint PoolPop(MongoClientPool pool);

    [LibraryImport(Library, EntryPoint = "mongoc_client_pool_push")]
    public static partial void PoolPush(nint pool, nint client);

    [LibraryImport(Library, EntryPoint = "mongoc_client_command_simple", StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ClientCommand(MongoClient client, string database, nint command, nint readPreferences, BsonReply reply, BsonError* error);

    [LibraryImport(Library, EntryPoint = "mongoc_client_get_collection", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ClientGetCollection(MongoClient client, string database, string name);
}
