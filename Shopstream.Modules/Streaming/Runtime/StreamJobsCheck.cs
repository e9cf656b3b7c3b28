using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>Ready once every job has joined its group, and as long as none is being started again.</summary>
internal sealed class StreamJobsCheck(StreamJobs jobs) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var waiting = jobs.Jobs.Where(j => !j.Progress.IsRunning && j.Progress.Failure is null).Select(j => j.Definition.Group).ToList();
        var failed = jobs.Jobs.Where(j => j.Progress.Failure is not null).Select(j => $"{j.Definition.Group}: {j.Progress.Failure}").ToList();
        if (failed.Count > 0) return Task.FromResult(HealthCheckResult.Unhealthy(string.Join("; ", failed)));
        return Task.FromResult(waiting.Count > 0
            ? HealthCheckResult.Unhealthy($"starting: {string.Join(", ", waiting)}")
            : HealthCheckResult.Healthy($"{jobs.Jobs.Count} jobs run"));
    }
}
