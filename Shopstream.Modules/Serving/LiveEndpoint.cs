using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Serving;

/// <summary><c>/events/stream</c>: live totals as server-sent events.</summary>
internal static class LiveEndpoint
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/events/stream", StreamAsync).WithName("liveEvents").WithTags("Live")
            .WithSummary("Live totals as server-sent events")
            .WithDescription("Event `overview` every second with the last hour by minute and the day since midnight UTC, the same shapes as `/analytics/overview`. Ids rise; a client that sends `Last-Event-ID` first gets the latest event it has not seen.")
            .Produces<LiveOverview>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task StreamAsync(
        HttpContext context, LiveFeed feed, IOptions<ServingOptions> options, IHostApplicationLifetime lifetime)
    {
        _ = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var lastEventId);
        if (!feed.TryJoin(lastEventId, out var listener))
        {
            context.Response.Headers.RetryAfter = "10";
            await Problems.AnswerAsync(
                context, StatusCodes.Status503ServiceUnavailable, "Too many listeners",
                $"{options.Value.MaxStreamClients} clients listen already (Serving:MaxStreamClients); /analytics/overview answers the same once.");
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping, listener.WasCutOff);
        try
        {
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            await SendAsync(context.Response, LiveFrame.Retry(options.Value.StreamRetry), ended.Token);
            await foreach (var frame in listener.Frames.ReadAllAsync(ended.Token))
                await SendAsync(context.Response, frame.Bytes, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // A client that does not read would keep the connection open for ever; the others are ended in good order.
            if (listener.WasCutOff.IsCancellationRequested) context.Abort();
        }
        finally
        {
            feed.Leave(listener);
            listener.Dispose();
        }
    }

    private static async ValueTask SendAsync(HttpResponse response, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(bytes, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
