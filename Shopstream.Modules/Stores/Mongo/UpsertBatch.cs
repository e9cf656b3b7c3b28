using Shopstream.Modules.Stores.Mongo.Bson;
using Shopstream.Modules.Stores.Mongo.Interop;

namespace Shopstream.Modules.Stores.Mongo;

/// <summary>
/// Documents that are written together, as one command, in no particular order. It can be tried again: what is written
/// already is then written again or, when the server said so, left out. For one thread at a time.
/// </summary>
internal sealed class UpsertBatch : IDisposable
{
    /// <summary>Most bytes of one document in BSON; the server takes no larger ones.</summary>
    public const int MaxDocumentBytes = 16 << 20;

    private const int MaxDocuments = 1000;
    private const int MaxBytes = 8 << 20;

    private static readonly byte[] Unordered = Options(("ordered", false));
    private static readonly byte[] UpsertOptions = Options(("upsert", true), ("validate", false));

    private readonly CollectionLayout _layout;
    private readonly BsonWriter _bytes = new();
    private readonly BodyEncoder _encoder;
    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);
    private List<Item> _pending = [];

    /// <summary>Begins with none.</summary>
    /// <param name="layout">The collection.</param>
    /// <param name="expiresAtMs">When the documents expire, or null.</param>
    public UpsertBatch(CollectionLayout layout, long? expiresAtMs)
    {
        _layout = layout;
        _encoder = new BodyEncoder(_bytes, layout.Definition) { ExpiresAtMs = expiresAtMs };
    }

    /// <value>Whether it should be sent before more is added.</value>
    public bool IsFull => _items.Count >= MaxDocuments || _bytes.Length >= MaxBytes;

    /// <value>Whether there is nothing to send.</value>
    public bool IsEmpty => _items.Count == 0;

    /// <summary>Adds a document; of those with the same id the last one counts.</summary>
    /// <exception cref="ArgumentException">It cannot be stored; the message names its id.</exception>
    public void Add(Document document)
    {
        var start = _bytes.Length;
        var length = _encoder.Write(document);
        CheckLength(_layout, document, length);
        MongoFilter.WriteId(_bytes, document.Id);
        _items[document.Id] = new Item(document.Id, start, length, _bytes.Length - start - length);
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _items.Clear();
        _pending.Clear();
        _bytes.Truncate(0);
    }

    /// <summary>Sends what is not known to be written.</summary>
    /// <exception cref="MongoDriverException">Something is not written.</exception>
    public bool Execute(MongoCollection collection)
    {
        if (_pending.Count == 0) _pending = [.. _items.Values];
        using var bulk = collection.NewBulk(Unordered);
        foreach (var item in _pending)
            bulk.Replace(_bytes.Slice(item.Start + item.Length, item.FilterLength), _bytes.Slice(item.Start, item.Length), UpsertOptions);
        using var reply = new BsonReply();
        if (bulk.Execute(reply) is not { } error) return true;

        // Written, but not confirmed as durable: all of it is written again.
        var failed = HasWriteConcernErrors(reply.Bytes) ? [] : Failed(reply.Bytes);
        if (failed.Count == 0) throw error;

        var (first, code, message) = failed.Find(f => MongoFailures.Classify(f.Code, isRetryable: false) == MongoFailureKind.Refused);
        if (first is null) (first, code, message) = failed[0];
        _pending = [.. failed.Select(f => f.Item)];
        throw new MongoDriverException($"document {first!.Id}: {message}", MongoDriverException.ServerDomain, (uint)code, isRetryable: false);
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    /// <summary>Refuses what the server would refuse.</summary>
    /// <exception cref="ArgumentException">It is too large; the message names its id.</exception>
    public static void CheckLength(CollectionLayout layout, Document document, int length)
    {
        if (length > MaxDocumentBytes)
            throw new ArgumentException($"document {document.Id} of {layout.Name} has {length} bytes in BSON; MongoDB takes {MaxDocumentBytes} at most", nameof(document));
    }

    private static bool HasWriteConcernErrors(ReadOnlySpan<byte> reply)
    {
        for (var fields = new BsonReader(reply); fields.Read();)
            if (fields.Key.SequenceEqual("writeConcernErrors"u8)) return true;
        return false;
    }

    private static byte[] Options(params ReadOnlySpan<(string Name, bool Value)> options)
    {
        using var writer = new BsonWriter();
        var start = writer.Begin();
        foreach (var (name, value) in options) writer.Boolean(System.Text.Encoding.UTF8.GetBytes(name), value);
        writer.End(start);
        return writer.All.ToArray();
    }

    private List<(Item Item, int Code, string Message)> Failed(ReadOnlySpan<byte> reply)
    {
        var failed = new List<(Item, int, string)>();
        for (var fields = new BsonReader(reply); fields.Read();)
        {
            if (!fields.Key.SequenceEqual("writeErrors"u8)) continue;
            for (var errors = new BsonReader(fields.Value); errors.Read();)
            {
                var (index, code, message) = (-1, 0, "");
                for (var error = new BsonReader(errors.Value); error.Read();)
                {
                    if (error.Key.SequenceEqual("index"u8)) index = (int)error.Number;
                    else if (error.Key.SequenceEqual("code"u8)) code = (int)error.Number;
                    else if (error.Key.SequenceEqual("errmsg"u8)) message = System.Text.Encoding.UTF8.GetString(error.Value);
                }

                failed.Add((_pending[index], code, message));
            }
        }

        return failed;
    }

    private sealed record Item(string Id, int Start, int Length, int FilterLength);
}
