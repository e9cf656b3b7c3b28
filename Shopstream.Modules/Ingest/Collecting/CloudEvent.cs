using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Collecting;

/// <summary>What a CloudEvent carries.</summary>
internal enum CloudEventContent
{
    /// <summary>Nothing this system understands.</summary>
    Unknown,

    /// <summary>A session document.</summary>
    Session,

    /// <summary>An interaction.</summary>
    Interaction,
}

/// <summary>A CloudEvent, version 1.0 of the specification (CNCF): the attributes this system uses and its JSON data.</summary>
internal sealed record CloudEvent(string? SpecVersion, string? Id, string? Source, string? Type, DateTimeOffset? Time, ReadOnlyMemory<byte> Data)
{
    public const string SessionSuffix = "session";

    public const string InteractionSuffix = "interaction";

    /// <summary>By the last part of the type, such as <c>com.shop.session</c> or <c>shopstream.interaction.v1</c>.</summary>
    public CloudEventContent Content
    {
        get
        {
            var parts = Type!.Split('.', '/', ':');
            var last = parts.Length > 1 && parts[^1].Length > 1 && parts[^1][0] == 'v' && char.IsAsciiDigit(parts[^1][1]) ? parts[^2] : parts[^1];
            return last switch
            {
                SessionSuffix => CloudEventContent.Session,
                InteractionSuffix => CloudEventContent.Interaction,
                _ => CloudEventContent.Unknown,
            };
        }
    }

    /// <summary>Whether the required attributes are there.</summary>
    public Rejection? Check()
    {
        if (SpecVersion != "1.0")
        {
            return new(
                string.IsNullOrEmpty(SpecVersion) ? RejectionReasons.MissingField : RejectionReasons.WrongType,
                $"specversion: found \"{SpecVersion}\", expected \"1.0\"");
        }

        foreach (var (name, value) in ((string, string?)[])[("id", Id), ("source", Source), ("type", Type)])
            if (string.IsNullOrEmpty(value)) return new(RejectionReasons.MissingField, $"{name}: found nothing, expected a text");
        return Data.IsEmpty ? new(RejectionReasons.MissingField, "data: found nothing, expected a JSON object") : null;
    }

    /// <summary>Reads the structured form.</summary>
    public static Rejection? Read(ReadOnlyMemory<byte> json, out CloudEvent? cloudEvent)
    {
        cloudEvent = null;
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) return new(RejectionReasons.WrongType, $"found {root.ValueKind}, expected a JSON object");
        DateTimeOffset? time = null;
        if (Text(root, "time") is { } text)
        {
            if (!IsoTimestampConverter.TryParse(text, out var parsed))
                return new(RejectionReasons.InvalidTimestamp, $"time: found \"{text}\", expected an RFC 3339 time");
            time = parsed;
        }

        ReadOnlyMemory<byte> data = default;
        if (root.TryGetProperty("data", out var content)) data = System.Text.Encoding.UTF8.GetBytes(content.GetRawText());
        else if (root.TryGetProperty("data_base64", out var encoded) && encoded.ValueKind == JsonValueKind.String && encoded.TryGetBytesFromBase64(out var bytes)) data = bytes;
        cloudEvent = new CloudEvent(Text(root, "specversion"), Text(root, "id"), Text(root, "source"), Text(root, "type"), time, data);
        return cloudEvent.Check();
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
