using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Shopstream.Modules.Stores.Mongo.Bson;

/// <summary>
/// Reads stored documents: the reverse of <see cref="BodyEncoder"/>. Documents that other programs wrote are read as well;
/// what JSON has no form for becomes text (dates in ISO 8601, ids in hexadecimal, bytes in base 64) or null. Not thread-safe.
/// </summary>
internal sealed class BodyDecoder : IDisposable
{
    private static readonly JsonWriterOptions Options =
        new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    public BodyDecoder() => _json = new Utf8JsonWriter(_buffer, Options);

    /// <summary>Reads a document.</summary>
    /// <exception cref="InvalidDataException">It holds a type that is not supported; the message names the id.</exception>
    public Document Read(ReadOnlySpan<byte> bson)
    {
        string? id = null;
        try
        {
            ReadOnlySpan<byte> original = [], json = [];
            var reader = new BsonReader(bson);
            while (reader.Read())
            {
                if (reader.Key.IsEmpty || reader.Key[0] != '_') continue;
                if (reader.Key.SequenceEqual(StoredFields.Id)) id = Id(reader);
                else if (reader.Key.SequenceEqual(StoredFields.Original)) original = reader.Value;
                else if (reader.Key.SequenceEqual(StoredFields.Json) && reader.Type == BsonType.Binary) json = reader.Value;
            }

            return new Document(id ?? "", json.IsEmpty ? Body(bson, original) : json[1..].ToArray(), []);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"document {id}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private static string Id(BsonReader reader)
    {
        using var text = new BodyDecoder();
        if (reader.Type == BsonType.String) return Encoding.UTF8.GetString(reader.Value);
        text.WriteValue(reader);
        text._json.Flush();
        return Encoding.UTF8.GetString(text._buffer.WrittenSpan).Trim('"');
    }

    private byte[] Body(ReadOnlySpan<byte> bson, ReadOnlySpan<byte> original)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        var reader = new BsonReader(bson);
        while (reader.Read())
        {
            if (StoredFields.IsReserved(reader.Key)) continue;
            if (original.IsEmpty || !TryFind(original, reader.Key, out var kept)) WriteField(reader);
            else if (kept.Type != BsonType.MinKey) WriteField(kept);
        }

        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    private static bool TryFind(ReadOnlySpan<byte> document, ReadOnlySpan<byte> key, out BsonReader found)
    {
        found = new BsonReader(document);
        while (found.Read())
            if (found.Key.SequenceEqual(key)) return true;
        return false;
    }

    private void WriteField(BsonReader field)
    {
        if (field.Key.Contains((byte)'%')) _json.WritePropertyName(BsonKey.Unescape(field.Key));
        else _json.WritePropertyName(field.Key);
        WriteValue(field);
    }

    private void WriteValue(BsonReader value)
    {
        switch (value.Type)
        {
            case BsonType.Document:
                _json.WriteStartObject();
                for (var fields = new BsonReader(value.Value); fields.Read();) WriteField(fields);
                _json.WriteEndObject();
                break;
            case BsonType.Array:
                _json.WriteStartArray();
                for (var items = new BsonReader(value.Value); items.Read();) WriteValue(items);
                _json.WriteEndArray();
                break;
            case BsonType.String or BsonType.Code or BsonType.Regex:
                _json.WriteStringValue(value.Value);
                break;
            case BsonType.Int32 or BsonType.Int64 or BsonType.Timestamp:
                _json.WriteNumberValue(value.Number);
                break;
            case BsonType.Double:
                var number = BinaryPrimitives.ReadDoubleLittleEndian(value.Value);
                if (double.IsFinite(number)) _json.WriteNumberValue(number);
                else _json.WriteNullValue();
                break;
            case BsonType.Decimal128:
                if (Decimal128.Read(value.Value) is { } exact) _json.WriteRawValue(exact.ToString(), skipInputValidation: true);
                else _json.WriteNullValue();
                break;
            case BsonType.Boolean:
                _json.WriteBooleanValue(value.Value[0] != 0);
                break;
            case BsonType.Date:
                _json.WriteStringValue(Date(value.Number));
                break;
            case BsonType.ObjectId:
                _json.WriteStringValue(Convert.ToHexStringLower(value.Value));
                break;
            case BsonType.Binary:
                _json.WriteBase64StringValue(value.Value[1..]);
                break;
            default:
                _json.WriteNullValue();
                break;
        }
    }

    private static string Date(long milliseconds)
    {
        var isWithin = milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        return isWithin
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
            : milliseconds.ToString(CultureInfo.InvariantCulture);
    }
}
