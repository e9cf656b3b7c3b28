using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Shopstream.Modules.Ml.Segments;

/// <summary>All segments.</summary>
/// <param name="AsOf">Time of the last record that was looked at; null before the first run.</param>
/// <param name="FittedAt">Data time at which the centres were last computed anew.</param>
/// <param name="Customers">Number of customers.</param>
/// <param name="Silhouette">How well the segments are set apart, -1 to 1.</param>
/// <param name="Tried">Silhouette of each number of segments that was tried.</param>
/// <param name="Segments">The segments, largest money first.</param>
/// <param name="Note">Why there are none; null when there are some.</param>
internal sealed record SegmentsAnswer(
    DateTimeOffset? AsOf, DateTimeOffset? FittedAt, int Customers, double Silhouette, IReadOnlyDictionary<int, double> Tried, IReadOnlyList<SegmentAnswer> Segments, string? Note);

/// <summary>A segment.</summary>
/// <param name="Id">Stays while mostly the same customers are in it.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What sets it apart, in one sentence.</param>
/// <param name="FormerNames">Names it had before.</param>
/// <param name="Size">Number of members.</param>
/// <param name="Share">Members over all customers, 0 to 1.</param>
/// <param name="Profile">Its features beside those of the shop.</param>
internal sealed record SegmentAnswer(
    string Id, string Name, string Description, IReadOnlyList<string> FormerNames, int Size, double Share, IReadOnlyList<SegmentTrait> Profile)
{
    public static SegmentAnswer Of(Segment segment) =>
        new(segment.Id, segment.Name, segment.Description, segment.FormerNames, segment.Size, segment.Share, segment.Traits);
}

/// <summary>A segment with a page of its members.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Members">Members by id.</param>
/// <param name="Next">Value of `after` for the next page; null on the last.</param>
internal sealed record SegmentPageAnswer(SegmentAnswer Segment, IReadOnlyList<MemberAnswer> Members, string? Next);

/// <summary>A member of a segment.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Since">Since when.</param>
/// <param name="Features">Values of the features, by name.</param>
internal sealed record MemberAnswer(string UserId, DateTimeOffset Since, IReadOnlyDictionary<string, double> Features);

/// <summary>Where a user is and was.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Segment">Where he is; null when he is in no segment any more.</param>
/// <param name="Since">Since when.</param>
/// <param name="Features">Values of his features, by name.</param>
/// <param name="History">His moves, newest first.</param>
internal sealed record UserSegmentAnswer(
    string UserId, SegmentAnswer? Segment, DateTimeOffset? Since, IReadOnlyDictionary<string, double>? Features, IReadOnlyList<MoveAnswer> History);

/// <summary>A move.</summary>
/// <param name="At">When.</param>
/// <param name="From">Id of the segment left; null when there was none.</param>
/// <param name="FromName">Its name at that time.</param>
/// <param name="To">Id of the segment entered; null when there is none.</param>
/// <param name="ToName">Its name at that time.</param>
/// <param name="Cause">`joined`, `behaviour`, `refit` (the segments were computed anew) or `left`.</param>
internal sealed record MoveAnswer(DateTimeOffset At, string? From, string? FromName, string? To, string? ToName, SegmentMoveCause Cause);

/// <summary>Source-generated JSON of the answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SegmentsAnswer))]
[JsonSerializable(typeof(SegmentPageAnswer))]
[JsonSerializable(typeof(UserSegmentAnswer))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class SegmentAnswersJsonContext : JsonSerializerContext;
