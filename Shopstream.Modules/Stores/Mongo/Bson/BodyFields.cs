using System.Text;
using System.Text.Json;

namespace Shopstream.Modules.Stores.Mongo.Bson;

/// <summary>
/// The indexed fields of one document on their way into BSON: each is stored under its name with the value that it is indexed
/// by. Where the body holds something else there (a number for a text, say) or nothing, that is kept apart. Not thread-safe.
/// </summary>
internal sealed class BodyFields
{
    private readonly byte[][] _names;
    private readonly IReadOnlyList<IndexedField> _fields;
    private readonly Found[] _found;
    private Document _document = null!;

    /// <summary>For the fields of a collection.</summary>
    public BodyFields(IReadOnlyList<IndexedField> fields)
    {
        _fields = fields;
        _names = [.. fields.Select(f => Encoding.UTF8.GetBytes(f.Name))];
        _found = new Found[fields.Count];
    }

    /// <summary>Begins with a document.</summary>
    public void Begin(Document document)
    {
        _document = document;
        Array.Clear(_found);
    }

    /// <summary>The field whose name the reader is at; -1 when it is not indexed.</summary>
    public int IndexOf(ref Utf8JsonReader reader)
    {
        for (var f = 0; f < _names.Length; f++)
            if (reader.ValueTextEquals(_names[f])) return f;
        return -1;
    }

    /// <summary>Takes note of the value in the body; the last one of a name counts.</summary>
    /// <param name="field">The field.</param>
    /// <param name="reader">At the value; it is left at the value's end when it is not the one to be stored.</param>
    /// <returns>Whether the body's value is the one to be stored.</returns>
    public bool IsSame(int field, ref Utf8JsonReader reader)
    {
        var isSame = _document.FieldValues[field] switch
        {
            null => reader.TokenType == JsonTokenType.Null,
            string text => reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(text),
            long number => reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value == number,
            _ => false,
        };
        var start = (int)reader.TokenStartIndex;
        if (!isSame) reader.Skip();
        _found[field] = new Found(IsInBody: true, isSame, start, (int)reader.BytesConsumed - start);
        return isSame;
    }

    /// <summary>Writes the value that a field is indexed by.</summary>
    public void WriteValue(BsonWriter to, int field)
    {
        switch (_document.FieldValues[field])
        {
            case string text:
                to.String(_names[field], text);
                break;
            case long number:
                to.Integer(to.Element(BsonType.Int64, _names[field]), number);
                break;
            default:
                to.Element(BsonType.Null, _names[field]);
                break;
        }
    }

    /// <summary>Writes the fields that the body does not have, and then what the body holds in place of a stored value.</summary>
    /// <returns>False when BSON has no form for something in the body.</returns>
    public bool TryWriteRest(BsonWriter to, JsonToBson json)
    {
        for (var f = 0; f < _names.Length; f++)
        {
            if (!_found[f].IsInBody && _document.FieldValues[f] is not null) WriteValue(to, f);
            else _found[f] = _found[f] with { IsSame = _found[f].IsSame || !_found[f].IsInBody };
        }

        if (!_found.Any(f => !f.IsSame)) return true;
        var original = to.Begin(BsonType.Document, StoredFields.Original);
        for (var f = 0; f < _names.Length; f++)
        {
            if (_found[f].IsSame) continue;
            var element = to.Element(BsonType.MinKey, _names[f]);
            if (!_found[f].IsInBody) continue;
            var reader = new Utf8JsonReader(_document.Body.Span.Slice(_found[f].Start, _found[f].Length), JsonToBson.Options);
            reader.Read();
            if (!json.TryWriteValue(ref reader, element)) return false;
        }

        to.End(original);
        return true;
    }

    /// <summary>Writes all fields that have a value, without regard to the body.</summary>
    public void WriteAll(BsonWriter to)
    {
        for (var f = 0; f < _names.Length; f++)
            if (_document.FieldValues[f] is not null) WriteValue(to, f);
    }

    /// <summary>Checks that a document brings what its collection's definition asks for.</summary>
    /// <exception cref="ArgumentException">Values do not fit the fields.</exception>
    public void Check(Document document, string collection)
    {
        var values = document.FieldValues;
        if (values.Count != _fields.Count)
            throw new ArgumentException(
                $"document {document.Id} of {collection} has {values.Count} field values, expected {_fields.Count}", nameof(document));
        for (var f = 0; f < values.Count; f++)
        {
            if (values[f] is null || (_fields[f].IsInteger ? values[f] is long : values[f] is string)) continue;
            throw new ArgumentException(
                $"document {document.Id} of {collection} has a {values[f]!.GetType().Name} in field {_fields[f].Name}, expected "
                + (_fields[f].IsInteger ? "Int64" : "String"), nameof(document));
        }
    }

    private readonly record struct Found(bool IsInBody, bool IsSame, int Start, int Length);
}
