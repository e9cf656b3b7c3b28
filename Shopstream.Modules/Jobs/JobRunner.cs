using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Jobs;

/// <summary>
/// Starts jobs on this host, follows and cancels runs on any. A job never runs twice at a time, whatever the number of hosts
/// that share the document store. Thread-safe.
/// </summary>
internal sealed class JobRunner : IAsyncDisposable
{
    private static readonly TimeSpan FollowInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FollowHeartbeat = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, RunningJob> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly JobCatalog _catalog;
    private readonly JobHistory _history;
    private readonly JobLeases _leases;
    private readonly RunningJobServices _services;

    public JobRunner(JobCatalog catalog, JobHistory history, JobLeases leases, IOptions<JobsOptions> options, JobsMetrics metrics, TimeProvider time, ILogger<JobRunner> logger)
    {
        (_catalog, _history, _leases) = (catalog, history, leases);
        _services = new RunningJobServices(history, leases, options.Value, metrics, time, logger);
    }

    /// <summary>How this host calls itself in the history.</summary>
    public string Host { get; init; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Starts a run in the background.</summary>
    /// <returns>The run, under way.</returns>
    /// <exception cref="JobRefusedException">The job is unknown or runs already, a parameter is wrong, or the host is stopping.</exception>
    public async ValueTask<JobRecord> StartAsync(
        string job, IReadOnlyDictionary<string, string> parameters, JobTrigger trigger, CancellationToken cancellationToken) =>
        (await BeginAsync(job, parameters, trigger, firing: null, cancellationToken))!.Current;

    /// <summary>Runs a job to its end; cancels it when the token asks for it.</summary>
    /// <returns>The run, over: whether it succeeded is in its state.</returns>
    /// <exception cref="JobRefusedException">As of <see cref="StartAsync"/>.</exception>
    public async ValueTask<JobRecord> RunAsync(
        string job, IReadOnlyDictionary<string, string> parameters, JobTrigger trigger, CancellationToken cancellationToken)
    {
        var running = (await BeginAsync(job, parameters, trigger, firing: null, cancellationToken))!;
        await using var _ = cancellationToken.Register(() => running.Cancel("as its caller gave up"));
        await running.Completion;
        return running.Current;
    }

    /// <summary>Starts the run that a schedule asks for, once whatever the number of hosts with that schedule.</summary>
    /// <param name="job">Name of the job.</param>
    /// <param name="parameters">What it is told.</param>
    /// <param name="firing">The time of the schedule.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    /// <returns>The end of the run; null when the firing has had its run, here or elsewhere.</returns>
    /// <exception cref="JobRefusedException">As of <see cref="StartAsync"/>.</exception>
    public async ValueTask<Task?> StartScheduledAsync(
        string job, IReadOnlyDictionary<string, string> parameters, DateTimeOffset firing, CancellationToken cancellationToken) =>
        (await BeginAsync(job, parameters, JobTrigger.Schedule, firing, cancellationToken))?.Completion;

    /// <summary>The latest time of the schedule that a run of the job was started for, on whatever host; null when none was.</summary>
    public async ValueTask<DateTimeOffset?> LatestFiringAsync(string job, CancellationToken cancellationToken) =>
        (await _leases.ReadAsync(job, cancellationToken))?.FiringMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    /// <summary>A run, with the newest progress that this host knows of; null when there is none of that id.</summary>
    public async ValueTask<JobRecord?> GetAsync(string id, CancellationToken cancellationToken) =>
        _running.TryGetValue(id, out var running) ? running.Current : await _history.GetAsync(id, cancellationToken);

    /// <summary>A run of the history with the newest progress, when it is under way on this host.</summary>
    public JobRecord WithNewest(JobRecord record) => _running.TryGetValue(record.Id, out var running) ? running.Current : record;

    /// <summary>A run as it changes, until it is over; unchanged it comes again every few seconds, so that the listener sees it is alive.</summary>
    public async IAsyncEnumerable<JobRecord> FollowAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JobRecord? last = null;
        var told = 0L;
        while (await GetAsync(id, cancellationToken) is { } now)
        {
            var isNews = last is null || (now.State, now.Progress, now.Message, now.CancelRequested) != (last.State, last.Progress, last.Message, last.CancelRequested);
            if (isNews || _services.Time.GetElapsedTime(told) >= FollowHeartbeat)
            {
                told = _services.Time.GetTimestamp();
                yield return now;
            }

            if (now.IsOver) yield break;
            last = now;
            await Task.Delay(FollowInterval, _services.Time, cancellationToken);
        }
    }

