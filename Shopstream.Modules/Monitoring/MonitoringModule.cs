using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Shopstream.Modules.Monitoring;

/// <summary>
/// <c>/metrics</c> for Prometheus, <c>/health/live</c> and <c>/health/ready</c> for orchestrators. Other modules add checks through
/// <c>services.AddHealthChecks().AddCheck(…)</c> with the tag <c>live</c> or <c>ready</c>.
/// </summary>
public static class MonitoringModule
{
    private const string Live = "live";
    private const string Ready = "ready";

    /// <summary>Adds services. There is nothing to configure.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddMetrics();
        services.AddSingleton<MetricsRegistry>();
        services.AddHostedService(provider => provider.GetRequiredService<MetricsRegistry>());
        services.AddHealthChecks().AddCheck<RunningCheck>("running", tags: [Ready]);
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, MonitoringJsonContext.Default));
    }

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("").WithTags("Monitoring");
        group.MapGet("/metrics", (MetricsRegistry metrics) => TypedResults.Text(metrics.Write(), PrometheusText.ContentType))
            .WithName("metrics").WithSummary("Metrics in the Prometheus text format 0.0.4")
            .Produces<string>(StatusCodes.Status200OK, "text/plain");
        MapHealth(group, "/health/live", Live, "Whether the process should be left running",
            "Runs the checks with the tag `live`. 503 when one is unhealthy.");
        MapHealth(group, "/health/ready", Ready, "Whether requests should be sent here",
            "Runs the checks with the tag `ready`. 503 when one is unhealthy.");
    }

    private static void MapHealth(IEndpointRouteBuilder group, string path, string tag, string summary, string description) =>
        group.MapMethods(path, [HttpMethods.Get, HttpMethods.Head],
            async Task<JsonHttpResult<HealthAnswer>> (HealthCheckService health, HttpContext context, CancellationToken cancellationToken) =>
            {
                var report = await health.CheckHealthAsync(check => check.Tags.Contains(tag), cancellationToken);
                context.Response.Headers.CacheControl = "no-store";
                return TypedResults.Json(
                    HealthAnswer.Of(report),
                    MonitoringJsonContext.Default.HealthAnswer,
                    statusCode: report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
            })
            .WithSummary(summary).WithDescription(description)
            .Produces<HealthAnswer>().Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
}
