using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>A parsed connection string. What it says comes first; what it leaves open can be set.</summary>
internal sealed unsafe class MongoUri : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int Majority = -3;

    // mongoc_host_list_t: a pointer to the next one, 256 bytes of host, then host and port as one text.
    private const int HostAndPortOffset = 256;

    /// <summary>Parses it.</summary>
    /// <exception cref="MongoSetupException">It cannot be parsed; the message quotes nothing that may be secret.</exception>
    public MongoUri(string connectionString)
        : base(ownsHandle: true)
    {
        MongoLibrary.Load();
        BsonError error = default;
        MongoDriverLog.IsParsing = true;
        try
        {
            SetHandle(Libmongoc.UriNew(connectionString, &error));
        }
        finally
        {
            MongoDriverLog.IsParsing = false;
        }

        if (IsInvalid) throw new MongoSetupException($"Documents:Mongo:ConnectionString: {Explain(connectionString, error.Message)}");
    }

    /// <summary>The servers it names, without credentials and options.</summary>
    public string Servers
    {
        get
        {
            if (Text(Libmongoc.UriGetSrvHostName(this)) is { } service) return service;
            var servers = new List<string>();
            for (var host = Libmongoc.UriGetHosts(this); host != 0; host = *(nint*)host)
                servers.Add(Text(host + sizeof(nint) + HostAndPortOffset)!);
            return string.Join(',', servers);
        }
    }

    /// <summary>Sets an option that it leaves open.</summary>
    public void Default(string option, TimeSpan milliseconds)
    {
        if (!Libmongoc.UriHasOption(this, option)) Libmongoc.UriSetInt32(this, option, (int)milliseconds.TotalMilliseconds);
    }

    /// <summary>Sets the name that the server's log shows, when it leaves it open.</summary>
    public void DefaultAppName(string name)
    {
        if (!Libmongoc.UriHasOption(this, "appname")) Libmongoc.UriSetAppName(this, name);
    }

    /// <summary>Where it leaves it open, writes are confirmed by a majority, journaled, within a time.</summary>
    /// <exception cref="MongoSetupException">It asks for writes that are not confirmed.</exception>
    public void DefaultWriteConcern(TimeSpan timeout)
    {
        var concern = Libmongoc.WriteConcernCopy(Libmongoc.UriGetWriteConcern(this));
        try
        {
            if (!Libmongoc.UriHasOption(this, "w")) Libmongoc.WriteConcernSetW(concern, Majority);
            if (!Libmongoc.WriteConcernIsAcknowledged(concern))
                throw new MongoSetupException("Documents:Mongo:ConnectionString: w=0 leaves writes unconfirmed, expected w=majority or w=1 and more.");
            if (!Libmongoc.UriHasOption(this, "journal")) Libmongoc.WriteConcernSetJournal(concern, journal: true);
            if (!Libmongoc.UriHasOption(this, "wtimeoutms")) Libmongoc.WriteConcernSetTimeout(concern, (long)timeout.TotalMilliseconds);
            Libmongoc.UriSetWriteConcern(this, concern);
        }
        finally
        {
            Libmongoc.WriteConcernDestroy(concern);
        }
    }

    protected override bool ReleaseHandle()
    {
        Libmongoc.UriDestroy(handle);
        return true;
    }

    // The driver's messages quote the part they are about, which can be the password, or what a stray / or @ made of it.
    private static string Explain(string connectionString, string message)
    {
        var hasSecrets = connectionString.Contains('@') || connectionString.Contains("password", StringComparison.OrdinalIgnoreCase);
        var from = message.IndexOfAny(['"', '\'']);
        var to = message.LastIndexOfAny(['"', '\'']);
        var shown = !hasSecrets || from < 0 || message.StartsWith("Invalid URI Schema", StringComparison.Ordinal)
            ? message
            : string.Concat(message.AsSpan(0, from), "(not shown)", message.AsSpan(to + 1));
        return $"{shown.TrimEnd('.')}. Expected mongodb://[user:password@]host[:port][,...][/?options], with special characters of user and password percent-encoded.";
    }

    private static string? Text(nint text) =>
        text == 0 ? null : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)text));
}
