using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Collecting.Mapping;

namespace Shopstream.Modules.Ingest.Collecting;

/// <summary>The endpoints under <c>/collect</c>, and <c>/feedback</c>.</summary>
internal static class CollectEndpoints
{
    private const string IdempotencyKey = "Idempotency-Key";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/collect").WithTags("Collect");
        group.MapPost("/sessions", (HttpRequest request, Collector collector, CancellationToken cancellationToken) =>
                AnswerAsync(request, body => collector.SessionsAsync(body, cancellationToken), cancellationToken))
            .WithSummary("Takes session documents: one object, an array or JSON lines, plain or gzip. A session id sent twice is processed once.")
            .Accepts<ShopSession>("application/json", "application/x-ndjson")
            .Produces<CollectResult>(StatusCodes.Status202Accepted);
        group.MapPost("/interactions", (HttpRequest request, Collector collector, CancellationToken cancellationToken) =>
                AnswerAsync(
                    request,
                    body => collector.InteractionsAsync(body, request.Headers[IdempotencyKey].FirstOrDefault(), cancellationToken),
                    cancellationToken))
            .WithSummary("Takes interactions: one object, an array or JSON lines, plain or gzip. event_id, or the header Idempotency-Key, makes a retry harmless.")
            .Accepts<Interaction>("application/json", "application/x-ndjson")
            .Produces<CollectResult>(StatusCodes.Status202Accepted);
        group.MapPost("/cloudevents", (HttpRequest request, Collector collector, CancellationToken cancellationToken) =>
                AnswerAsync(request, body => CloudEventsAsync(request, collector, body, cancellationToken), cancellationToken))
            .WithSummary("Takes CloudEvents 1.0 (structured, batched or binary) whose type ends in session or interaction.")
            .Produces<CollectResult>(StatusCodes.Status202Accepted);
        Map(group, "/ga4", new GoogleEvents(), "Takes e-commerce events of Google Analytics 4: bodies of the Measurement Protocol, or objects of a data layer.");
        Map(group, "/segment", new SegmentEvents(), "Takes track calls of Segment's e-commerce specification, one by one or in a batch.");
        endpoints.MapPost("/feedback", (HttpRequest request, Collector collector, CancellationToken cancellationToken) =>
                AnswerAsync(
                    request,
                    body => collector.FeedbackAsync(body, request.Headers[IdempotencyKey].FirstOrDefault(), cancellationToken),
                    cancellationToken))
            .WithTags("Collect")
            .WithSummary("Takes what became of recommendations: one object, an array or JSON lines. eventId, or the header Idempotency-Key, makes a retry harmless.")
            .WithDescription("Required: recommendationId, userId, productId, type (impression, click, like, dislike, rating, purchase, cart). Optional: value, position, eventId, time. Names with underscores are taken as well.")
            .Accepts<RecommendationFeedback>("application/json", "application/x-ndjson")
            .Produces<CollectResult>(StatusCodes.Status202Accepted);
    }

    private static void Map(RouteGroupBuilder group, string path, IEventMapping mapping, string summary) => group.MapPost(
            path, (HttpRequest request, Collector collector, CancellationToken cancellationToken) =>
                AnswerAsync(
                    request,
                    body => collector.MappedAsync(mapping, body, request.Headers[IdempotencyKey].FirstOrDefault(), cancellationToken),
                    cancellationToken))
        .WithSummary(summary)
        .WithDescription("Each product of an event becomes an interaction. `accepted` counts interactions, `index` the events over the whole body; what could not be mapped is kept and can be replayed.")
        .Produces<CollectResult>(StatusCodes.Status202Accepted);

    private static ValueTask<CollectResult> CloudEventsAsync(
        HttpRequest request, Collector collector, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var headers = request.Headers;
        if (!headers.TryGetValue("ce-specversion", out var version)) return collector.CloudEventsAsync(body, cancellationToken);
        DateTimeOffset? time = IsoTimestampConverter.TryParse(headers["ce-time"].ToString(), out var sent) ? sent : null;
        return collector.CloudEventAsync(
            new CloudEvent(version, headers["ce-id"], headers["ce-source"], headers["ce-type"], time, body), cancellationToken);
    }

    private static async Task<IResult> AnswerAsync(
        HttpRequest request, Func<ReadOnlyMemory<byte>, ValueTask<CollectResult>> collect, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 0, 0, 1 << 20));
        try
        {
            await request.Body.CopyToAsync(body, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            return Results.Problem(
                title: "The body cannot be decompressed",
                detail: $"After {body.Length} bytes: {e.Message} Expected a complete body in the Content-Encoding that it names.",
                statusCode: StatusCodes.Status400BadRequest);
        }

        if (body.Length == 0)
        {
            return Results.Problem(
                title: "The body is empty", detail: "Found 0 bytes, expected a JSON object, an array or JSON lines.", statusCode: StatusCodes.Status400BadRequest);
        }

        var result = await collect(body.GetBuffer().AsMemory(0, (int)body.Length));
        return Results.Json(result, CollectJsonContext.Default.CollectResult, statusCode: StatusCodes.Status202Accepted);
    }
}
