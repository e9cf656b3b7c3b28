using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Shopstream.Modules.Http;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary><c>/api/feedback</c>, and the feedback of a user or an item.</summary>
internal static class GorseFeedbackEndpoints
{
    private const string Expected = "feedback with FeedbackType, UserId and ItemId";

    public static void Map(IEndpointRouteBuilder group)
    {
        group.MapPost("/feedback", (HttpRequest request, GorseFeedbackWriter writer, CancellationToken cancel) => InsertAsync(request, writer, overwrite: false, cancel))
            .WithName("gorseInsertFeedback").WithSummary("Inserts feedback; what is there already stays and does not count again")
            .Accepts<GorseFeedback[]>("application/json").Produces<GorseSuccess>();
        group.MapPut("/feedback", (HttpRequest request, GorseFeedbackWriter writer, CancellationToken cancel) => InsertAsync(request, writer, overwrite: true, cancel))
            .WithName("gorseOverwriteFeedback").WithSummary("Inserts feedback; what is there already is replaced, and counts again if its time or value is another")
            .Accepts<GorseFeedback[]>("application/json").Produces<GorseSuccess>();
        group.MapGet("/feedback", (
                [FromQuery, Description("At most so many, 0 to 10,000. Default 10.")] string? n, [FromQuery, Description("The cursor of the page before.")] string? cursor,
                GorseStore store, CancellationToken cancel) => ListAsync("", n, cursor, store, cancel))
            .WithName("gorseFeedback").WithSummary("Feedback by type, user and item, a page").Produces<GorseFeedbacks>();
        group.MapGet("/feedback/{type}", (
                [Description("Type of the feedback.")] string type,
                [FromQuery, Description("At most so many, 0 to 10,000. Default 10.")] string? n, [FromQuery, Description("The cursor of the page before.")] string? cursor,
                GorseStore store, CancellationToken cancel) => ListAsync(GorseStore.TypePrefix(type), n, cursor, store, cancel))
            .WithName("gorseFeedbackOfType").WithSummary("Feedback of a type by user and item, a page").Produces<GorseFeedbacks>();
        group.MapGet("/feedback/{user}/{item}", (
                [Description("Id of the user.")] string user, [Description("Id of the item.")] string item, GorseStore store, CancellationToken cancel) => OfAsync(user, item, null, store, cancel))
            .WithName("gorseFeedbackBetween").WithSummary("Feedback between a user and an item").Produces<IReadOnlyList<GorseFeedback>>();
        group.MapDelete("/feedback/{user}/{item}", async (
                [Description("Id of the user.")] string user, [Description("Id of the item.")] string item, GorseStore store, CancellationToken cancel) =>
                TypedResults.Ok(new GorseSuccess(await store.DeleteFeedbackAsync(user, item, null, cancel))))
            .WithName("gorseDeleteFeedbackBetween").WithSummary("Removes the feedback between a user and an item").WithDescription(Kept);
        group.MapGet("/feedback/{type}/{user}/{item}", GetAsync).WithName("gorseOneFeedback").WithSummary("Feedback of a type between a user and an item")
            .Produces<GorseFeedback>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/feedback/{type}/{user}/{item}", async (
                [Description("Type of the feedback.")] string type, [Description("Id of the user.")] string user, [Description("Id of the item.")] string item,
                GorseStore store, CancellationToken cancel) =>
                TypedResults.Ok(new GorseSuccess(await store.DeleteAsync(GorseStore.Feedback, GorseStore.IdOf(type, user, item), cancel) ? 1 : 0)))
            .WithName("gorseDeleteFeedback").WithSummary("Removes the feedback of a type between a user and an item").WithDescription(Kept);
        group.MapGet("/user/{id}/feedback", ([Description("Id of the user.")] string id, GorseStore store, CancellationToken cancel) => OfAsync(id, null, null, store, cancel))
            .WithName("gorseFeedbackOfUser").WithSummary("Feedback of a user").Produces<IReadOnlyList<GorseFeedback>>();
        group.MapGet("/user/{id}/feedback/{type}", (
                [Description("Id of the user.")] string id, [Description("Type of the feedback.")] string type, GorseStore store, CancellationToken cancel) => OfAsync(id, null, type, store, cancel))
            .WithName("gorseFeedbackOfUserOfType").WithSummary("Feedback of a type of a user").Produces<IReadOnlyList<GorseFeedback>>();
        group.MapGet("/item/{id}/feedback", ([Description("Id of the item.")] string id, GorseStore store, CancellationToken cancel) => OfAsync(null, id, null, store, cancel))
            .WithName("gorseFeedbackOfItem").WithSummary("Feedback on an item").Produces<IReadOnlyList<GorseFeedback>>();
        group.MapGet("/item/{id}/feedback/{type}", (
                [Description("Id of the item.")] string id, [Description("Type of the feedback.")] string type, GorseStore store, CancellationToken cancel) => OfAsync(null, id, type, store, cancel))
            .WithName("gorseFeedbackOfItemOfType").WithSummary("Feedback of a type on an item").Produces<IReadOnlyList<GorseFeedback>>();
    }

    private const string Kept = "What the user's profile has learnt of it stays and fades with time.";

    private static async Task<IResult> InsertAsync(HttpRequest request, GorseFeedbackWriter writer, bool overwrite, CancellationToken cancellationToken)
    {
        var (rows, problem) = await GorseBody.ReadRowsAsync(request, GorseJsonContext.Default.GorseFeedbackArray, Expected, GorseFeedbackWriter.Check, cancellationToken);
        return rows is null ? problem! : TypedResults.Ok(new GorseSuccess(await writer.InsertAsync(rows, overwrite, cancellationToken)));
    }

    private static async Task<IResult> ListAsync(string prefix, string? n, string? cursor, GorseStore store, CancellationToken cancellationToken)
    {
        var reader = new QueryReader();
        var count = Math.Min(reader.Integer("n", n, 0, int.MaxValue, 10), GorseStore.MostRows);
        if (reader.TryProblem(out var problem)) return problem;
        var page = await store.PageAsync(GorseStore.Feedback, prefix, cursor ?? "", count, GorseJsonContext.Default.GorseFeedback, cancellationToken);
        return page is { } found ? TypedResults.Ok(new GorseFeedbacks(found.Cursor, found.Rows)) : GorseBody.Bad("cursor: expected one that a page has given");
    }

    private static async Task<IResult> OfAsync(string? user, string? item, string? type, GorseStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<GorseFeedback>>(await store.FeedbackAsync(user, item, type, cancellationToken));

    private static async Task<IResult> GetAsync(
        [Description("Type of the feedback.")] string type, [Description("Id of the user.")] string user, [Description("Id of the item.")] string item,
        GorseStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(GorseStore.Feedback, GorseStore.IdOf(type, user, item), cancellationToken) is { } row
            ? TypedResults.Ok(GorseStore.Read(row, GorseJsonContext.Default.GorseFeedback))
            : GorseBody.NotFound("feedback", $"{type} of {user} on {item}");
}
