using System.Text;
using System.Text.Json;

namespace Shopstream.Modules.Ingest.Collecting;

/// <summary>Adds fields to a JSON object that lacks them.</summary>
internal static class JsonFields
{
    /// <summary>The object with a text field in front.</summary>
    public static byte[] Prepend(ReadOnlySpan<byte> json, string field, string value)
    {
        var open = json.IndexOf((byte)'{') + 1;
        var rest = json[open..];
        var isEmpty = rest.TrimStart(" \t\r\n"u8)[0] == (byte)'}';
        var head = Encoding.UTF8.GetBytes($"{{\"{field}\":\"{JsonEncodedText.Encode(value)}\"{(isEmpty ? "" : ",")}");
        return [.. head, .. rest];
    }
}
