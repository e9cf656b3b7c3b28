using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Jobs;

/// <summary>Several hosts with jobs that share one document store and one clock.</summary>
internal sealed class JobHosts : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly TestMeterFactory _meters = new();
    private readonly List<JobRunner> _runners = [];

    /// <summary>Hosts with a clock of their own, or the one given.</summary>
    public JobHosts(TimeProvider? time = null)
    {
        Time = time ?? Clock;
        Documents = new SqliteDocumentStore(_directory.File("documents.db"), FsyncPolicy.Never);
    }

    public static IReadOnlyDictionary<string, string> NoParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public ManualTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public TimeProvider Time { get; }

    public IDocumentStore Documents { get; }

    public JobHistory History(JobsOptions? options = null) => new(Documents, Options.Create(options ?? new JobsOptions()));

    /// <summary>A host; with <paramref name="heartbeat"/> of an hour it never gives a sign of life.</summary>
    public JobRunner Host(string name, TimeSpan heartbeat, int keep, params IBatchJob[] jobs)
    {
        var options = Options.Create(new JobsOptions { HeartbeatInterval = heartbeat, KeepRuns = keep });
        var runner = new JobRunner(
            new JobCatalog(jobs), new JobHistory(Documents, options), new JobLeases(Documents, options, Time), options, new JobsMetrics(_meters), Time,
            NullLogger<JobRunner>.Instance)
        {
            Host = name,
        };
        _runners.Add(runner);
        return runner;
    }

    public JobRunner Host(string name, params IBatchJob[] jobs) => Host(name, TimeSpan.FromMilliseconds(10), 200, jobs);

    public static async Task<JobRecord> EndsAsync(JobRunner runner, string id)
    {
        JobRecord? record = null;
        await Eventually.BecomesTrueAsync(async () => (record = await runner.GetAsync(id, CancellationToken.None))!.IsOver, $"run {id} ends");
        return record!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var runner in _runners) await runner.DisposeAsync();
        await Documents.DisposeAsync();
        _meters.Dispose();
        _directory.Dispose();
    }
}
