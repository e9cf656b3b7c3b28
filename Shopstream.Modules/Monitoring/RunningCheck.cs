using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Shopstream.Modules.Monitoring;

/// <summary>Not ready while the host starts or stops, so that a load balancer sends nothing to it.</summary>
internal sealed class RunningCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("the host is stopping")
        : lifetime.ApplicationStarted.IsCancellationRequested ? HealthCheckResult.Healthy("the host is running")
        : HealthCheckResult.Unhealthy("the host is starting"));
}
