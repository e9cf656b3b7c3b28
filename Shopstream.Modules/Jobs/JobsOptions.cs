using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Jobs;

/// <summary>Settings of batch jobs, section <c>Jobs</c>.</summary>
public sealed class JobsOptions
{
    /// <value>A host that was not heard of for this long loses its runs. 1 second to 1 hour, default 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <value>
    /// How often a run writes its progress, renews its lease and looks whether it shall stop. 0.01 second to a third of the lease,
    /// default 2 seconds.
    /// </value>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:20:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <value>Runs kept in the history, by job. 1 to 100,000, default 200.</value>
    [Range(1, 100_000)]
    public int KeepRuns { get; set; } = 200;
}

/// <summary>Generated checks of <see cref="JobsOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class JobsOptionsValidator : IValidateOptions<JobsOptions>;

/// <summary>Checks across settings.</summary>
internal sealed class JobsOptionsRules : IValidateOptions<JobsOptions>
{
    public ValidateOptionsResult Validate(string? name, JobsOptions options) => options.HeartbeatInterval > options.LeaseDuration / 3
        ? ValidateOptionsResult.Fail(
            $"Jobs:HeartbeatInterval: found {options.HeartbeatInterval}, expected at most a third of Jobs:LeaseDuration ({options.LeaseDuration}).")
        : ValidateOptionsResult.Success;
}
