using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Shopstream.Modules.Stores.Mongo.Bson;

/// <summary>
/// Writes JSON as BSON that says the same: objects as documents, integers and other numbers as <see cref="JsonNumber"/> says,
/// texts as texts (so dates stay what they were), names as <see cref="BsonKey"/> says. Works without recursion. Not
/// thread-safe.
/// </summary>
internal sealed class JsonToBson(BsonWriter to)
{
    /// <summary>Documents within documents; the server takes 100.</summary>
    public const int MaxDepth = 90;

    /// <summary>How bodies are read; deeper ones than BSON can hold are to be recognised, not refused.</summary>
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 100_000 };

    private readonly ObjectFrames _frames = new(to);

    /// <value>The open documents.</value>
    public ObjectFrames Frames => _frames;

    /// <summary>Begins the element of the field whose name the reader is at.</summary>
    /// <returns>Where it begins; its type is open.</returns>
    public int BeginField(ref Utf8JsonReader reader)
    {
        var element = to.Length;
        to.Byte(0);
        var room = to.Room(reader.ValueSpan.Length);
        var length = reader.CopyString(room);
        ReadOnlySpan<byte> name = room[..length];
        if (BsonKey.IsEscaped(name, isTop: _frames.Depth == 1))
        {
            var key = BsonKey.Escape(name, isTop: _frames.Depth == 1);
            _frames.Note(element, key);
            to.Raw(key);
        }
        else
        {
            _frames.Note(element, name);
            to.Advance(length);
        }

        to.Byte(0);
        return element;
    }

    /// <summary>Writes the value that the reader is at, and leaves it at the value's end.</summary>
    /// <param name="reader">At the value.</param>
    /// <param name="element">The element that was begun for it.</param>
    /// <returns>Whether BSON has a form for it; when not, what was written is to be thrown away.</returns>
    public bool TryWriteValue(ref Utf8JsonReader reader, int element)
    {
        var outside = _frames.Depth;
        while (true)
        {
            if (!TryWriteToken(ref reader, element)) return false;
            if (_frames.Depth == outside) return true;
            reader.Read();
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray) continue;
            if (_frames.IsInArray)
            {
                element = BeginItem();
                continue;
            }

            element = BeginField(ref reader);
            reader.Read();
        }
    }

    /// <summary>Whether the body has nothing that BSON texts cannot hold: bytes that are no UTF-8, and halves of surrogate pairs.</summary>
    public static bool HasProperText(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json)) return false;

        // Only an escape can name half a pair: \ud800 to \udfff.
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0) return true;
        var reader = new Utf8JsonReader(json, Options);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped) continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }

        return true;
    }

    private int BeginItem()
    {
        var element = to.Length;
        to.Byte(0);
        Utf8Formatter.TryFormat(_frames.NextIndex(), to.Room(10), out var length);
        to.Advance(length);
        to.Byte(0);
        return element;
    }

    private bool TryWriteToken(ref Utf8JsonReader reader, int element)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                if (_frames.Depth == MaxDepth) return false;
                var isArray = reader.TokenType == JsonTokenType.StartArray;
                to.SetType(element, isArray ? BsonType.Array : BsonType.Document);
                _frames.Open(isArray);
                return true;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _frames.Close();
                return true;
            case JsonTokenType.String:
                to.SetType(element, BsonType.String);
                WriteText(ref reader);
                return true;
            case JsonTokenType.Number:
                return JsonNumber.TryWrite(to, element, reader.ValueSpan);
            case JsonTokenType.True or JsonTokenType.False:
                to.SetType(element, BsonType.Boolean);
                to.Byte(reader.TokenType == JsonTokenType.True ? (byte)1 : (byte)0);
                return true;
            case JsonTokenType.Null:
                to.SetType(element, BsonType.Null);
                return true;
            default:
                throw new InvalidOperationException($"found the token {reader.TokenType}, expected a value");
        }
    }

    private void WriteText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            to.StringValue(reader.ValueSpan);
            return;
        }

        // Unescaped it is not longer. Its length stands in front.
        var room = to.Room(sizeof(int) + reader.ValueSpan.Length + 1);
        var length = reader.CopyString(room[sizeof(int)..]);
        to.Int32Value(length + 1);
        to.Advance(length);
        to.Byte(0);
    }
}
