using System.Text.Json;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Jobs;

/// <summary>
/// Leases in the document store: compare and set lets one of several hosts win, expiry frees what a dead host held. Hosts compare
/// expiry with their own clocks, so these may differ by less than a lease minus a heartbeat.
/// </summary>
internal sealed class JobLeases(IDocumentStore documents, IOptions<JobsOptions> options, TimeProvider time)
{
    private const string Revision = "revision";
    private const int Tries = 3;
    private static readonly CollectionDefinition Collection = new("job_leases", [new(Revision, IsInteger: true)], []);

    private volatile bool _isPrepared;

    /// <summary>Creates the collection when it is not there yet.</summary>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (_isPrepared) return;
        await documents.EnsureCollectionAsync(Collection, cancellationToken);
        _isPrepared = true;
    }

    /// <summary>Takes the lease for a run.</summary>
    /// <param name="job">The job.</param>
    /// <param name="runId">The run.</param>
    /// <param name="host">Where it is.</param>
    /// <param name="firing">The time of the schedule it is for; a run for the same or a later one is not repeated. Null without a schedule.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The lease as it now is, and the one before: the run in that one is over or dead. When <c>Taken</c> is null, a run holds it, or
    /// the firing has had its run.
    /// </returns>
    public async ValueTask<(JobLease? Taken, JobLease? Before)> TakeAsync(
        string job, string runId, string host, DateTimeOffset? firing, CancellationToken cancellationToken)
    {
        JobLease? before = null;
        for (var i = 0; i < Tries; i++)
        {
            before = await ReadAsync(job, cancellationToken);
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var firingMs = firing?.ToUnixTimeMilliseconds();
            if (before?.IsHeld(now) == true || before?.FiringMs >= firingMs) return (null, before);
            var lease = new JobLease(job, runId, host, now, now + Length, firingMs ?? before?.FiringMs, (before?.Revision ?? 0) + 1);
            if (await WriteAsync(lease, before?.Revision, cancellationToken)) return (lease, before);
        }

        return (null, before ?? throw new InvalidOperationException($"The lease of job {job} could not be read after another host wrote it."));
    }

    /// <summary>Holds the lease for another length of time.</summary>
    /// <returns>The lease as it now is; null when another run has it.</returns>
    public async ValueTask<JobLease?> RenewAsync(JobLease lease, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Tries; i++)
        {
            var renewed = lease with { ExpiresMs = time.GetUtcNow().ToUnixTimeMilliseconds() + Length, Revision = lease.Revision + 1 };
            if (await WriteAsync(renewed, lease.Revision, cancellationToken)) return renewed;

            // An earlier renewal may have been written although its answer was lost.
            if (await ReadAsync(lease.Job, cancellationToken) is not { } stored || stored.RunId != lease.RunId) return null;
            lease = stored;
        }

        return null;
    }

    /// <summary>Gives the lease back, unless another run has it.</summary>
    public async ValueTask ReleaseAsync(JobLease lease, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Tries; i++)
        {
            if (await WriteAsync(lease with { RunId = null, ExpiresMs = 0, Revision = lease.Revision + 1 }, lease.Revision, cancellationToken)) return;
            if (await ReadAsync(lease.Job, cancellationToken) is not { } stored || stored.RunId != lease.RunId) return;
            lease = stored;
        }
    }

    /// <summary>The lease of a job; null when it never ran.</summary>
    public async ValueTask<JobLease?> ReadAsync(string job, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        var document = await documents.GetAsync(Collection.Name, job, cancellationToken);
        return document is null ? null : JsonSerializer.Deserialize(document.Body.Span, JobsJsonContext.Default.JobLease);
    }

    private long Length => (long)options.Value.LeaseDuration.TotalMilliseconds;

    private ValueTask<bool> WriteAsync(JobLease lease, long? expected, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(lease, JobsJsonContext.Default.JobLease);
        return documents.TryReplaceAsync(Collection.Name, new Document(lease.Job, body, [lease.Revision]), Revision, expected, cancellationToken);
    }
}
