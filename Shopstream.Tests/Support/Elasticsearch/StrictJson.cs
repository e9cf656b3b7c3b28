using System.Text.Json;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>Reads JSON objects, and refuses every member that is not expected, so that nothing is ever silently ignored.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    public static JsonElement Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw ServerError.Parsing(e.Message);
        }
    }

    /// <summary>The members, all of them among those allowed.</summary>
    public static Dictionary<string, JsonElement> Members(JsonElement element, string what, params ReadOnlySpan<string> allowed)
    {
        if (element.ValueKind != JsonValueKind.Object) throw ServerError.Parsing($"[{what}] found {element.ValueKind}, expected an object");
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (!allowed.Contains(member.Name)) throw ServerError.Parsing($"[{what}] unknown field [{member.Name}]");
            members[member.Name] = member.Value;
        }

        return members;
    }

    /// <summary>The one member of an object.</summary>
    public static (string Name, JsonElement Value) Single(JsonElement element, string what)
    {
        if (element.ValueKind != JsonValueKind.Object) throw ServerError.Parsing($"[{what}] found {element.ValueKind}, expected an object");
        var members = element.EnumerateObject().ToList();
        return members.Count == 1
            ? (members[0].Name, members[0].Value)
            : throw ServerError.Parsing($"[{what}] found {members.Count} members, expected one");
    }

    public static string Text(JsonElement element, string what) => element.ValueKind == JsonValueKind.String
        ? element.GetString()!
        : throw ServerError.Parsing($"[{what}] found {element.ValueKind}, expected a string");

    public static int Count(JsonElement element, string what) => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var count) && count >= 0
        ? count
        : throw ServerError.Parsing($"[{what}] found {element.GetRawText()}, expected a count");

    public static bool Flag(JsonElement element, string what) => element.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? element.GetBoolean()
        : throw ServerError.Parsing($"[{what}] found {element.ValueKind}, expected a boolean");
}
