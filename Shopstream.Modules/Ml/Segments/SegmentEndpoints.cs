using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Segments;

/// <summary><c>/segments</c> and <c>/users/{id}/segment</c>.</summary>
internal static class SegmentEndpoints
{
    private const int MostMembers = 1_000;
    private const int MostMoves = 1_000;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("").WithTags("Segments");
        group.MapGet("/segments", SegmentsAsync).WithName("segments").WithSummary("The segments of the customers")
            .WithDescription("As job `segments` found them last. `profile` holds medians and how far the centre lies from the shop's mean, in standard deviations.");
        group.MapGet("/segments/{id}", SegmentAsync).WithName("segment").WithSummary("One segment with a page of its members")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/users/{id}/segment", UserAsync).WithName("userSegment").WithSummary("A user's segment and how he came there")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<SegmentsAnswer>> SegmentsAsync(IDocumentStore documents, CancellationToken cancellationToken)
    {
        var model = await new SegmentStore(documents).ModelAsync(cancellationToken);
        return TypedResults.Ok(model is null
            ? new SegmentsAnswer(null, null, 0, 0, new Dictionary<int, double>(), [], "Segments were not computed yet; POST /jobs/segments/run does it.")
            : new SegmentsAnswer(
                Time(model.AsOfMs), Time(model.FittedMs), model.Customers, model.Silhouette, model.Tried, [.. model.Segments.Select(SegmentAnswer.Of)], null));
    }

    private static async Task<Results<Ok<SegmentPageAnswer>, ProblemHttpResult>> SegmentAsync(
        [Description("Id of the segment.")] string id,
        [FromQuery, Description("Members on the page, 1 to 1,000. Default 100.")] string? n,
        [FromQuery, Description("User id after which the page begins.")] string? after,
        IDocumentStore documents, CancellationToken cancellationToken)
    {
        var size = 100;
        if (!string.IsNullOrEmpty(n) && (!int.TryParse(n, out size) || size is < 1 or > MostMembers))
            return TypedResults.Problem($"n: found \"{n}\", expected a whole number from 1 to {MostMembers}.", statusCode: StatusCodes.Status400BadRequest);
        var store = new SegmentStore(documents);
        var model = await store.ModelAsync(cancellationToken);
        if (model?.Segments.FirstOrDefault(s => s.Id == id) is not { } segment)
        {
            return TypedResults.Problem(
                model is null
                    ? "Segments were not computed yet; POST /jobs/segments/run does it."
                    : $"{id}: there is no such segment, expected one of {string.Join(", ", model.Segments.Select(s => s.Id))}.",
                statusCode: StatusCodes.Status404NotFound, title: "There is no such segment");
        }

        var (members, hasMore) = await store.PageAsync(id, string.IsNullOrEmpty(after) ? null : after, size, cancellationToken);
        return TypedResults.Ok(new SegmentPageAnswer(
            SegmentAnswer.Of(segment), [.. members.Select(m => new MemberAnswer(m.UserId, Time(m.SinceMs), m.Features))], hasMore ? members[^1].UserId : null));
    }

    private static async Task<Results<Ok<UserSegmentAnswer>, ProblemHttpResult>> UserAsync(
        [Description("Id of the user.")] string id, IDocumentStore documents, CancellationToken cancellationToken)
    {
        var store = new SegmentStore(documents);
        var moves = await store.MovesAsync(id, MostMoves, cancellationToken);
        var member = await store.MemberAsync(id, cancellationToken);
        var model = await store.ModelAsync(cancellationToken);
        if (member is null && moves.Count == 0)
        {
            return TypedResults.Problem(
                model is null ? "Segments were not computed yet; POST /jobs/segments/run does it." : $"{id}: no run of job segments knew such a user.",
                statusCode: StatusCodes.Status404NotFound, title: "The user is in no segment");
        }

        var segment = model?.Segments.FirstOrDefault(s => s.Id == member?.SegmentId);
        return TypedResults.Ok(new UserSegmentAnswer(
            id, segment is null ? null : SegmentAnswer.Of(segment), member is null ? null : Time(member.SinceMs), member?.Features,
            [.. moves.Select(m => new MoveAnswer(Time(m.AtMs), m.From, m.FromName, m.To, m.ToName, m.Cause))]));
    }

    private static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
