namespace Shopstream.Modules.Jobs;

/// <summary>The right to run a job, which one run holds at a time.</summary>
/// <param name="Job">The job.</param>
/// <param name="RunId">The run that holds it; null when it is free.</param>
/// <param name="Host">Where that run is.</param>
/// <param name="TakenMs">Since when, milliseconds since 1970.</param>
/// <param name="ExpiresMs">Until when, unless it is renewed.</param>
/// <param name="FiringMs">The latest time of the schedule that a run was started for, milliseconds since 1970; null when none was.</param>
/// <param name="Revision">Rises with every change.</param>
internal sealed record JobLease(string Job, string? RunId, string Host, long TakenMs, long ExpiresMs, long? FiringMs, long Revision)
{
    /// <summary>Whether a run holds it at that time.</summary>
    public bool IsHeld(long nowMs) => RunId is not null && ExpiresMs > nowMs;
}
