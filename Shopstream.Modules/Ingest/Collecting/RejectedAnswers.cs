using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Shopstream.Modules.Ingest.Collecting;

/// <summary>Which refused records are meant; null for any.</summary>
internal sealed record RejectedFilter(string? Reason, string? Source, string? State, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>Refused records.</summary>
/// <param name="Records">Newest first.</param>
/// <param name="HasMore">Whether older ones match; ask with `to` = time of the last one.</param>
internal sealed record RejectedAnswer(IReadOnlyList<RejectedItem> Records, bool HasMore);

/// <summary>A refused record.</summary>
/// <param name="Id">Its id for a replay.</param>
/// <param name="Time">When it was refused.</param>
/// <param name="Reason">Reason code.</param>
/// <param name="Detail">Where, what was found and what was expected.</param>
/// <param name="Source">Stage or input that refused it.</param>
/// <param name="Position">Line, index or topic/partition/offset inside the source.</param>
/// <param name="State">`open` or `replayed`.</param>
/// <param name="ReplayedAt">When it was replayed last; null when never.</param>
/// <param name="ReplayDetail">Why the last replay did not accept it.</param>
/// <param name="Raw">The record as it was received, cut at 64 KiB. Names, addresses and ids in it are as they were sent.</param>
internal sealed record RejectedItem(
    string Id, DateTimeOffset Time, string Reason, string Detail, string Source, string Position, string State, DateTimeOffset? ReplayedAt, string? ReplayDetail, string Raw);

/// <summary>What to replay: `ids`, or the open records of a reason, a source or both.</summary>
/// <param name="Ids">Ids of records, in whatever state.</param>
/// <param name="Reason">Reason code.</param>
/// <param name="Source">Source.</param>
/// <param name="Limit">At most so many, 1 to 10,000. Default 1,000, the oldest first.</param>
internal sealed record ReplayRequest(IReadOnlyList<string>? Ids, string? Reason, string? Source, int? Limit);

/// <summary>What a replay did.</summary>
/// <param name="Found">Records that were read again.</param>
/// <param name="Accepted">Those that are accepted now.</param>
/// <param name="Sessions">Sessions put on the bus for them.</param>
/// <param name="Interactions">Interactions put on the bus for them.</param>
/// <param name="Rejected">Those that are still refused, and why.</param>
internal sealed record ReplayAnswer(int Found, int Accepted, int Sessions, int Interactions, IReadOnlyList<ReplayRefusal> Rejected);

/// <summary>A record that is still refused.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Reason">Reason code.</param>
/// <param name="Detail">Where, what was found and what was expected.</param>
internal sealed record ReplayRefusal(string Id, string Reason, string Detail);

/// <summary>Source-generated JSON of the answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RejectedAnswer))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReplayAnswer))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class RejectedAnswersJsonContext : JsonSerializerContext;
