using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Http;
using Shopstream.Modules.Recommendations.Answers;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary><c>/api/recommend</c>, <c>/api/session/recommend</c> and <c>/api/collaborative-filtering</c>.</summary>
internal static class GorseRecommendEndpoints
{
    private const string RecommendationId = "X-Recommendation-Id";
    private const int MostSession = 1_000;

    public static void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/recommend/{user}", RecommendAsync).WithName("gorseRecommend").WithSummary("Items for a user")
            .WithDescription("Ids, best first; with header `X-API-Version: 2` objects with scores. Header `X-Recommendation-Id` of the answer is what `POST /feedback` names.")
            .Produces<IReadOnlyList<string>>();
        group.MapGet("/recommend/{user}/{in}", (
                [Description("Id of the user.")] string user, [FromRoute(Name = "in"), Description("The category.")] string inside, [AsParameters] GorseListParameters list,
                [AsParameters] GorseWriteBack back, HttpContext context, GorseRecommendations recommendations, GorseFeedbackWriter writer, IOptions<RecommendationsOptions> options,
                TimeProvider time, CancellationToken cancel) => RecommendAsync(user, list.In(inside), back, context, recommendations, writer, options, time, cancel))
            .WithName("gorseRecommendInCategory").WithSummary("Items of a category for a user").Produces<IReadOnlyList<string>>();
        group.MapPost("/session/recommend", SessionAsync).WithName("gorseSession").WithSummary("Items for a session that is told with the request; nothing is stored")
            .Accepts<GorseFeedback[]>("application/json").Produces<IReadOnlyList<GorseScore>>();
        group.MapPost("/session/recommend/{in}", (
                [FromRoute(Name = "in"), Description("The category.")] string inside, [AsParameters] GorseListParameters list, HttpRequest request, GorseRecommendations recommendations,
                IOptions<RecommendationsOptions> options, CancellationToken cancel) => SessionAsync(list.In(inside), request, recommendations, options, cancel))
            .WithName("gorseSessionInCategory").WithSummary("Items of a category for a session").Accepts<GorseFeedback[]>("application/json").Produces<IReadOnlyList<GorseScore>>();
        group.MapGet("/collaborative-filtering/{user}", CollaborativeAsync).WithName("gorseCollaborative").WithSummary("Items near a user's factors").Produces<IReadOnlyList<GorseScore>>();
        group.MapGet("/collaborative-filtering/{user}/{in}", (
                [Description("Id of the user.")] string user, [FromRoute(Name = "in"), Description("The category.")] string inside, [AsParameters] GorseListParameters list,
                GorseRecommendations recommendations, IOptions<RecommendationsOptions> options, CancellationToken cancel) => CollaborativeAsync(user, list.In(inside), recommendations, options, cancel))
            .WithName("gorseCollaborativeInCategory").WithSummary("Items of a category near a user's factors").Produces<IReadOnlyList<GorseScore>>();
    }

    private static async Task<IResult> RecommendAsync(
        [Description("Id of the user.")] string user, [AsParameters] GorseListParameters list, [AsParameters] GorseWriteBack back, HttpContext context,
        GorseRecommendations recommendations, GorseFeedbackWriter writer, IOptions<RecommendationsOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var reader = new QueryReader();
        var request = list.Read(reader, options);
        var delay = back.Read(reader);
        if (GorseIds.Check(user, "user") is { } wrong) reader.Refuse("user", user, wrong);
        if (reader.TryProblem(out var problem)) return problem;
        var served = await recommendations.ForUserAsync(user, request, cancellationToken);
        if (served is not null) context.Response.Headers[RecommendationId] = served.RecommendationId;
        var scores = GorseRecommendations.ScoresOf(served);
        if (!string.IsNullOrEmpty(back.Type) && scores.Count > 0)
        {
            var at = time.GetUtcNow() + delay;
            await writer.InsertAsync([.. scores.Select(s => new GorseFeedback { FeedbackType = back.Type, UserId = user, ItemId = s.Id, Timestamp = at })], overwrite: false, cancellationToken);
        }

        return back.Version == "2" ? TypedResults.Ok(scores) : TypedResults.Ok<IReadOnlyList<string>>([.. scores.Select(s => s.Id)]);
    }

    private static async Task<IResult> SessionAsync(
        [AsParameters] GorseListParameters list, HttpRequest request, GorseRecommendations recommendations, IOptions<RecommendationsOptions> options, CancellationToken cancellationToken)
    {
        var reader = new QueryReader();
        var wanted = list.Read(reader, options);
        if (reader.TryProblem(out var problem)) return problem;
        var (rows, refused) = await GorseBody.ReadRowsAsync(
            request, GorseJsonContext.Default.GorseFeedbackArray, "feedback with FeedbackType and ItemId", f => GorseIds.Check(f.ItemId, "ItemId"), cancellationToken);
        if (rows is null) return refused!;
        if (rows.Length > MostSession) return GorseBody.Bad($"found {rows.Length} rows, expected at most {MostSession}");
        return TypedResults.Ok(GorseRecommendations.ScoresOf(await recommendations.ForSessionAsync(rows, wanted, cancellationToken)));
    }

    private static async Task<IResult> CollaborativeAsync(
        [Description("Id of the user.")] string user, [AsParameters] GorseListParameters list, GorseRecommendations recommendations, IOptions<RecommendationsOptions> options,
        CancellationToken cancellationToken)
    {
        var reader = new QueryReader();
        var request = list.Read(reader, options) with { Algorithm = "als" };
        if (GorseIds.Check(user, "user") is { } wrong) reader.Refuse("user", user, wrong);
        if (reader.TryProblem(out var problem)) return problem;
        return TypedResults.Ok(GorseRecommendations.ScoresOf(await recommendations.ForUserAsync(user, request, cancellationToken)));
    }
}

/// <summary>Feedback that is to be written for what is recommended.</summary>
internal sealed class GorseWriteBack
{
    [FromQuery(Name = "write-back-type")]
    [Description("Type of feedback that is inserted for each item of the answer, such as `read`. Default: none.")]
    public string? Type { get; set; }

    [FromQuery(Name = "write-back-delay")]
    [Description("Time until that feedback counts, such as `10m` or `1h30m`. Default `0s`.")]
    public string? Delay { get; set; }

    [FromHeader(Name = "X-API-Version")]
    [Description("`2`: answers with scores.")]
    public string? Version { get; set; }

    /// <summary>The delay; what is wrong is told to the reader.</summary>
    public TimeSpan Read(QueryReader reader)
    {
        var delay = TimeSpan.Zero;
        if (!string.IsNullOrEmpty(Delay) && !GorseDuration.TryParse(Delay, out delay)) reader.Refuse("write-back-delay", Delay, "a duration such as 10m or 1h30m, at most ten years");
        if (!string.IsNullOrEmpty(Type) && GorseIds.Check(Type, "write-back-type") is { } wrong) reader.Refuse("write-back-type", Type, wrong);
        return delay;
    }
}
