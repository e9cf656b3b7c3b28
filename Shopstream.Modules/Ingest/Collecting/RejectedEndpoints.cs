using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ingest.Collecting;

/// <summary><c>/rejected</c>: refused records, and their replay after a fix.</summary>
internal static class RejectedEndpoints
{
    private const int MostShown = 1_000;
    private const int MostReplayed = 10_000;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/rejected").WithTags("Collect");
        group.MapGet("", ListAsync).WithName("rejected").WithSummary("Refused records, newest first")
            .WithDescription("`raw` is what was received, names, addresses and ids included.").ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapPost("/replay", ReplayAsync).WithName("replayRejected").WithSummary("Reads refused records again, after a fix")
            .WithDescription("By the reader of their source. What is accepted now goes on like anything that comes in; a repeated replay counts once.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Ok<RejectedAnswer>, ProblemHttpResult>> ListAsync(
        [FromQuery, Description("Reason code.")] string? reason,
        [FromQuery, Description("Stage or input, such as `collect/ga4`.")] string? source,
        [FromQuery, Description("`open` or `replayed`. Default: both.")] string? state,
        [FromQuery, Description("Refused at or after this time, ISO 8601.")] string? from,
        [FromQuery, Description("Refused before this time.")] string? to,
        [FromQuery, Description("At most so many, 1 to 1,000. Default 50.")] string? limit,
        RejectedReplay replay, CancellationToken cancellationToken)
    {
        var wrong = new List<string>();
        var (begin, end) = (Time("from", from, wrong), Time("to", to, wrong));
        var most = 50;
        if (!string.IsNullOrEmpty(limit) && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is < 1 or > MostShown))
            wrong.Add($"limit: found \"{limit}\", expected a whole number from 1 to {MostShown}");
        if (!string.IsNullOrEmpty(state) && state is not (RejectedRecords.Open or RejectedRecords.Replayed))
            wrong.Add($"state: found \"{state}\", expected {RejectedRecords.Open} or {RejectedRecords.Replayed}");
        if (wrong.Count > 0) return Problem("A parameter cannot be used", string.Join("; ", wrong));
        var found = await replay.FindAsync(new(Given(reason), Given(source), Given(state), begin, end), newestFirst: true, most + 1, cancellationToken);
        return TypedResults.Ok(new RejectedAnswer([.. found.Take(most).Select(Item)], found.Count > most));
    }

    private static async Task<Results<Ok<ReplayAnswer>, ProblemHttpResult>> ReplayAsync(
        [FromBody] ReplayRequest request, RejectedReplay replay, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > MostReplayed) return Problem("The request cannot be used", $"limit: found {request.Limit}, expected a whole number from 1 to {MostReplayed}");
        if (request.Ids is { Count: > MostReplayed }) return Problem("The request cannot be used", $"ids: found {request.Ids.Count}, expected at most {MostReplayed}");
        if (request.Ids is not { Count: > 0 } && Given(request.Reason) is null && Given(request.Source) is null)
            return Problem("The request cannot be used", "found no ids, reason and source, expected at least one of them");
        var records = request.Ids is { Count: > 0 } ids
            ? await replay.FindAsync(ids.Where(i => i is not null).Distinct(StringComparer.Ordinal), cancellationToken)
            : await replay.FindAsync(new(Given(request.Reason), Given(request.Source), RejectedRecords.Open, null, null), newestFirst: false, request.Limit ?? 1_000, cancellationToken);
        return TypedResults.Ok(await replay.ReplayAsync(records, cancellationToken));
    }

    private static RejectedItem Item(StoredRejection record) => new(
        record.Id, DateTimeOffset.FromUnixTimeMilliseconds(record.TimeMs), record.Reason, record.Detail, record.Source, record.Position, record.State,
        record.ReplayedMs is { } replayed ? DateTimeOffset.FromUnixTimeMilliseconds(replayed) : null, record.ReplayDetail, record.Raw);

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static DateTimeOffset? Time(string name, string? text, List<string> wrong)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (char.IsAsciiDigit(text[0]) && IsoTimestampConverter.TryParse(text, out var time) && time.Year is >= 1970 and <= 9998) return time;
        wrong.Add($"{name}: found \"{EventText(text)}\", expected an ISO 8601 date or time such as 2026-01-31T18:05:00Z");
        return null;
    }

    private static string EventText(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static ProblemHttpResult Problem(string title, string detail) => TypedResults.Problem($"{detail}.", statusCode: StatusCodes.Status400BadRequest, title: title);
}
