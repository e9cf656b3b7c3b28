using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Mongo.Bson;
using Shopstream.Tests.Support.Mongo;

namespace Shopstream.Tests.Stores.Mongo;

/// <summary>Documents on the way to the server and back, without one.</summary>
internal static class StoredForm
{
    public static readonly CollectionDefinition Plain = new("docs", [], []);

    /// <summary>The BSON of a document.</summary>
    public static byte[] Encode(Document document, CollectionDefinition? definition = null)
    {
        using var to = new BsonWriter(16);
        var length = new BodyEncoder(to, definition ?? Plain).Write(document);
        length.ShouldBe(to.Length);
        return to.All.ToArray();
    }

    /// <summary>The BSON of a body, read by the test's own reader.</summary>
    public static BsonDoc Stored(string body) => BsonCodec.Decode(Encode(new Document("a", Encoding.UTF8.GetBytes(body), [])));

    /// <summary>A document that was stored.</summary>
    public static Document Decode(byte[] bson)
    {
        using var decoder = new BodyDecoder();
        return decoder.Read(bson);
    }

    /// <summary>A body as it comes back.</summary>
    public static string RoundTrip(string body) => Encoding.UTF8.GetString(Decode(Encode(new Document("a", Encoding.UTF8.GetBytes(body), []))).Body.Span);

    /// <summary>Whether two texts are the same JSON: numbers by their exact value, of repeated names the last, in any order.</summary>
    public static bool AreSame(string left, string right) => JsonNode.DeepEquals(Parse(left), Parse(right));

    private static JsonNode? Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonNode.Parse(Deduplicated(document.RootElement));
    }

    private static string Deduplicated(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().GroupBy(p => p.Name, StringComparer.Ordinal).Select(g => $"{JsonSerializer.Serialize(g.Key)}:{Deduplicated(g.Last().Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Deduplicated)) + "]",
        _ => value.GetRawText(),
    };
}
