using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shopstream.Modules.Stores;

/// <summary>The collection of refused records: whoever takes events in can find and replay what others stored.</summary>
public static class RejectedRecords
{
    /// <summary>State of a record that waits for a fix.</summary>
    public const string Open = "open";

    /// <summary>State of a record that was replayed and accepted.</summary>
    public const string Replayed = "replayed";

    /// <summary>One <see cref="StoredRejection"/> a document, by state, time, reason and source.</summary>
    public static readonly CollectionDefinition Collection = new("rejected_records",
        [new("timeMs", IsInteger: true), new("reason", IsInteger: false), new("source", IsInteger: false), new("state", IsInteger: false)],
        [["timeMs"], ["state", "timeMs"], ["reason", "timeMs"], ["source", "timeMs"]]);

    /// <summary>A record as a document.</summary>
    public static Document Write(StoredRejection record) =>
        new(record.Id, JsonSerializer.SerializeToUtf8Bytes(record, RejectedJsonContext.Default.StoredRejection), [record.TimeMs, record.Reason, record.Source, record.State]);

    /// <summary>A document as a record.</summary>
    public static StoredRejection Read(Document document) => JsonSerializer.Deserialize(document.Body.Span, RejectedJsonContext.Default.StoredRejection)!;
}

/// <summary>A refused record as it is stored.</summary>
public sealed record StoredRejection
{
    /// <summary>Where it stood on the bus; the same in every reading.</summary>
    public required string Id { get; init; }

    /// <summary>When it was refused, ms since 1970-01-01 UTC.</summary>
    public required long TimeMs { get; init; }

    /// <summary>Reason code.</summary>
    public required string Reason { get; init; }

    /// <summary>Where in the record, what was found and what was expected.</summary>
    public required string Detail { get; init; }

    /// <summary>Stage or input that refused it.</summary>
    public required string Source { get; init; }

    /// <summary>Line, index or <c>topic/partition/offset</c> inside the source.</summary>
    public required string Position { get; init; }

    /// <summary>Topic on which it was kept.</summary>
    public required string Topic { get; init; }

    /// <summary>The record as it was received, identities included; cut at 64 KiB.</summary>
    public required string Raw { get; init; }

    /// <summary><see cref="RejectedRecords.Open"/> or <see cref="RejectedRecords.Replayed"/>.</summary>
    public string State { get; init; } = RejectedRecords.Open;

    /// <summary>When it was replayed last, ms since 1970-01-01 UTC; null when never.</summary>
    public long? ReplayedMs { get; init; }

    /// <summary>Why the last replay did not accept it; null when none did not.</summary>
    public string? ReplayDetail { get; init; }
}

/// <summary>Source-generated JSON of stored rejections.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredRejection))]
internal sealed partial class RejectedJsonContext : JsonSerializerContext;
