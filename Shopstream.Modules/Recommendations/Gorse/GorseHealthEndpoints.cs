using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary><c>/api/health</c>: the checks of <c>/health</c> in gorse's form.</summary>
internal static class GorseHealthEndpoints
{
    public static void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/health/live", (IServiceProvider services, CancellationToken cancel) => CheckAsync("live", services, cancel))
            .WithName("gorseLive").WithSummary("Whether the process should be left running")
            .Produces<GorseHealth>().Produces<GorseHealth>(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("/health/ready", (IServiceProvider services, CancellationToken cancel) => CheckAsync("ready", services, cancel))
            .WithName("gorseReady").WithSummary("Whether requests should be sent here")
            .Produces<GorseHealth>().Produces<GorseHealth>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> CheckAsync(string tag, IServiceProvider services, CancellationToken cancellationToken)
    {
        var report = services.GetService<HealthCheckService>() is { } health ? await health.CheckHealthAsync(check => check.Tags.Contains(tag), cancellationToken) : null;
        var failed = report?.Entries.Where(e => e.Value.Status == HealthStatus.Unhealthy).Select(e => $"{e.Key}: {e.Value.Description ?? e.Value.Exception?.Message}").ToList() ?? [];
        var isReady = failed.Count == 0;
        var error = isReady ? null : string.Join("; ", failed);
        return TypedResults.Json(
            new GorseHealth(isReady, error, error, isReady, isReady), GorseJsonContext.Default.GorseHealth,
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
