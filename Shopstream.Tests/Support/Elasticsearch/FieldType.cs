using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>The type of a field: what it takes, and what can be asked of it.</summary>
internal sealed partial class FieldType
{
    private const int LongestTerm = 32_766;
    private readonly int? _ignoreAbove;
    private readonly double _factor = 1;

    public FieldType(string field, JsonElement definition)
    {
        var members = StrictJson.Members(definition, $"mapping of {field}", "type", "ignore_above", "scaling_factor", "format");
        Name = StrictJson.Text(members["type"], "type");
        string[] allowed = Name switch
        {
            "keyword" => ["type", "ignore_above"],
            "scaled_float" => ["type", "scaling_factor"],
            "date" => ["type", "format"],
            "text" or "long" or "double" or "binary" => ["type"],
            _ => throw new ServerError(400, "mapper_parsing_exception", $"No handler for type [{Name}] declared on field [{field}]"),
        };
        if (members.Keys.FirstOrDefault(m => !allowed.Contains(m)) is { } unknown)
            throw new ServerError(400, "mapper_parsing_exception", $"unknown parameter [{unknown}] on mapper [{field}] of type [{Name}]");
        if (members.TryGetValue("ignore_above", out var above)) _ignoreAbove = above.GetInt32();
        if (members.TryGetValue("scaling_factor", out var factor)) _factor = factor.GetDouble();
        if (members.TryGetValue("format", out var format) && format.GetString() != "strict_date_optional_time") throw ServerError.Unknown($"the date format {format}");
        Definition = JsonObject.Create(definition.Clone())!;
    }

    /// <value>Name of the type.</value>
    public string Name { get; }

    public JsonObject Definition { get; }

    /// <value>Whether it has numbers.</value>
    public bool IsNumeric => Name is "long" or "double" or "scaled_float" or "date";

    /// <value>Whether it can be sorted and grouped by.</value>
    public bool HasValues => Name is not ("text" or "binary");

    /// <summary>The value as it is indexed: string, long, double, or null for none.</summary>
    /// <exception cref="ServerError">The field does not take it.</exception>
    public object? Index(string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        return Name switch
        {
            "keyword" => Keyword(field, Scalar(field, value)),
            "text" => value.ValueKind == JsonValueKind.String ? value.GetString() : throw Refused(field, value),
            "long" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) ? whole : throw Refused(field, value),
            "double" => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Refused(field, value),
            "scaled_float" => value.ValueKind == JsonValueKind.Number ? Math.Round(value.GetDouble() * _factor) / _factor : throw Refused(field, value),
            "date" => value.ValueKind == JsonValueKind.String && IsoTime().IsMatch(value.GetString()!)
                ? DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds()
                : throw Refused(field, value),
            _ => value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out _) ? value.GetString() : throw Refused(field, value),
        };
    }

    private string? Keyword(string field, string text)
    {
        if (text.Length > _ignoreAbove) return null;
        if (Encoding.UTF8.GetByteCount(text) > LongestTerm)
            throw ServerError.Illegal($"Document contains at least one immense term in field=\"{field}\" (whose UTF8 encoding is longer than the max length {LongestTerm})");
        return text;
    }

    private static string Scalar(string field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw ServerError.Unknown($"a {value.ValueKind} in field {field}"),
    };

    private ServerError Refused(string field, JsonElement value) => new(
        400, "mapper_parsing_exception", $"failed to parse field [{field}] of type [{Name}]. Preview of field's value: '{value}'");

    [GeneratedRegex(@"^\d{4}(-\d{2}(-\d{2}(T\d{2}(:\d{2}(:\d{2}([.,]\d{1,9})?)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex IsoTime();
}
