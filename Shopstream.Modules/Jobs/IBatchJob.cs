namespace Shopstream.Modules.Jobs;

/// <summary>
/// Work that is done now and then on what is stored, not record by record. Modules register theirs as services; the
/// <see cref="JobRunner"/> runs them, one run of a job at a time in the whole installation.
/// </summary>
public interface IBatchJob
{
    /// <summary>Its name: lower-case letters, digits and <c>-</c>, beginning with a letter. Unique.</summary>
    string Name { get; }

    /// <summary>What it does, in one sentence.</summary>
    string Description { get; }

    /// <summary>What it can be told. Anything else is refused before it starts; <c>seed</c> is always accepted.</summary>
    IReadOnlyList<JobParameter> Parameters { get; }

    /// <summary>
    /// When it runs unless the configuration says otherwise: a cron expression of five (Unix) or six fields (with seconds, as Quartz
    /// reads it) in UTC; null when it only runs on request.
    /// </summary>
    string? DefaultCron => null;

    /// <summary>
    /// Does the work. A run can be repeated and can break off anywhere: what it writes replaces what an earlier run wrote, or is
    /// not seen before it is complete.
    /// </summary>
    /// <param name="run">Parameters, seed, clock; takes the progress.</param>
    /// <param name="cancellationToken">Asks to stop: by a user, because the host stops, or because another host took over.</param>
    /// <returns>A small summary, kept with the run: texts, numbers, booleans, and lists and dictionaries of such.</returns>
    Task<IReadOnlyDictionary<string, object?>> RunAsync(JobRun run, CancellationToken cancellationToken);
}
