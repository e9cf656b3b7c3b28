using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shopstream.Modules.Events;

/// <summary>An id given as text or as number; a number keeps its digits as written.</summary>
public sealed class TextOrNumberConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TextOrNumber.Read(ref reader, pooled: false);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>As <see cref="TextOrNumberConverter"/>, sharing equal strings.</summary>
public sealed class PooledTextOrNumberConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TextOrNumber.Read(ref reader, pooled: true);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>Text of a low-cardinality field; equal strings are shared.</summary>
public sealed class PooledTextConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? TextPool.Read(ref reader)
            : throw new JsonException($"found {reader.TokenType}, expected a string");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>A list of ids, each as text or number.</summary>
public sealed class TextOrNumberListConverter : JsonConverter<List<string>>
{
    /// <inheritdoc/>
    public override List<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PooledTextListConverter.ReadList(ref reader, numbers: true);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, List<string> value, JsonSerializerOptions options) =>
        PooledTextListConverter.WriteList(writer, value);
}

/// <summary>A list of texts of low cardinality; equal strings are shared.</summary>
public sealed class PooledTextListConverter : JsonConverter<List<string>>
{
    /// <inheritdoc/>
    public override List<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReadList(ref reader, numbers: false);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, List<string> value, JsonSerializerOptions options) => WriteList(writer, value);

    internal static List<string> ReadList(ref Utf8JsonReader reader, bool numbers)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException($"found {reader.TokenType}, expected an array");
        var list = new List<string>(4);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String) list.Add(TextPool.Read(ref reader));
            else if (numbers && reader.TokenType == JsonTokenType.Number) list.Add(TextOrNumber.Read(ref reader, pooled: true)!);
            else throw new JsonException($"found {reader.TokenType} at index {list.Count}, expected a string{(numbers ? " or a number" : "")}");
        }

        return list;
    }

    internal static void WriteList(Utf8JsonWriter writer, List<string> value)
    {
        writer.WriteStartArray();
        foreach (var text in value) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}

/// <summary>Reads a string or number token as text.</summary>
internal static class TextOrNumber
{
    /// <exception cref="JsonException">The token is neither.</exception>
    public static string? Read(ref Utf8JsonReader reader, bool pooled)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return pooled ? TextPool.Read(ref reader) : reader.GetString();
            case JsonTokenType.Number when !reader.HasValueSequence:
                return pooled ? TextPool.Get(reader.ValueSpan) : Encoding.UTF8.GetString(reader.ValueSpan);
            default:
                throw new JsonException($"found {reader.TokenType}, expected a string or a number");
        }
    }
}
