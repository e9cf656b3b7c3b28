using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Shopstream.Modules.Serving.Forgetting;

/// <summary><c>DELETE /users/{id}</c>.</summary>
internal static class ErasureEndpoint
{
    private const int LongestId = 200;

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapDelete("/users/{id}", ForgetAsync).WithTags("Users").WithName("forgetUser")
        .WithSummary("Forgets a user everywhere")
        .WithDescription("Removes what is stored under the id, keeps what is read from streams afterwards from being stored again, and tells what remains until when. "
            + "It takes more than a second, may be repeated, and cannot be undone. A user who comes back is a new one.")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<ErasureAnswer>, ProblemHttpResult>> ForgetAsync(
        [Description("Id of the user.")] string id, UserErasure erasure, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(id) || id.Length > LongestId)
        {
            return TypedResults.Problem(
                $"id: found {id.Length} characters, expected 1 to {LongestId} that are not all blanks.", statusCode: StatusCodes.Status400BadRequest, title: "The user id cannot be used");
        }

        return TypedResults.Ok(await erasure.ForgetAsync(id, cancellationToken));
    }
}
