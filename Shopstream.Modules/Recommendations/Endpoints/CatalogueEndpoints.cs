using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Shopstream.Modules.Events;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Recommendations.Catalogue;

namespace Shopstream.Modules.Recommendations.Endpoints;

/// <summary><c>/products</c> and <c>/rules</c>: what the shop tells of its products, and the merchant's rules.</summary>
internal static class CatalogueEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var products = endpoints.MapGroup("/products").WithTags("Products");
        products.MapPut("", PutAsync).WithName("putProducts").WithSummary("Takes products of the shop's catalogue: one object or an array")
            .WithDescription("What the shop tells here counts more than what events say. `names` and `descriptions` are by language, the empty one is the shop's own.")
            .Accepts<CatalogueProduct[]>("application/json").Produces<ProductsTaken>().ProducesProblem(StatusCodes.Status400BadRequest);
        products.MapGet("/{id}", Get).WithName("product").WithSummary("What is known of a product").Produces<CatalogueProduct>().ProducesProblem(StatusCodes.Status404NotFound);
        products.MapDelete("/{id}", DeleteAsync).WithName("deleteProduct").WithSummary("Takes a product out of every recommendation").Produces(StatusCodes.Status204NoContent);
        var rules = endpoints.MapGroup("/rules").WithTags("Rules");
        rules.MapGet("", (MerchantRules all) => TypedResults.Ok(all.All)).WithName("rules").WithSummary("The merchant's rules");
        rules.MapPut("/{id}", PutRuleAsync).WithName("putRule").WithSummary("Pins, boosts, buries products, or shows them only while in stock")
            .Produces<MerchantRule>().ProducesProblem(StatusCodes.Status400BadRequest);
        rules.MapDelete("/{id}", DeleteRuleAsync).WithName("deleteRule").WithSummary("Removes a rule").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> PutAsync(HttpRequest request, ProductCatalogue catalogue, ShopViews views, CancellationToken cancellationToken)
    {
        CatalogueProduct?[] told;
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
            var elements = body.RootElement.ValueKind == JsonValueKind.Array ? [.. body.RootElement.EnumerateArray()] : new List<JsonElement> { body.RootElement };
            told = new CatalogueProduct?[elements.Count];
            var refused = new List<ProductRefused>();
            for (var i = 0; i < told.Length; i++)
            {
                try
                {
                    told[i] = ToldProduct.Read(elements[i], out var wrong);
                    wrong ??= told[i] is null ? null : ProductCatalogue.Check(told[i]!);
                    if (wrong is null) continue;
                    refused.Add(new(i, wrong.Reason, wrong.Detail));
                }
                catch (JsonException e)
                {
                    refused.Add(new(i, RejectionReasons.WrongType, $"{e.Path}: found something else, expected the type of this field"));
                }

                told[i] = null;
            }

            List<CatalogueProduct> accepted = [.. told.OfType<CatalogueProduct>()];
            if (accepted.Count > 0)
            {
                await views.PrepareAsync(cancellationToken);
                await catalogue.PutAsync(accepted, cancellationToken);
                await views.RefreshAsync(cancellationToken);
            }

            return TypedResults.Ok(new ProductsTaken(accepted.Count, refused));
        }
        catch (JsonException e)
        {
            return TypedResults.Problem($"line {e.LineNumber + 1}, byte {e.BytePositionInLine}: expected a product or an array of products as JSON.", statusCode: StatusCodes.Status400BadRequest, title: "The body is no JSON");
        }
    }

    private static IResult Get([Description("Id of the product.")] string id, ProductCatalogue catalogue) => catalogue.Get(id) is { } product
        ? TypedResults.Ok(product)
        : TypedResults.Problem($"{id}: nothing is known of such a product.", statusCode: StatusCodes.Status404NotFound, title: "There is no such product");

    private static async Task<NoContent> DeleteAsync([Description("Id of the product.")] string id, ProductCatalogue catalogue, ShopViews views, CancellationToken cancellationToken)
    {
        await views.PrepareAsync(cancellationToken);
        await catalogue.RemoveAsync(id, cancellationToken);
        await views.RefreshAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> PutRuleAsync(
        [Description("Id of the rule.")] string id, MerchantRule rule, MerchantRules rules, ShopViews views, CancellationToken cancellationToken)
    {
        rule.Id = id;
        if (rule.Refuse() is { } wrong) return TypedResults.Problem(wrong, statusCode: StatusCodes.Status400BadRequest, title: "The rule cannot be used");
        await views.PrepareAsync(cancellationToken);
        await rules.PutAsync(rule, cancellationToken);
        await views.RefreshAsync(cancellationToken);
        return TypedResults.Ok(rule);
    }

    private static async Task<IResult> DeleteRuleAsync([Description("Id of the rule.")] string id, MerchantRules rules, ShopViews views, CancellationToken cancellationToken)
    {
        await views.PrepareAsync(cancellationToken);
        if (!await rules.RemoveAsync(id, cancellationToken)) return TypedResults.Problem($"{id}: there is no such rule.", statusCode: StatusCodes.Status404NotFound, title: "There is no such rule");
        await views.RefreshAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
