using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Events;
using Shopstream.Modules.Http;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Recommendations.Profiles;

namespace Shopstream.Modules.Recommendations.Endpoints;

/// <summary><c>/users/{id}/recommendations</c>, <c>/sessions/recommendations</c> and <c>/products/{id}/similar</c>.</summary>
internal static class RecommendationEndpoints
{
    private const int MostEvents = 200;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("").WithTags("Recommendations");
        group.MapGet("/users/{id}/recommendations", UserAsync).WithName("userRecommendations").WithSummary("Products for a user, as of the last click")
            .WithDescription("Never what the user has seen or hidden, nor what the shop has hidden or what has expired. `fallbacks` names what had to fill up, in the order trending-brand, group, trending, popular, new.")
            .Produces<RecommendationAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapPost("/sessions/recommendations", SessionAsync).WithName("sessionRecommendations").WithSummary("Products for a session that is told with the request")
            .WithDescription("`events` are what happened in the session, oldest first; with `userId`, what is known of the user counts too. Nothing is stored.")
            .Produces<RecommendationAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/products/{id}/similar", SimilarAsync).WithName("similarProducts").WithSummary("Products that go with a product")
            .Produces<RecommendationAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> UserAsync(
        [Description("Id of the user; one that nobody knows gets what suits everybody.")] string id, [AsParameters] RecommendationParameters parameters,
        VisitorProfiles profiles, RecommendationService service, IOptions<RecommendationsOptions> options, CancellationToken cancellationToken)
    {
        var reader = new QueryReader();
        var request = parameters.Read(reader, service.View, options.Value);
        if (SessionReader.Id(id, "id") is { } wrong) reader.Refuse("id", id, wrong.Detail);
        if (reader.TryProblem(out var problem)) return problem;
        var profile = (await profiles.GetAsync(id, cancellationToken)).From(parameters.Country, parameters.Device, parameters.Referrer);
        return new RecommendationResult(id, service.Answer(id, profile, request, parameters.RecommendationId), request.Explain, request.Language);
    }

    private static async Task<IResult> SessionAsync(
        [FromBody] SessionRequest session, [AsParameters] RecommendationParameters parameters, VisitorProfiles profiles, RecommendationService service,
        IOptions<RecommendationsOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var reader = new QueryReader();
        var request = parameters.Read(reader, service.View, options.Value);
        if (session.Events.Count > MostEvents) reader.Refuse("events", $"{session.Events.Count} events", $"at most {MostEvents}");
        foreach (var (one, index) in session.Events.Select((e, i) => (e, i)))
        {
            if (string.IsNullOrEmpty(one.ProductId)) reader.Refuse($"events[{index}].productId", null, "the id of a product");
            if (one.Type is not null && !EventTypes.IsKnown(one.Type)) reader.Refuse($"events[{index}].type", one.Type, "one of " + string.Join(", ", EventTypes.All));
        }

        if (reader.TryProblem(out var problem)) return problem;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var visits = session.Events.Select((e, i) => new VisitorEvent(
            e.ProductId, e.Type ?? EventTypes.View, now - session.Events.Count + i, e.Value, service.View.Catalogue.Get(e.ProductId)?.Brand, session.SessionId ?? "session"));
        var profile = await profiles.WithAsync(session.UserId, visits, cancellationToken);
        profile = profile.From(session.Country ?? parameters.Country, session.Device ?? parameters.Device, session.Referrer ?? parameters.Referrer);
        if (request.Algorithm is null && session.UserId is null) request = request with { Algorithm = AnswerPolicy.Default };
        var who = session.UserId ?? session.SessionId ?? "";
        return new RecommendationResult(session.UserId, service.Answer(who, profile, request, parameters.RecommendationId), request.Explain, request.Language);
    }

    private static async Task<IResult> SimilarAsync(
        [Description("Id of the product.")] string id, [AsParameters] RecommendationParameters parameters,
        [FromQuery, Description("What is meant: `similar`, `viewed-together`, `bought-together` or `content`. Default: all of them, fused by rank.")] string? kind,
        [FromQuery, Description("A user whose seen and hidden products are left out.")] string? user,
        VisitorProfiles profiles, RecommendationService service, IOptions<RecommendationsOptions> options, CancellationToken cancellationToken)
    {
        var reader = new QueryReader();
        var view = service.View;
        var request = parameters.Read(reader, view, options.Value);
        var chosen = reader.OneOf("kind", kind, SimilarProducts.Kinds, null);
        if (reader.TryProblem(out var problem)) return problem;
        if (view.Catalogue.Find(id) is not (>= 0 and var number))
            return TypedResults.Problem($"{id}: nothing is known of such a product.", statusCode: StatusCodes.Status404NotFound, title: "There is no such product");
        var profile = string.IsNullOrEmpty(user) ? VisitorProfile.Empty : await profiles.GetAsync(user, cancellationToken);
        return new RecommendationResult(null, service.Similar(number, chosen, user ?? "", profile, request), request.Explain, request.Language);
    }
}
