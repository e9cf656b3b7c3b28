using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Jobs;

/// <summary>The runs of all jobs, in collection <c>job_runs</c>. Every change compares the revision, so that none is overwritten unseen.</summary>
public sealed class JobHistory
{
    private const string Revision = "revision";
    private static readonly CollectionDefinition Collection = new("job_runs",
        [new("job", IsInteger: false), new("state", IsInteger: false), new("startedMs", IsInteger: true), new(Revision, IsInteger: true)],
        [["job", "startedMs"], ["state"], ["startedMs"]]);

    private readonly IDocumentStore _documents;
    private readonly IOptions<JobsOptions> _options;
    private volatile bool _isPrepared;

    /// <summary>A history in a store.</summary>
    public JobHistory(IDocumentStore documents, IOptions<JobsOptions> options) => (_documents, _options) = (documents, options);

    /// <summary>Creates the collection when it is not there yet.</summary>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (_isPrepared) return;
        await _documents.EnsureCollectionAsync(Collection, cancellationToken);
        _isPrepared = true;
    }

    /// <summary>One run; null when there is none of that id.</summary>
    public async ValueTask<JobRecord?> GetAsync(string id, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        return await _documents.GetAsync(Collection.Name, id, cancellationToken) is { } document ? Read(document) : null;
    }

    /// <summary>The latest runs, newest first.</summary>
    /// <param name="job">Of that job; null for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public IAsyncEnumerable<JobRecord> LatestAsync(string? job, int limit, CancellationToken cancellationToken) => FindAsync(
        new DocumentQuery
        {
            Where = job is null ? [] : [new FieldCondition("job", Comparison.Equal, job)],
            SortBy = "startedMs",
            Descending = true,
            Limit = limit,
        },
        cancellationToken);

    /// <summary>The runs that are under way as far as the history knows.</summary>
    internal IAsyncEnumerable<JobRecord> RunningAsync(CancellationToken cancellationToken) =>
        FindAsync(new DocumentQuery { Where = [new FieldCondition("state", Comparison.Equal, "running")] }, cancellationToken);

    /// <summary>Adds a run.</summary>
    internal async ValueTask AddAsync(JobRecord record, CancellationToken cancellationToken)
    {
        if (!await WriteAsync(record, expected: null, cancellationToken)) throw new InvalidOperationException($"Run {record.Id} is in the history already.");
    }

    /// <summary>Changes a run that is under way.</summary>
    /// <param name="id">The run.</param>
    /// <param name="change">Makes the new record from the stored one; may be called again.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The run as it is now: changed, or as it was when it is over; null when it is not there any more.</returns>
    internal async ValueTask<JobRecord?> ChangeAsync(string id, Func<JobRecord, JobRecord> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await GetAsync(id, cancellationToken) is not { } stored) return null;
            if (stored.IsOver) return stored;
            var changed = change(stored);
            if (ReferenceEquals(changed, stored)) return stored;
            changed = changed with { Revision = stored.Revision + 1 };
            if (await WriteAsync(changed, stored.Revision, cancellationToken)) return changed;
        }
    }

    /// <summary>Removes the oldest runs of a job beyond <see cref="JobsOptions.KeepRuns"/>.</summary>
    internal async ValueTask TrimAsync(string job, CancellationToken cancellationToken)
    {
        var old = new List<string>();
        var seen = 0;
        await foreach (var record in LatestAsync(job, int.MaxValue, cancellationToken))
            if (++seen > _options.Value.KeepRuns && record.IsOver) old.Add(record.Id);
        if (old.Count > 0) await _documents.DeleteAsync(Collection.Name, old, cancellationToken);
    }

    private async IAsyncEnumerable<JobRecord> FindAsync(DocumentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        await foreach (var document in _documents.FindAsync(Collection.Name, query, cancellationToken)) yield return Read(document);
    }

    private ValueTask<bool> WriteAsync(JobRecord record, long? expected, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(record, JobsJsonContext.Default.JobRecord);
        var state = JsonSerializer.SerializeToElement(record.State, JobsJsonContext.Default.JobState).GetString();
        var document = new Document(record.Id, body, [record.Job, state, record.StartedMs, record.Revision]);
        return _documents.TryReplaceAsync(Collection.Name, document, Revision, expected, cancellationToken);
    }

    private static JobRecord Read(Document document) =>
        JsonSerializer.Deserialize(document.Body.Span, JobsJsonContext.Default.JobRecord)
        ?? throw new InvalidDataException($"Run {document.Id} of the history is empty.");
}
