using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Shopstream.Modules.Monitoring;

/// <summary>The answer of <c>/health/live</c> and <c>/health/ready</c>.</summary>
/// <param name="Status"><c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>: the worst of all checks.</param>
/// <param name="Duration">Seconds all checks took together.</param>
/// <param name="Checks">Each check, by name.</param>
internal sealed record HealthAnswer(string Status, double Duration, IReadOnlyList<CheckAnswer> Checks)
{
    /// <summary>The answer to a report; exceptions are told by their message only.</summary>
    public static HealthAnswer Of(HealthReport report) => new(
        report.Status.ToString(),
        report.TotalDuration.TotalSeconds,
        [
            .. report.Entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e =>
                new CheckAnswer(e.Key, e.Value.Status.ToString(), e.Value.Description ?? e.Value.Exception?.Message, e.Value.Duration.TotalSeconds)),
        ]);
}

/// <summary>One check.</summary>
internal sealed record CheckAnswer(string Name, string Status, string? Description, double Duration);

/// <summary>Source-generated JSON of the answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class MonitoringJsonContext : JsonSerializerContext;
