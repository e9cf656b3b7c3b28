using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Shopstream.Modules.Http;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary><c>/api/item</c> and <c>/api/items</c>.</summary>
internal static class GorseItemEndpoints
{
    private const string Expected = "an item with ItemId";

    public static void Map(IEndpointRouteBuilder group)
    {
        group.MapPost("/item", InsertAsync).WithName("gorseInsertItem").WithSummary("Inserts an item; one of the same id is replaced").Accepts<GorseItem>("application/json").Produces<GorseSuccess>();
        group.MapPost("/items", InsertAllAsync).WithName("gorseInsertItems").WithSummary("Inserts items").Accepts<GorseItem[]>("application/json").Produces<GorseSuccess>();
        group.MapGet("/items", ListAsync).WithName("gorseItems").WithSummary("Items by id, a page").Produces<GorseItems>();
        group.MapGet("/item/{id}", GetAsync).WithName("gorseItem").WithSummary("An item").Produces<GorseItem>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPatch("/item/{id}", PatchAsync).WithName("gorsePatchItem").WithSummary("Changes what is told of an item")
            .Accepts<GorseItemPatch>("application/json").Produces<GorseSuccess>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/item/{id}", DeleteAsync).WithName("gorseDeleteItem").WithSummary("Removes an item with its feedback").Produces<GorseSuccess>();
        group.MapPut("/item/{id}/category/{category}", AddCategoryAsync).WithName("gorseAddCategory").WithSummary("Puts an item into a category")
            .Produces<GorseSuccess>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/item/{id}/category/{category}", RemoveCategoryAsync).WithName("gorseRemoveCategory").WithSummary("Takes an item out of a category")
            .Produces<GorseSuccess>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> InsertAsync(HttpRequest request, GorseCatalogue items, TimeProvider time, CancellationToken cancellationToken)
    {
        var (item, problem) = await GorseBody.ReadAsync(request, GorseJsonContext.Default.GorseItem, Expected, cancellationToken);
        return item is null ? problem! : await PutAsync(item, items, time, cancellationToken);
    }

    private static async Task<IResult> InsertAllAsync(HttpRequest request, GorseCatalogue items, TimeProvider time, CancellationToken cancellationToken)
    {
        var (rows, problem) = await GorseBody.ReadRowsAsync(request, GorseJsonContext.Default.GorseItemArray, Expected, GorseCatalogue.Check, cancellationToken);
        if (rows is null) return problem!;
        await items.PutAsync(rows, time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok(new GorseSuccess(rows.Length));
    }

    private static async Task<IResult> ListAsync(
        [FromQuery, Description("At most so many, 0 to 10,000. Default 10.")] string? n, [FromQuery, Description("The cursor of the page before.")] string? cursor,
        [FromQuery, Description("Words: only items that have them all in id or name, without cursor.")] string? q, GorseCatalogue items, GorseStore store, CancellationToken cancellationToken)
    {
        var reader = new QueryReader();
        var count = Math.Min(reader.Integer("n", n, 0, int.MaxValue, 10), GorseStore.MostRows);
        if (reader.TryProblem(out var problem)) return problem;
        if (!string.IsNullOrWhiteSpace(q)) return TypedResults.Ok(new GorseItems("", await items.SearchAsync(q, count, cancellationToken)));
        var page = await store.PageAsync(GorseStore.Items, "", cursor ?? "", count, GorseJsonContext.Default.GorseItem, cancellationToken);
        return page is { } found ? TypedResults.Ok(new GorseItems(found.Cursor, found.Rows)) : GorseBody.Bad("cursor: expected one that a page has given");
    }

    private static async Task<IResult> GetAsync([Description("Id of the item.")] string id, GorseCatalogue items, CancellationToken cancellationToken) =>
        await items.FindAsync(id, cancellationToken) is { } item ? TypedResults.Ok(item) : GorseBody.NotFound("item", id);

    private static async Task<IResult> PatchAsync([Description("Id of the item.")] string id, HttpRequest request, GorseCatalogue items, TimeProvider time, CancellationToken cancellationToken)
    {
        var (patch, problem) = await GorseBody.ReadAsync(request, GorseJsonContext.Default.GorseItemPatch, "what is to be changed of an item", cancellationToken);
        if (patch is null) return problem!;
        if (await items.FindAsync(id, cancellationToken) is not { } item) return GorseBody.NotFound("item", id);
        item.IsHidden = patch.IsHidden ?? item.IsHidden;
        item.Categories = patch.Categories ?? item.Categories;
        item.Timestamp = patch.Timestamp == default ? item.Timestamp : patch.Timestamp;
        item.Labels = patch.Labels ?? item.Labels;
        item.Comment = patch.Comment ?? item.Comment;
        return await PutAsync(item, items, time, cancellationToken);
    }

    private static async Task<IResult> DeleteAsync([Description("Id of the item.")] string id, GorseCatalogue items, CancellationToken cancellationToken) =>
        TypedResults.Ok(new GorseSuccess(await items.DeleteAsync(id, cancellationToken) ? 1 : 0));

    private static Task<IResult> AddCategoryAsync(
        [Description("Id of the item.")] string id, [Description("The category.")] string category, GorseCatalogue items, TimeProvider time, CancellationToken cancellationToken) =>
        ChangeCategoriesAsync(id, categories => categories.Contains(category) ? categories : [.. categories, category], items, time, cancellationToken);

    private static Task<IResult> RemoveCategoryAsync(
        [Description("Id of the item.")] string id, [Description("The category.")] string category, GorseCatalogue items, TimeProvider time, CancellationToken cancellationToken) =>
        ChangeCategoriesAsync(id, categories => categories.Contains(category) ? [.. categories.Where(c => c != category)] : categories, items, time, cancellationToken);

    private static async Task<IResult> ChangeCategoriesAsync(
        string id, Func<List<string>, List<string>> change, GorseCatalogue items, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await items.FindAsync(id, cancellationToken) is not { } item) return GorseBody.NotFound("item", id);
        item.Categories = change(item.Categories ?? []);
        return await PutAsync(item, items, time, cancellationToken);
    }

    private static async Task<IResult> PutAsync(GorseItem item, GorseCatalogue items, TimeProvider time, CancellationToken cancellationToken)
    {
        if (GorseCatalogue.Check(item) is { } wrong) return GorseBody.Bad(wrong);
        await items.PutAsync([item], time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok(new GorseSuccess(1));
    }
}
