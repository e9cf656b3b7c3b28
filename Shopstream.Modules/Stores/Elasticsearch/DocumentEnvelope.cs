using System.Text;
using System.Text.Json;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>
/// Puts a document's time and id in front of the members of its body and takes them off again, so that the body comes back as it
/// was written; line breaks between its members become blanks.
/// </summary>
internal static class DocumentEnvelope
{
    private static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode(IndexLayout.Timestamp);
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode(DocumentLayout.Id);

    /// <summary>Writes a document as the second line of an action.</summary>
    /// <exception cref="ArgumentException">Its body is no JSON object.</exception>
    public static void Write(BulkBuffer bulk, Document document, long? timeMs)
    {
        var body = document.Body.Span;
        var rest = AfterBrace(body);
        if (rest < 0)
        {
            var found = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 20)]);
            throw new ArgumentException($"document {document.Id} begins with {found}, expected a JSON object", nameof(document));
        }

        var json = bulk.Json;
        json.WriteStartObject();
        if (timeMs is { } time) PartialLines.WriteTime(json, Timestamp, time);
        json.WriteString(Id, document.Id);
        json.Flush();
        var members = body[rest..];
        var isEmpty = members.TrimStart(" \t\r\n"u8) is [(byte)'}', ..];
        var target = bulk.GetSpan(members.Length + 1);
        if (!isEmpty) target[0] = (byte)',';
        var copy = target.Slice(isEmpty ? 0 : 1, members.Length);
        members.CopyTo(copy);

        // Between the lines of a request a line break means the next action; inside of texts there are none.
        copy.Replace((byte)'\n', (byte)' ');
        copy.Replace((byte)'\r', (byte)' ');
        bulk.Advance(members.Length + (isEmpty ? 0 : 1));
        bulk.EndBrokenLine();
    }

    /// <summary>The document of a hit's source.</summary>
    /// <exception cref="JsonException">It was not written here.</exception>
    public static Document Read(ReadOnlySpan<byte> source)
    {
        var reader = new Utf8JsonReader(source);
        reader.Read();
        reader.Read();
        if (reader.ValueTextEquals(Timestamp.EncodedUtf8Bytes))
        {
            reader.Read();
            reader.Read();
        }

        if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(Id.EncodedUtf8Bytes))
            throw new JsonException($"found a document without {DocumentLayout.Id}, expected one that Shopstream has written");
        reader.Read();
        var id = reader.GetString()!;
        var rest = source[(int)reader.BytesConsumed..];
        if (rest[0] == (byte)',') rest = rest[1..];
        var body = new byte[rest.Length + 1];
        body[0] = (byte)'{';
        rest.CopyTo(body.AsSpan(1));
        return new Document(id, body, []);
    }

    private static int AfterBrace(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && body[start] == (byte)'{' ? start + 1 : -1;
    }
}
