namespace Shopstream.Modules.Jobs;

/// <summary>The jobs that the modules brought.</summary>
public sealed class JobCatalog
{
    // Stands for the runs of all jobs in addresses.
    private const string Reserved = "runs";

    private readonly SortedDictionary<string, IBatchJob> _jobs = new(StringComparer.Ordinal);

    /// <summary>A catalog of jobs.</summary>
    /// <exception cref="InvalidOperationException">Two jobs have one name, or a name has other characters than it may have.</exception>
    public JobCatalog(IEnumerable<IBatchJob> jobs)
    {
        foreach (var job in jobs)
        {
            if (job.Name is "" or Reserved || !char.IsAsciiLetterLower(job.Name[0]) || !job.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
                throw new InvalidOperationException($"Job name: found \"{job.Name}\", expected lower-case letters, digits and -, beginning with a letter, other than {Reserved}.");
            if (!_jobs.TryAdd(job.Name, job)) throw new InvalidOperationException($"Job name: found {job.Name} twice, expected distinct names.");
        }
    }

    /// <summary>All jobs, by name.</summary>
    public IReadOnlyCollection<IBatchJob> All => _jobs.Values;

    /// <summary>The job of a name; null when there is none.</summary>
    public IBatchJob? Find(string name) => _jobs.GetValueOrDefault(name);

    /// <summary>The job of a name.</summary>
    /// <exception cref="UnknownJobException">There is none; the message lists the names.</exception>
    public IBatchJob Get(string name) => Find(name)
        ?? throw new UnknownJobException($"{name}: there is no such job, expected {(_jobs.Count == 0 ? "none: no module with jobs is on" : $"one of {string.Join(", ", _jobs.Keys)}")}.");
}
