using Microsoft.Extensions.Options;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Recommendations.Trending;

/// <summary>The batch layer's run: gathers the days of the archive that changed, finds what rises in a range and stores it under that range.</summary>
internal sealed class TrendingJob(IDocumentStore documents, TrendingStore store, TrendingReader reader, IOptions<TrendingOptions> options) : IBatchJob
{
    private const double GatheringShare = 0.8;

    public string Name => "trending";

    public string Description => "Finds the products whose events rise most from one day to the next in a range of days.";

    public string DefaultCron => "15 * * * *";

    public IReadOnlyList<JobParameter> Parameters { get; } =
    [
        JobParameter.Time("from", "First day (UTC); days does not count then."),
        JobParameter.Time("to", "Day after the last one (UTC). Default: after the last day that has records."),
        JobParameter.WholeNumber("days", "Length of the range in days when there is no from.", options.Value.Days, 2, 3_660),
        JobParameter.WholeNumber("top", "Products in the summary of the run; the stored result has up to 1,000.", options.Value.Top, 1, TrendingResult.MostProducts),
        JobParameter.WholeNumber("threshold", "Fewest events between two neighbouring days for a change to count.", options.Value.Threshold, 1, 1_000_000),
        CustomerDays.Regather,
    ];

    public async Task<IReadOnlyDictionary<string, object?>> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var sync = await new ProductDays(documents).SyncAsync(
            (done, message) => run.Report(GatheringShare * done, message), run.Flag(CustomerDays.Regather.Name), cancellationToken);
        run.Report(GatheringShare, "finding what rises");
        var period = await reader.PeriodAsync(run.Instant("from"), run.Instant("to"), (int)run.WholeNumber("days")!, cancellationToken);
        var result = await reader.ComputeAsync(period, run.WholeNumber("threshold")!.Value, cancellationToken);
        await store.WriteAsync(result, !run.Parameters.Keys.Any(p => p is "from" or "to" or "days" or "threshold"), cancellationToken);
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["from"] = GatheredDays.Text(period.First),
            ["to"] = GatheredDays.Text(period.Last + 1),
            ["threshold"] = result.Threshold,
            ["daysGathered"] = sync.Days,
            ["recordsRead"] = sync.Read,
            ["unreadable"] = sync.Unreadable,
            ["events"] = result.Findings.Received,
            ["products"] = result.Findings.Products,
            ["rises"] = result.Findings.Rises,
            ["falls"] = result.Findings.Falls,
            ["top"] = result.Findings.Top.Take((int)run.WholeNumber("top")!).Select(p => (object?)new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["productId"] = p.ProductId, ["percentage"] = Math.Round(p.Percentage, 2), ["day"] = p.Day,
            }).ToList(),
        };
    }
}
