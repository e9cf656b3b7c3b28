using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Similarity;

/// <summary>A user's similar users.</summary>
/// <param name="UserId">Who.</param>
/// <param name="AsOf">Time of the last record that was looked at.</param>
/// <param name="ComputedAt">When they were found.</param>
/// <param name="Threshold">Jaccard similarity from which users are similar.</param>
/// <param name="Items">Number of items of the user's set.</param>
/// <param name="Similar">Most similar first.</param>
/// <param name="Note">Why there are none; null when there are some.</param>
internal sealed record SimilarUsersAnswer(
    string UserId, DateTimeOffset AsOf, DateTimeOffset ComputedAt, double Threshold, int Items, IReadOnlyList<SimilarUser> Similar, string? Note);

/// <summary><c>GET /users/{id}/similar</c>.</summary>
internal static class SimilarUsersEndpoints
{
    private const int Most = 1_000;

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/users/{id}/similar", SimilarAsync).WithTags("Users").WithName("similarUsers")
        .WithSummary("Users who did much the same")
        .WithDescription("As job `similar-users` found them last: the exact Jaccard similarity, its MinHash estimate, and what the two share (`kind:value`, the rarest first).")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<SimilarUsersAnswer>, ProblemHttpResult>> SimilarAsync(
        [Description("Id of the user.")] string id,
        [FromQuery, Description("At most so many, 1 to 1,000. Default 10.")] string? n,
        IDocumentStore documents, CancellationToken cancellationToken)
    {
        var top = 10;
        if (!string.IsNullOrEmpty(n) && (!int.TryParse(n, out top) || top is < 1 or > Most))
            return TypedResults.Problem($"n: found \"{n}\", expected a whole number from 1 to {Most}.", statusCode: StatusCodes.Status400BadRequest);
        var store = new SimilarUsersStore(documents);
        if (await store.GetAsync(id, cancellationToken) is not { } found)
        {
            return TypedResults.Problem(
                await store.IsEmptyAsync(cancellationToken)
                    ? "Similar users were not computed yet; POST /jobs/similar-users/run does it."
                    : $"{id}: the last run of job similar-users knew no such user: nothing was recorded of them in its period.",
                statusCode: StatusCodes.Status404NotFound, title: "There are no similar users of this user");
        }

        return TypedResults.Ok(new SimilarUsersAnswer(
            found.UserId, DateTimeOffset.FromUnixTimeMilliseconds(found.AsOfMs), DateTimeOffset.FromUnixTimeMilliseconds(found.Run), found.Threshold, found.Items,
            [.. found.Similar.Take(top)], found.Similar.Count == 0 ? $"Nobody reaches a similarity of {found.Threshold}." : null));
    }
}

/// <summary>Source-generated JSON of the answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SimilarUsersAnswer))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class SimilarUsersAnswersJsonContext : JsonSerializerContext;
