using System.Text.Json.Serialization;

namespace Shopstream.Modules.Ml.Segments;

/// <summary>A customer in a segment.</summary>
/// <param name="UserId">Who.</param>
/// <param name="SegmentId">Where.</param>
/// <param name="SinceMs">Since when, ms since 1970-01-01 UTC.</param>
/// <param name="Features">Values of <see cref="SegmentFeature.All"/>, by name.</param>
public sealed record SegmentMember(string UserId, string SegmentId, long SinceMs, IReadOnlyDictionary<string, double> Features);

/// <summary>Why a customer changed segments.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SegmentMoveCause>))]
public enum SegmentMoveCause
{
    /// <summary>The customer was not known before.</summary>
    [JsonStringEnumMemberName("joined")]
    Joined,

    /// <summary>The customer changed while the segments stayed.</summary>
    [JsonStringEnumMemberName("behaviour")]
    Behaviour,

    /// <summary>The segments were computed anew.</summary>
    [JsonStringEnumMemberName("refit")]
    Refit,

    /// <summary>Nothing is recorded of the customer any more in the period looked at.</summary>
    [JsonStringEnumMemberName("left")]
    Left,
}

/// <summary>A customer's change of segments. Names are those of the time.</summary>
/// <param name="UserId">Who.</param>
/// <param name="AtMs">When: time of the last record looked at, ms since 1970-01-01 UTC.</param>
/// <param name="From">Segment left; null when there was none.</param>
/// <param name="FromName">Its name.</param>
/// <param name="To">Segment entered; null when there is none.</param>
/// <param name="ToName">Its name.</param>
/// <param name="Cause">Why.</param>
public sealed record SegmentMove(string UserId, long AtMs, string? From, string? FromName, string? To, string? ToName, SegmentMoveCause Cause);
