using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Segments;

/// <summary>
/// Puts all customers into segments and records who moved. The centres stay for a while, so that a customer moves because he
/// changed; they are computed anew when they are old, or fit badly.
/// </summary>
internal sealed class SegmentsJob(IDocumentStore documents) : IBatchJob
{
    /// <summary>How far back it looks unless told otherwise.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(730);

    private const double GatheringShare = 0.5;

    // Below this share of the silhouette that the centres had when they were computed, they no longer describe the customers.
    private const double FittingShare = 0.8;

    public string Name => "segments";

    public string Description => "Divides the customers into named segments by k-means on recency, frequency, money and behaviour, and records who moved.";

    public string DefaultCron => "40 3 * * *";

    public IReadOnlyList<JobParameter> Parameters { get; } =
    [
        .. CustomerPeriod.Parameters(Period),
        JobParameter.WholeNumber("fewest", "Fewest segments.", 5, 2, 50),
        JobParameter.WholeNumber("most", "Most segments.", 9, 2, 50),
        JobParameter.WholeNumber("restarts", "Starts of k-means for each number of segments.", 48, 1, 10_000),
        JobParameter.WholeNumber("silhouetteSample", "Customers on whom silhouettes are computed; the cost grows by the square.", 5_000, 100, 100_000),
        JobParameter.Duration("refitAfter", "Age from which the centres are computed anew.", TimeSpan.FromDays(7)),
        JobParameter.Flag("refit", "Whether to compute the centres anew in any case.", fallback: false),
        CustomerDays.Regather,
    ];

    public async Task<IReadOnlyDictionary<string, object?>> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var options = new SegmentOptions
        {
            Fewest = (int)run.WholeNumber("fewest")!,
            Most = (int)run.WholeNumber("most")!,
            Restarts = (int)run.WholeNumber("restarts")!,
            SilhouetteSample = (int)run.WholeNumber("silhouetteSample")!,
            Seed = run.Seed,
        };
        options.Validate();
        var (customers, table, asOfMs, sync) = await ReadAsync(run, cancellationToken);
        var summary = new Dictionary<string, object?>(StringComparer.Ordinal) { ["customers"] = customers.Count, ["daysGathered"] = sync.Days, ["recordsRead"] = sync.Read, ["unreadable"] = sync.Unreadable };
        if (customers.Count < SegmentTrainer.FewestCustomers)
        {
            summary["note"] = $"Too few customers to divide: found {customers.Count}, expected {SegmentTrainer.FewestCustomers} or more.";
            return summary;
        }

        var store = new SegmentStore(documents);
        var model = await store.ModelAsync(cancellationToken);
        var members = new Dictionary<string, SegmentMember>(StringComparer.Ordinal);
        await foreach (var member in store.MembersAsync(cancellationToken)) members[member.UserId] = member;
        var divided = await Task.Run(() => Divide(run, customers, table, asOfMs, options, model, members), cancellationToken);
        run.Report(0.9, "recording who moved");
        var moves = new SegmentMoves(model, divided, asOfMs);
        var now = moves.Apply(customers, table, members);

        // Moves come first: a run that breaks off here finds the same ones again.
        await store.WriteAsync(moves.Moves, cancellationToken);
        await store.WriteAsync(now, cancellationToken);
        await store.RemoveAsync(moves.Left, cancellationToken);
        await store.WriteAsync(divided.Model, cancellationToken);
        summary["segments"] = divided.Model.Segments.Select(s => (object?)new Dictionary<string, object?>(StringComparer.Ordinal) { ["id"] = s.Id, ["name"] = s.Name, ["size"] = s.Size }).ToList();
        summary["silhouette"] = Math.Round(divided.Model.Silhouette, 4);
        summary["refit"] = divided.IsFit;
        foreach (var cause in Enum.GetValues<SegmentMoveCause>()) summary[$"moves{cause}"] = moves.Moves.Count(m => m.Cause == cause);
        return summary;
    }

    private async Task<(IReadOnlyList<string> Customers, FeatureMatrix Table, long AsOfMs, CustomerDaysSync Sync)> ReadAsync(JobRun run, CancellationToken cancellationToken)
    {
        var days = new CustomerDays(documents);
        var sync = await days.SyncAsync((done, message) => run.Report(GatheringShare * done, message), cancellationToken, run.Flag(CustomerDays.Regather.Name));
        var sums = new CustomerTable();
        if (await days.LastDayAsync(cancellationToken) is { } last)
        {
            run.Report(GatheringShare, "reading customers");
            await foreach (var day in days.ReadAsync(CustomerPeriod.Of(run, last), cancellationToken)) sums.Add(day);
        }

        var (customers, table) = sums.Build(sums.LastMs);
        return (customers, table, sums.LastMs, sync);
    }

    private static SegmentRun Divide(
        JobRun run, IReadOnlyList<string> customers, FeatureMatrix table, long asOfMs, SegmentOptions options, SegmentModel? model, Dictionary<string, SegmentMember> members)
    {
        run.Report(0.6, "dividing customers");
        if (model is not null && !run.Flag("refit") && asOfMs - model.FittedMs < run.Duration("refitAfter")!.Value.TotalMilliseconds
            && model.Segments.Count >= options.Fewest && model.Segments.Count <= options.Most)
        {
            var assigned = SegmentTrainer.Assign(table, asOfMs, model, options);
            if (assigned.Model.Silhouette >= FittingShare * model.FittedSilhouette) return assigned;
        }

        var former = model is null ? null : new FormerSegments(model, members.ToDictionary(m => m.Key, m => m.Value.SegmentId, StringComparer.Ordinal));
        return SegmentTrainer.Fit(customers, table, asOfMs, options, former, done => run.Report(0.6 + (0.3 * done), "dividing customers"));
    }
}
