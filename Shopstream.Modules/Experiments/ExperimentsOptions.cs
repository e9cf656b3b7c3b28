using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Experiments;

/// <summary>Settings of the experiments, section <c>Experiments</c>.</summary>
public sealed class ExperimentsOptions
{
    /// <value>How long after an answer feedback on it counts; later one is counted as late. Default 1 day.</value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan FeedbackWindow { get; set; } = TimeSpan.FromDays(1);

    /// <value>
    /// How long after a click, else an impression, a purchase of the same product by the same user that names no answer counts for it.
    /// Default 1 day.
    /// </value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan AttributionWindow { get; set; } = TimeSpan.FromDays(1);

    /// <value>How long feedback waits for an answer that is not known yet. Default 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AnswerWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <value>Feedback that may wait in each partition; the oldest gives way. Default 10,000.</value>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;

    /// <value>Answers, or pieces of feedback, remembered in each partition to recognise repeats. Default 250,000.</value>
    [Range(1_000, 100_000_000)]
    public long FeedbackCapacity { get; set; } = 250_000;

    /// <value>How long answers and the feedback on them are kept, at least both windows and a day more. Default 30 days.</value>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <value>Users of a variant below which nothing is decided. Default 100.</value>
    [Range(2, 1_000_000)]
    public long MinimumUsers { get; set; } = 100;

    /// <value>
    /// Users of both groups at which the interval that allows looking is narrowest; it holds at any number. To be set before an
    /// experiment, not after looking. Default 20,000.
    /// </value>
    [Range(100, 1_000_000_000)]
    public long PlannedUsers { get; set; } = 20_000;

    /// <value>Relative loss of a guardrail that is still taken. Default 0.02.</value>
    [Range(0.0, 1.0)]
    public double GuardrailMargin { get; set; } = 0.02;
}

/// <summary>Generated checks of <see cref="ExperimentsOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ExperimentsOptionsValidator : IValidateOptions<ExperimentsOptions>;

/// <summary>Rules across the settings.</summary>
internal sealed class ExperimentsOptionsRules : IValidateOptions<ExperimentsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ExperimentsOptions options)
    {
        var least = options.FeedbackWindow + options.AttributionWindow + TimeSpan.FromDays(1);
        return options.Retention >= least
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Experiments:Retention: found {options.Retention}, expected at least both windows and a day, {least}.");
    }
}
