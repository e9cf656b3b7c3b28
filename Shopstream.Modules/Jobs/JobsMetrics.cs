using System.Diagnostics.Metrics;

namespace Shopstream.Modules.Jobs;

/// <summary>Metrics of batch jobs.</summary>
internal sealed class JobsMetrics
{
    public const string MeterName = "Shopstream.Jobs";

    private readonly Counter<long> _runs;
    private readonly Histogram<double> _seconds;
    private readonly UpDownCounter<long> _running;

    public JobsMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _runs = meter.CreateCounter<long>("shopstream.jobs.runs", "{run}", "Runs that ended, by job and outcome");
        _seconds = meter.CreateHistogram<double>("shopstream.jobs.duration", "s", "How long runs took, by job");
        _running = meter.CreateUpDownCounter<long>("shopstream.jobs.running", "{run}", "Runs under way on this host, by job");
    }

    public void Started(string job) => _running.Add(1, new KeyValuePair<string, object?>("job", job));

    public void Ended(string job, JobState outcome, TimeSpan took)
    {
        _running.Add(-1, new KeyValuePair<string, object?>("job", job));
        _seconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("job", job));
        Found(job, outcome);
    }

    /// <summary>A run of a dead host was found.</summary>
    public void Found(string job, JobState outcome) =>
        _runs.Add(1, new KeyValuePair<string, object?>("job", job), new KeyValuePair<string, object?>("outcome", Outcome(outcome)));

    private static string Outcome(JobState state) => state switch
    {
        JobState.Succeeded => "succeeded",
        JobState.Failed => "failed",
        JobState.Cancelled => "cancelled",
        _ => "lost",
    };
}
