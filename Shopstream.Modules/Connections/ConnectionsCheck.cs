using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Shopstream.Modules.Connections;

/// <summary>Not ready while a required server is away, degraded while another is; says which, why and since when.</summary>
internal sealed class ConnectionsCheck(ConnectionRegistry registry) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var connections = registry.All;
        var away = connections.Where(c => c.IsUp is not true).ToList();
        if (away.Count == 0)
        {
            var names = connections.Count == 0 ? "embedded providers only" : string.Join(", ", connections.Select(c => c.Name));
            return Task.FromResult(HealthCheckResult.Healthy(names));
        }

        var reasons = string.Join("; ", away.Select(Describe));
        return Task.FromResult(away.Exists(c => c.IsRequired) ? HealthCheckResult.Unhealthy(reasons) : HealthCheckResult.Degraded(reasons));
    }

    private static string Describe(Connection connection) => connection.IsUp is null
        ? $"{connection.Name}: not reached yet"
        : $"{connection.Name}: {connection.Failure} (since {connection.Since:HH:mm:ss} UTC)";
}
