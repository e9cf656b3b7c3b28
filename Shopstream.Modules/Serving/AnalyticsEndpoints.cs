using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Http;

namespace Shopstream.Modules.Serving;

/// <summary>The seven analyses under <c>/analytics</c>.</summary>
internal static class AnalyticsEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/analytics").WithTags("Analytics").ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/overview", OverviewAsync).WithName("overview").WithSummary("Totals of the shop and their course")
            .WithDescription("Sessions, distinct users, orders, conversion (orders / sessions), revenue, events by type and mean session duration in seconds; `series` holds one point a window, zeros where nothing happened.");
        group.MapGet("/users", UsersAsync).WithName("users").WithSummary("The users who did most")
            .WithDescription("One row a user over the whole range, largest first by `order`. Money in currency units, durations in seconds.");
        group.MapGet("/sessions", SessionsAsync).WithName("sessions").WithSummary("Sessions by referrer, device, country, state and action")
            .WithDescription("Each dimension lists its values by number of sessions; `latest` holds the sessions that began last.");
        group.MapGet("/products", ProductsAsync).WithName("products").WithSummary("What happened to products")
            .WithDescription("One row a product over the whole range, largest first by `order`; conversion = purchases / views, mean view time in seconds.");
        group.MapGet("/sentiment", SentimentAsync).WithName("sentiment").WithSummary("What reviews say")
            .WithDescription("Positive, neutral and negative share by category and by product, and the latest reviews.");
        group.MapGet("/payments", PaymentsAsync).WithName("payments").WithSummary("Payment methods and abandoned carts")
            .WithDescription("Sessions, money and their shares by method; `abandoned` stands for carts and checkouts left without paying.");
        group.MapGet("/potential-customers", PotentialCustomersAsync).WithName("potentialCustomers")
            .WithSummary("Visitors who stayed long and bought nothing")
            .WithDescription("Users without an order in the range whose time on the site reaches `minDuration`, longest first.");
    }

    private static async Task<Results<Ok<OverviewAnswer>, ProblemHttpResult>> OverviewAsync(
        [AsParameters] AnalyticsParameters parameters, OverviewReader overview, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = new QueryReader();
        var (range, _) = parameters.Read(query, clock);
        if (query.TryProblem(out var problem)) return problem;
        return TypedResults.Ok(await overview.ReadAsync(range, cancellationToken));
    }

    private static async Task<Results<Ok<UsersAnswer>, ProblemHttpResult>> UsersAsync(
        [AsParameters] AnalyticsParameters parameters,
        [FromQuery, Description("`spent`, `duration`, `sessions`, `orders`, `views`, `carts`, `purchases`, `pageViews`, `clicks` or `lastSeen`. Default `spent`.")] string? order,
        UsersReader users, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = new QueryReader();
        var (range, top) = parameters.Read(query, clock);
        var measure = query.OneOf("order", order, UsersReader.Orders, "spent");
        if (query.TryProblem(out var problem)) return problem;
        return TypedResults.Ok(await users.ReadAsync(range, measure, top, cancellationToken));
    }

    private static async Task<Results<Ok<SessionsAnswer>, ProblemHttpResult>> SessionsAsync(
        [AsParameters] AnalyticsParameters parameters, SessionsReader sessions, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = new QueryReader();
        var (range, top) = parameters.Read(query, clock);
        if (query.TryProblem(out var problem)) return problem;
        return TypedResults.Ok(await sessions.ReadAsync(range, top, cancellationToken));
    }

    private static async Task<Results<Ok<ProductsAnswer>, ProblemHttpResult>> ProductsAsync(
        [AsParameters] AnalyticsParameters parameters,
        [FromQuery, Description("`views`, `carts`, `purchases` or `revenue`. Default `views`.")] string? order,
        ProductsReader products, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = new QueryReader();
        var (range, top) = parameters.Read(query, clock);
        var measure = query.OneOf("order", order, ProductsReader.Orders, "views");
        if (query.TryProblem(out var problem)) return problem;
        return TypedResults.Ok(await products.ReadAsync(range, measure, top, cancellationToken));
    }

    private static async Task<Results<Ok<SentimentAnswer>, ProblemHttpResult>> SentimentAsync(
        [AsParameters] AnalyticsParameters parameters, SentimentReader sentiment, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = new QueryReader();
        var (range, top) = parameters.Read(query, clock);
        if (query.TryProblem(out var problem)) return problem;
        return TypedResults.Ok(await sentiment.ReadAsync(range, top, cancellationToken));
    }

    private static async Task<Results<Ok<PaymentsAnswer>, ProblemHttpResult>> PaymentsAsync(
        [AsParameters] AnalyticsParameters parameters, PaymentsReader payments, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = new QueryReader();
        var (range, top) = parameters.Read(query, clock);
        if (query.TryProblem(out var problem)) return problem;
        return TypedResults.Ok(await payments.ReadAsync(range, top, cancellationToken));
    }

    private static async Task<Results<Ok<PotentialCustomersAnswer>, ProblemHttpResult>> PotentialCustomersAsync(
        [AsParameters] AnalyticsParameters parameters,
        [FromQuery, Description("Least time on the site: seconds (`300`), ISO 8601 (`PT5M`) or `hh:mm:ss`. Default from the configuration, five minutes.")] string? minDuration,
        UsersReader users, IOptions<ServingOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = new QueryReader();
        var (range, top) = parameters.Read(query, clock);
        var least = query.Duration("minDuration", minDuration, options.Value.PotentialCustomerDuration);
        if (query.TryProblem(out var problem)) return problem;
        return TypedResults.Ok(await users.ReadPotentialCustomersAsync(range, least, top, cancellationToken));
    }
}
