using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Http;
using Shopstream.Modules.Ml.Similarity;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>Neighbours, popular and latest items, by the names of gorse 0.4 and of 0.5.</summary>
internal static class GorseListEndpoints
{
    private static readonly string[] AnyKind = ["neighbors", "similar_items"];
    private static readonly string[] UserKinds = ["neighbors", "similar", "similar_users"];
    private static readonly string[] Lists = ["popular", "latest", "trending"];

    private delegate ValueTask<IReadOnlyList<GorseScore>> List(GorseRecommendations recommendations, string? userId, AnswerRequest request, CancellationToken cancellationToken);

    public static void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/item/{id}/neighbors", (
                [Description("Id of the item.")] string id, [AsParameters] GorseListParameters list, [AsParameters] GorseReader who, GorseRecommendations all,
                IOptions<RecommendationsOptions> options, CancellationToken cancel) => NeighboursAsync(id, null, list, who, all, options, cancel))
            .WithName("gorseNeighbors").WithSummary("Items that go with an item").Produces<IReadOnlyList<GorseScore>>();
        group.MapGet("/item/{id}/neighbors/{in}", (
                [Description("Id of the item.")] string id, [FromRoute(Name = "in"), Description("The category.")] string inside, [AsParameters] GorseListParameters list,
                [AsParameters] GorseReader who, GorseRecommendations all, IOptions<RecommendationsOptions> options, CancellationToken cancel) =>
                NeighboursAsync(id, null, list.In(inside), who, all, options, cancel))
            .WithName("gorseNeighborsInCategory").WithSummary("Items of a category that go with an item").Produces<IReadOnlyList<GorseScore>>();
        group.MapGet("/item-to-item/{name}/{id}", async (
                [Description("`similar`, `viewed-together`, `bought-together`, `content`, or `neighbors` for all of them.")] string name, [Description("Id of the item.")] string id,
                [AsParameters] GorseListParameters list, [AsParameters] GorseReader who, GorseRecommendations all, IOptions<RecommendationsOptions> options, CancellationToken cancel) =>
                SimilarProducts.Kinds.Contains(name) || AnyKind.Contains(name)
                    ? await NeighboursAsync(id, AnyKind.Contains(name) ? null : name, list, who, all, options, cancel)
                    : NoRecommender(name, [.. AnyKind, .. SimilarProducts.Kinds]))
            .WithName("gorseItemToItem").WithSummary("Items that go with an item, by name of the recommender").Produces<IReadOnlyList<GorseScore>>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/user/{id}/neighbors", UserNeighboursAsync).WithName("gorseUserNeighbors").WithSummary("Users who did much the same").Produces<IReadOnlyList<GorseScore>>();
        group.MapGet("/user-to-user/{name}/{id}", async (
                [Description("`neighbors`, `similar` or `similar_users`, which are the same.")] string name, [Description("Id of the user.")] string id,
                [AsParameters] GorseListParameters list, IDocumentStore documents, IOptions<RecommendationsOptions> options, CancellationToken cancel) =>
                UserKinds.Contains(name) ? await UserNeighboursAsync(id, list, documents, options, cancel) : NoRecommender(name, UserKinds))
            .WithName("gorseUserToUser").WithSummary("Users who did much the same, by name of the recommender").Produces<IReadOnlyList<GorseScore>>().ProducesProblem(StatusCodes.Status404NotFound);
        MapList(group, "popular", "Popular items", (all, user, request, cancel) => all.PopularAsync(user, request, cancel));
        MapList(group, "latest", "The newest items", (all, user, request, cancel) => all.LatestAsync(user, request, cancel));
        group.MapGet("/non-personalized/{name}", async (
                [Description("`popular`, `latest` or `trending`.")] string name, [AsParameters] GorseListParameters list, [AsParameters] GorseReader who,
                GorseRecommendations all, IOptions<RecommendationsOptions> options, CancellationToken cancel) => name switch
                {
                    "popular" => await ListAsync((a, user, request, c) => a.PopularAsync(user, request, c), list, who, all, options, cancel),
                    "latest" => await ListAsync((a, user, request, c) => a.LatestAsync(user, request, c), list, who, all, options, cancel),
                    "trending" => await ListAsync((a, user, request, c) => a.TrendingAsync(user, request, c), list, who, all, options, cancel),
                    _ => NoRecommender(name, Lists),
                })
            .WithName("gorseNonPersonalized").WithSummary("Items for everybody, by name of the list").Produces<IReadOnlyList<GorseScore>>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static void MapList(IEndpointRouteBuilder group, string name, string summary, List answer)
    {
        group.MapGet($"/{name}", ([AsParameters] GorseListParameters list, [AsParameters] GorseReader who, GorseRecommendations all, IOptions<RecommendationsOptions> options, CancellationToken cancel) =>
                ListAsync(answer, list, who, all, options, cancel))
            .WithName($"gorse-{name}").WithSummary(summary).Produces<IReadOnlyList<GorseScore>>();
        group.MapGet($"/{name}/{{in}}", (
                [FromRoute(Name = "in"), Description("The category.")] string inside, [AsParameters] GorseListParameters list, [AsParameters] GorseReader who,
                GorseRecommendations all, IOptions<RecommendationsOptions> options, CancellationToken cancel) => ListAsync(answer, list.In(inside), who, all, options, cancel))
            .WithName($"gorse-{name}-in-category").WithSummary(summary + " of a category").Produces<IReadOnlyList<GorseScore>>();
    }

    private static async Task<IResult> ListAsync(
        List answer, GorseListParameters list, GorseReader who, GorseRecommendations all, IOptions<RecommendationsOptions> options, CancellationToken cancellationToken)
    {
        var reader = new QueryReader();
        var request = list.Read(reader, options);
        return reader.TryProblem(out var problem) ? problem : TypedResults.Ok(await answer(all, who.UserId, request, cancellationToken));
    }

    private static async Task<IResult> NeighboursAsync(
        string id, string? kind, GorseListParameters list, GorseReader who, GorseRecommendations all, IOptions<RecommendationsOptions> options, CancellationToken cancellationToken)
    {
        var reader = new QueryReader();
        var request = list.Read(reader, options);
        return reader.TryProblem(out var problem) ? problem : TypedResults.Ok(await all.NeighboursAsync(id, kind, who.UserId, request, cancellationToken));
    }

    private static async Task<IResult> UserNeighboursAsync(
        [Description("Id of the user.")] string id, [AsParameters] GorseListParameters list, IDocumentStore documents, IOptions<RecommendationsOptions> options, CancellationToken cancellationToken)
    {
        var reader = new QueryReader();
        var request = list.Read(reader, options);
        if (reader.TryProblem(out var problem)) return problem;
        var found = await new SimilarUsersStore(documents).GetAsync(id, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<GorseScore>>(found is null ? [] : [.. found.Similar.Skip(request.Skip!.Value).Take(request.Count).Select(s => new GorseScore(s.UserId, s.Jaccard))]);
    }

    private static IResult NoRecommender(string name, IEnumerable<string> known) => GorseBody.NotFound($"recommender (expected one of {string.Join(", ", known)})", name);
}

/// <summary>Who reads a list.</summary>
internal sealed class GorseReader
{
    [FromQuery(Name = "user-id")]
    [Description("A user whose seen items are left out.")]
    public string? UserId { get; set; }
}
