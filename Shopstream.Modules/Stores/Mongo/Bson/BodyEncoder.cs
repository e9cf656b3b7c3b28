using System.Text.Json;

namespace Shopstream.Modules.Stores.Mongo.Bson;

/// <summary>
/// Writes documents of one collection as BSON: <c>_id</c>, then the fields of the body as they stand there. A body that BSON
/// cannot hold is stored as the bytes of its JSON beside the indexed fields. Not thread-safe.
/// </summary>
internal sealed class BodyEncoder(BsonWriter to, CollectionDefinition definition)
{
    private const byte GenericBinary = 0;
    private const byte UuidBinary = 4;
    private const int UuidBytes = 16;

    private readonly JsonToBson _json = new(to);
    private readonly BodyFields _fields = new(definition.Fields);

    /// <value>Milliseconds since 1970 at which what is written expires, or null.</value>
    public long? ExpiresAtMs { get; set; }

    /// <value>Revision of what is written, or null.</value>
    public Guid? Revision { get; set; }

    /// <summary>Writes a document.</summary>
    /// <returns>Its length; it ends where the writer is.</returns>
    /// <exception cref="ArgumentException">The body is no JSON object, or values do not fit the fields; the message names the id.</exception>
    public int Write(Document document)
    {
        _fields.Check(document, definition.Name);
        _fields.Begin(document);
        var start = to.Begin();
        to.String(StoredFields.Id, document.Id);
        var begin = to.Length;
        try
        {
            if (!JsonToBson.HasProperText(document.Body.Span) || !TryWriteBody(document.Body.Span))
            {
                to.Truncate(begin);
                CheckJson(document.Body.Span);
                _fields.WriteAll(to);
                to.Binary(StoredFields.Json, GenericBinary, document.Body.Span);
            }
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"document {document.Id} of {definition.Name} is no JSON object: {e.Message}", nameof(document), e);
        }
        finally
        {
            _json.Frames.Clear();
        }

        WriteOwnFields();
        return to.End(start);
    }

    /// <summary>Writes a revision as a field.</summary>
    public static void WriteRevision(BsonWriter to, Guid revision)
    {
        Span<byte> bytes = stackalloc byte[UuidBytes];
        revision.TryWriteBytes(bytes, bigEndian: true, out _);
        to.Binary(StoredFields.Revision, UuidBinary, bytes);
    }

    private static void CheckJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonToBson.Options);
        Open(ref reader);
        reader.Skip();
        reader.Read();
    }

    private static void Open(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException($"found {reader.TokenType}");
    }

    private bool TryWriteBody(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonToBson.Options);
        Open(ref reader);
        _json.Frames.Enter();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = _fields.IndexOf(ref reader);
            var element = _json.BeginField(ref reader);
            reader.Read();
            if (field >= 0 && !_fields.IsSame(field, ref reader))
            {
                to.Truncate(element);
                _fields.WriteValue(to, field);
            }
            else if (!_json.TryWriteValue(ref reader, element))
            {
                return false;
            }
        }

        // Nothing may follow.
        reader.Read();
        _json.Frames.RemoveRepeated();
        return _fields.TryWriteRest(to, _json);
    }

    private void WriteOwnFields()
    {
        if (ExpiresAtMs is { } expires)
        {
            to.Element(BsonType.Date, StoredFields.ExpiresAt);
            to.Int64Value(expires);
        }

        if (Revision is { } revision) WriteRevision(to, revision);
    }
}
