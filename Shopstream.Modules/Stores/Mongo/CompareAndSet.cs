using Shopstream.Modules.Stores.Mongo.Bson;
using Shopstream.Modules.Stores.Mongo.Interop;

namespace Shopstream.Modules.Stores.Mongo;

/// <summary>
/// One compare-and-set. Each try writes the document with a revision of its own making, so that a try whose answer was lost
/// is recognised by the next one instead of being taken for another writer's. For one thread at a time.
/// </summary>
internal sealed class CompareAndSet : IDisposable
{
    private static readonly byte[] Options = Unchecked();

    private readonly BsonWriter _bytes = new();
    private readonly int _length;
    private readonly byte[] _expectedFilter;
    private readonly byte[] _revisionFilter;
    private readonly bool _isInsert;
    private bool _mayBeWritten;

    /// <summary>Prepares it.</summary>
    /// <exception cref="ArgumentException">The document cannot be stored, or the field is unknown.</exception>
    public CompareAndSet(CollectionLayout layout, Document document, string field, long? expected, long? expiresAtMs)
    {
        layout.Field(field);
        var revision = Guid.NewGuid();
        _length = new BodyEncoder(_bytes, layout.Definition) { ExpiresAtMs = expiresAtMs, Revision = revision }.Write(document);
        UpsertBatch.CheckLength(layout, document, _length);
        _isInsert = expected is null;
        _expectedFilter = Filter(document.Id, filter => filter.Int64(System.Text.Encoding.UTF8.GetBytes(field), expected ?? 0));
        _revisionFilter = Filter(document.Id, filter => BodyEncoder.WriteRevision(filter, revision));
    }

    private ReadOnlySpan<byte> Document => _bytes.Slice(0, _length);

    /// <summary>Tries once.</summary>
    /// <returns>Whether the document is written, by this try or an earlier one, and durable.</returns>
    /// <exception cref="MongoDriverException">It is not known; try again.</exception>
    public bool Execute(MongoCollection collection)
    {
        // Writing it again over itself confirms that it is durable.
        if (_mayBeWritten && TryReplace(collection, _revisionFilter)) return true;
        _mayBeWritten = true;
        if (!_isInsert) return TryReplace(collection, _expectedFilter);
        try
        {
            collection.Insert(Document, Options);
            return true;
        }
        catch (MongoDriverException e) when (e.Domain == MongoDriverException.ServerDomain && e.Code == MongoFailures.DuplicateKey)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    private bool TryReplace(MongoCollection collection, byte[] filter)
    {
        using var reply = collection.Replace(filter, Document, Options);
        return BsonReader.Integer(reply.Bytes, "matchedCount"u8) > 0;
    }

    private static byte[] Filter(string id, Action<BsonWriter> condition)
    {
        using var filter = new BsonWriter();
        var start = filter.Begin();
        filter.String(StoredFields.Id, id);
        condition(filter);
        filter.End(start);
        return filter.All.ToArray();
    }

    private static byte[] Unchecked()
    {
        using var options = new BsonWriter();
        var start = options.Begin();
        options.Boolean("validate"u8, value: false);
        options.End(start);
        return options.All.ToArray();
    }
}
