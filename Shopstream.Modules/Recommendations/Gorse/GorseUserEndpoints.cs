using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Shopstream.Modules.Http;
using Shopstream.Modules.Recommendations.Profiles;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary><c>/api/user</c> and <c>/api/users</c>.</summary>
internal static class GorseUserEndpoints
{
    private const string Expected = "a user with UserId";

    public static void Map(IEndpointRouteBuilder group)
    {
        group.MapPost("/user", InsertAsync).WithName("gorseInsertUser").WithSummary("Inserts a user; one of the same id is replaced").Accepts<GorseUser>("application/json").Produces<GorseSuccess>();
        group.MapPost("/users", InsertAllAsync).WithName("gorseInsertUsers").WithSummary("Inserts users").Accepts<GorseUser[]>("application/json").Produces<GorseSuccess>();
        group.MapGet("/users", ListAsync).WithName("gorseUsers").WithSummary("Users by id, a page").Produces<GorseUsers>();
        group.MapGet("/user/{id}", GetAsync).WithName("gorseUser").WithSummary("A user").Produces<GorseUser>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPatch("/user/{id}", PatchAsync).WithName("gorsePatchUser").WithSummary("Changes what is told of a user")
            .Accepts<GorseUserPatch>("application/json").Produces<GorseSuccess>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/user/{id}", DeleteAsync).WithName("gorseDeleteUser").WithSummary("Removes a user with feedback and profile")
            .WithDescription("`DELETE /users/{id}` forgets a user everywhere.").Produces<GorseSuccess>();
    }

    private static string? Check(GorseUser user) => GorseIds.Check(user.UserId, "UserId") ?? GorseIds.CheckLabels(user.Labels);

    private static async Task<IResult> InsertAsync(HttpRequest request, GorseStore store, CancellationToken cancellationToken)
    {
        var (user, problem) = await GorseBody.ReadAsync(request, GorseJsonContext.Default.GorseUser, Expected, cancellationToken);
        if (user is null) return problem!;
        if (Check(user) is { } wrong) return GorseBody.Bad(wrong);
        await PutAsync([user], store, cancellationToken);
        return TypedResults.Ok(new GorseSuccess(1));
    }

    private static async Task<IResult> InsertAllAsync(HttpRequest request, GorseStore store, CancellationToken cancellationToken)
    {
        var (users, problem) = await GorseBody.ReadRowsAsync(request, GorseJsonContext.Default.GorseUserArray, Expected, Check, cancellationToken);
        if (users is null) return problem!;
        await PutAsync(users, store, cancellationToken);
        return TypedResults.Ok(new GorseSuccess(users.Length));
    }

    private static async Task<IResult> ListAsync(
        [FromQuery, Description("At most so many, 0 to 10,000. Default 10.")] string? n, [FromQuery, Description("The cursor of the page before.")] string? cursor,
        GorseStore store, CancellationToken cancellationToken)
    {
        var reader = new QueryReader();
        var count = Math.Min(reader.Integer("n", n, 0, int.MaxValue, 10), GorseStore.MostRows);
        if (reader.TryProblem(out var problem)) return problem;
        var page = await store.PageAsync(GorseStore.Users, "", cursor ?? "", count, GorseJsonContext.Default.GorseUser, cancellationToken);
        return page is { } found ? TypedResults.Ok(new GorseUsers(found.Cursor, found.Rows)) : GorseBody.Bad("cursor: expected one that a page has given");
    }

    private static async Task<IResult> GetAsync([Description("Id of the user.")] string id, GorseStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(GorseStore.Users, id, cancellationToken) is { } row ? TypedResults.Ok(GorseStore.Read(row, GorseJsonContext.Default.GorseUser)) : GorseBody.NotFound("user", id);

    private static async Task<IResult> PatchAsync([Description("Id of the user.")] string id, HttpRequest request, GorseStore store, CancellationToken cancellationToken)
    {
        var (patch, problem) = await GorseBody.ReadAsync(request, GorseJsonContext.Default.GorseUserPatch, "what is to be changed of a user", cancellationToken);
        if (patch is null) return problem!;
        if (GorseIds.CheckLabels(patch.Labels) is { } wrong) return GorseBody.Bad(wrong);
        if (await store.FindAsync(GorseStore.Users, id, cancellationToken) is not { } row) return GorseBody.NotFound("user", id);
        var user = GorseStore.Read(row, GorseJsonContext.Default.GorseUser);
        (user.Labels, user.Subscribe, user.Comment) = (patch.Labels ?? user.Labels, patch.Subscribe ?? user.Subscribe, patch.Comment ?? user.Comment);
        await PutAsync([user], store, cancellationToken);
        return TypedResults.Ok(new GorseSuccess(1));
    }

    private static async Task<IResult> DeleteAsync([Description("Id of the user.")] string id, GorseStore store, VisitorProfiles profiles, Answers.ShopViews views, CancellationToken cancellationToken)
    {
        await views.PrepareAsync(cancellationToken);
        await store.DeleteFeedbackAsync(id, null, null, cancellationToken);
        await profiles.ForgetAsync(id, cancellationToken);
        return TypedResults.Ok(new GorseSuccess(await store.DeleteAsync(GorseStore.Users, id, cancellationToken) ? 1 : 0));
    }

    private static ValueTask PutAsync(IEnumerable<GorseUser> users, GorseStore store, CancellationToken cancellationToken) =>
        store.PutAsync(GorseStore.Users, users.Select(u => (u.UserId, RowOf(u))), cancellationToken);

    private static StoredGorse RowOf(GorseUser user)
    {
        user.Comment ??= "";
        return new() { Json = JsonSerializer.Serialize(user, GorseJsonContext.Default.GorseUser) };
    }
}
