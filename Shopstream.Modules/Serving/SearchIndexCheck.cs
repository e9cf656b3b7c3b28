using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Serving;

/// <summary>Whether the search index answers.</summary>
internal sealed class SearchIndexCheck(ISearchIndex index, TimeProvider clock) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var lastMinute = AnalyticsRange.Latest("1m", 1, clock.GetUtcNow());
        await index.QueryWindowsAsync(lastMinute.Query(AnalyticsIndices.LiveTotals) with { GroupBy = WindowGrouping.Total }, cancellationToken);
        return HealthCheckResult.Healthy("the search index answers");
    }
}