    /// <summary>Asks a run to stop, on whatever host it is; it is over when its state says so.</summary>
    /// <returns>The run; null when there is none of that id.</returns>
    public async ValueTask<JobRecord?> CancelAsync(string id, CancellationToken cancellationToken)
    {
        var record = await _history.ChangeAsync(id, r => r.CancelRequested ? r : r with { CancelRequested = true }, cancellationToken);
        if (_running.TryGetValue(id, out var running)) running.Cancel(RunningJob.OnRequest);
        return record;
    }

    /// <summary>Finds runs whose hosts died, and says so in the history.</summary>
    internal async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        await foreach (var record in _history.RunningAsync(cancellationToken))
        {
            var lease = await _leases.ReadAsync(record.Job, cancellationToken);
            var now = _services.Time.GetUtcNow().ToUnixTimeMilliseconds();
            if (lease is null || lease.RunId != record.Id || !lease.IsHeld(now)) await LoseAsync(record.Id, cancellationToken);
        }
    }

    /// <summary>Creates the collections when they are not there yet.</summary>
    internal async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        await _history.PrepareAsync(cancellationToken);
        await _leases.PrepareAsync(cancellationToken);
    }

    /// <summary>Starts nothing any more, cancels what runs here and waits for it.</summary>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _starting.WaitAsync(cancellationToken);
        _starting.Release();
        foreach (var running in _running.Values) running.Cancel("as the host stops");
        await Task.WhenAll(_running.Values.Select(r => r.Completion)).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _stopping.Dispose();
        _starting.Dispose();
    }

    private async ValueTask<RunningJob?> BeginAsync(
        string name, IReadOnlyDictionary<string, string> parameters, JobTrigger trigger, DateTimeOffset? firing, CancellationToken cancellationToken)
    {
        var job = _catalog.Get(name);
        var run = new JobRun(job, Guid.CreateVersion7(_services.Time.GetUtcNow()).ToString("n"), parameters, _services.Time);
        if (_stopping.IsCancellationRequested) throw new JobsStoppingException();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        await _starting.WaitAsync(cancellationToken);
        try
        {
            await PrepareAsync(either.Token);
            var (lease, before) = await _leases.TakeAsync(name, run.Id, Host, firing, either.Token);
            if (lease is null && before!.FiringMs >= firing?.ToUnixTimeMilliseconds()) return null;
            if (lease is null) throw AlreadyRuns(name, before!);
            var running = new RunningJob(job, run, Record(run, trigger), lease, _services);
            try
            {
                if (before?.RunId is { } dead) await LoseAsync(dead, either.Token);
                await _history.AddAsync(running.Current, either.Token);
            }
            catch
            {
                await _leases.ReleaseAsync(lease, CancellationToken.None);
                throw;
            }

            _running[run.Id] = running;
            running.Start(() => _running.TryRemove(run.Id, out var _));
            return running;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw new JobsStoppingException();
        }
        finally
        {
            _starting.Release();
        }
    }

    private JobRecord Record(JobRun run, JobTrigger trigger) => new()
    {
        Id = run.Id,
        Job = run.Job,
        Trigger = trigger,
        Parameters = run.Parameters,
        Host = Host,
        StartedMs = run.StartedAt.ToUnixTimeMilliseconds(),
    };

    private static JobIsRunningException AlreadyRuns(string job, JobLease held) => new(
        $"Job {job} runs already on {held.Host} since {DateTimeOffset.FromUnixTimeMilliseconds(held.TakenMs):yyyy-MM-dd'T'HH:mm:ss'Z'} (run {held.RunId}).",
        held.RunId ?? "");

    private async ValueTask LoseAsync(string id, CancellationToken cancellationToken)
    {
        var wasChanged = false;
        var record = await _history.ChangeAsync(
            id,
            r =>
            {
                wasChanged = true;
                return r with
                {
                    State = JobState.Lost,
                    EndedMs = _services.Time.GetUtcNow().ToUnixTimeMilliseconds(),
                    Error = $"Host {r.Host} was not heard of any more.",
                };
            },
            cancellationToken);
        if (record is null || !wasChanged || record.State != JobState.Lost) return;
        _services.Metrics.Found(record.Job, JobState.Lost);
        JobsLog.Lost(_services.Logger, record.Job, id, record.Host);
    }
}
