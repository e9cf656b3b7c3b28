using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Similarity;

/// <summary>
/// Finds for each user those who did much the same and keeps them in collection <c>similar_users</c>. Of the archive only days that
/// changed are read.
/// </summary>
internal sealed class SimilarUsersJob(IDocumentStore documents) : IBatchJob
{
    /// <summary>How far back it looks unless told otherwise.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(90);

    private const double GatheringShare = 0.5;

    public string Name => "similar-users";

    public string Description => "Finds the users who viewed, bought and did much the same, by MinHash and exact Jaccard similarity.";

    public string DefaultCron => "10 3 * * *";

    public IReadOnlyList<JobParameter> Parameters { get; } =
    [
        .. CustomerPeriod.Parameters(Period),
        JobParameter.Number("threshold", "Jaccard similarity from which users are similar.", 0.5, 0.05, 1),
        JobParameter.WholeNumber("hashes", "Length of the signatures.", 128, 16, 4_096),
        JobParameter.WholeNumber("top", "Similar users kept of each user.", 10, 1, 1_000),
        JobParameter.WholeNumber("candidates", "Users that each is compared with at most.", 5_000, 1, 1_000_000),
        JobParameter.Text("items", $"What makes a user's set, separated by commas: of {string.Join(", ", ItemKinds.All)}.", string.Join(',', ItemKinds.All)),
        CustomerDays.Regather,
    ];

    public async Task<IReadOnlyDictionary<string, object?>> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var options = new SimilarUsersOptions
        {
            Threshold = run.Number("threshold")!.Value,
            Hashes = (int)run.WholeNumber("hashes")!,
            Top = (int)run.WholeNumber("top")!,
            Candidates = (int)run.WholeNumber("candidates")!,
            Seed = run.Seed,
        };
        var kinds = ItemKinds.Parse(run.Text("items")!);
        var days = new CustomerDays(documents);
        var sync = await days.SyncAsync((done, message) => run.Report(GatheringShare * done, message), cancellationToken, run.Flag(CustomerDays.Regather.Name));
        var finder = new SimilarUsersFinder(options);
        long asOfMs = 0;
        if (await days.LastDayAsync(cancellationToken) is { } last)
        {
            run.Report(GatheringShare, "reading users");
            await foreach (var day in days.ReadAsync(CustomerPeriod.Of(run, last), cancellationToken))
            {
                finder.Add(day.UserId, day.Items.Where(i => kinds.Contains(ItemKinds.KindOf(i).ToString())));
                asOfMs = Math.Max(asOfMs, day.LastMs);
            }
        }

        var store = new SimilarUsersStore(documents);
        await store.EnsureAsync(cancellationToken);
        var (withSimilar, pairs) = (0, 0L);
        var runMs = run.StartedAt.ToUnixTimeMilliseconds();
        foreach (var piece in finder.Find(done => run.Report(GatheringShare + ((1 - GatheringShare) * done), "comparing users"), cancellationToken))
        {
            await store.WriteAsync(piece, runMs, asOfMs, options.Threshold, cancellationToken);
            withSimilar += piece.Count(u => u.Similar.Count > 0);
            pairs += piece.Sum(u => u.Similar.Count);
        }

        var removed = await store.RemoveBeforeAsync(runMs, cancellationToken);
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["users"] = finder.Users,
            ["items"] = finder.Items,
            ["usersWithSimilar"] = withSimilar,
            ["similar"] = pairs,
            ["removed"] = removed,
            ["daysGathered"] = sync.Days,
            ["recordsRead"] = sync.Read,
            ["unreadable"] = sync.Unreadable,
        };
    }
}
