using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Jobs;

/// <summary>What every run on a host shares.</summary>
internal sealed record RunningJobServices(JobHistory History, JobLeases Leases, JobsOptions Options, JobsMetrics Metrics, TimeProvider Time, ILogger Logger);

/// <summary>
/// A run on this host: does the job's work, and meanwhile holds its lease, writes its progress and looks whether it shall stop.
/// A run that cannot hold its lease any more stops by itself, before or soon after another host may start the job.
/// </summary>
internal sealed class RunningJob : IDisposable
{
    /// <summary>Why a run stops that a user cancelled.</summary>
    public const string OnRequest = "on request";

    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly IBatchJob _job;
    private readonly JobRun _run;
    private readonly RunningJobServices _services;
    private volatile JobRecord _record;
    private JobLease _lease;
    private string? _cancelReason;
    private bool _isDisposed;
    private volatile bool _isLost;

    public RunningJob(IBatchJob job, JobRun run, JobRecord record, JobLease lease, RunningJobServices services) =>
        (_job, _run, _record, _lease, _services) = (job, run, record, lease, services);

    /// <summary>Completes, without an exception, when the run is over and its outcome written as far as that was possible.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The run as it is now.</summary>
    public JobRecord Current => _record.IsOver ? _record : WithProgress(_record);

    /// <summary>Begins; <paramref name="ended"/> is called at the end, before <see cref="Completion"/>.</summary>
    public void Start(Action ended)
    {
        JobsLog.Started(_services.Logger, _job.Name, _run.Id);
        _services.Metrics.Started(_job.Name);
        _ = Task.Run(async () =>
        {
            try
            {
                await ExecuteAsync();
            }
            finally
            {
                ended();
                Dispose();
                _completion.SetResult();
            }
        });
    }

    /// <summary>Asks it to stop; the first reason counts.</summary>
    public void Cancel(string reason)
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _cancelReason ??= reason;
            _ = _cancel.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock) _isDisposed = true;
        _cancel.Dispose();
    }

    private async Task ExecuteAsync()
    {
        using var heartEnd = new CancellationTokenSource();
        var heart = BeatAsync(heartEnd.Token);
        var outcome = await WorkAsync();
        await heartEnd.CancelAsync();
        await heart;
        await FinishAsync(outcome);
    }

    private async Task<(JobState State, string? Error, JsonObject? Result)> WorkAsync()
    {
        var started = _services.Time.GetTimestamp();
        (JobState State, string? Error, JsonObject? Result) outcome;
        try
        {
            var result = await _job.RunAsync(_run, _cancel.Token);
            outcome = (JobState.Succeeded, null, JsonSerializer.SerializeToNode(result, JsonSerializerOptions.Web)!.AsObject());
            JobsLog.Succeeded(_services.Logger, _job.Name, _run.Id, _services.Time.GetElapsedTime(started).TotalSeconds);
        }
        catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
        {
            outcome = (_isLost ? JobState.Lost : JobState.Cancelled, $"Stopped {_cancelReason}.", null);
            JobsLog.Cancelled(_services.Logger, _job.Name, _run.Id, _services.Time.GetElapsedTime(started).TotalSeconds, _cancelReason ?? "");
        }
        catch (Exception e)
        {
            outcome = (JobState.Failed, e.Message, null);
            JobsLog.Failed(_services.Logger, e, _job.Name, _run.Id, _services.Time.GetElapsedTime(started).TotalSeconds);
        }

        _services.Metrics.Ended(_job.Name, outcome.State, _services.Time.GetElapsedTime(started));
        return outcome;
    }

    private async Task BeatAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(_services.Options.HeartbeatInterval, _services.Time);
        while (true)
        {
            try
            {
                if (!await timer.WaitForNextTickAsync(end)) return;
                await BeatOnceAsync(end);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                JobsLog.HeartbeatFailed(_services.Logger, e, _job.Name, _run.Id);
                if (!_lease.IsHeld(NowMs)) Lose("since its lease could not be renewed in time");
            }
        }
    }

    private async ValueTask BeatOnceAsync(CancellationToken end)
    {
        var length = (long)_services.Options.LeaseDuration.TotalMilliseconds;
        if (_lease.ExpiresMs - NowMs < length * 2 / 3)
        {
            if (await _services.Leases.RenewAsync(_lease, end) is not { } renewed)
            {
                Lose("since another host took the job over");
                return;
            }

            _lease = renewed;
        }

        var stored = await _services.History.ChangeAsync(_run.Id, WithProgress, end);
        if (stored is null || stored.IsOver) Lose("since another host took it for dead");
        else if ((_record = stored).CancelRequested) Cancel(OnRequest);
    }

    private async Task FinishAsync((JobState State, string? Error, JsonObject? Result) outcome)
    {
        var deadline = NowMs + (long)_services.Options.LeaseDuration.TotalMilliseconds;
        var ended = NowMs;
        JobRecord Finish(JobRecord r) => WithProgress(r) with
        {
            State = outcome.State,
            EndedMs = ended,
            Progress = outcome.State == JobState.Succeeded ? 1 : _run.Progress.Fraction,
            Error = outcome.Error,
            Result = outcome.Result,
        };
        while (true)
        {
            try
            {
                _record = await _services.History.ChangeAsync(_run.Id, Finish, CancellationToken.None) ?? Finish(_record);
                await _services.Leases.ReleaseAsync(_lease, CancellationToken.None);
                await _services.History.TrimAsync(_job.Name, CancellationToken.None);
                return;
            }
            catch (Exception e)
            {
                if (NowMs >= deadline)
                {
                    JobsLog.OutcomeNotWritten(_services.Logger, e, outcome.State, _job.Name, _run.Id);
                    if (!_record.IsOver) _record = Finish(_record);
                    return;
                }
            }

            await Task.Delay(_services.Options.HeartbeatInterval, _services.Time);
        }
    }

    private long NowMs => _services.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Lose(string reason)
    {
        _isLost = true;
        Cancel(reason);
    }

    private JobRecord WithProgress(JobRecord record)
    {
        var (fraction, message) = _run.Progress;
        return record.Progress.Equals(fraction) && record.Message == message ? record : record with { Progress = fraction, Message = message };
    }
}
