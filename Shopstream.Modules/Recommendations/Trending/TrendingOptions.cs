using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Recommendations.Trending;

/// <summary>Settings of the batch layer, section <c>Trending</c>.</summary>
public sealed class TrendingOptions
{
    /// <summary>Types that count unless told otherwise: all but impressions, which this system makes itself.</summary>
    public static readonly IReadOnlyList<string> DefaultTypes = [.. EventTypes.All.Where(t => t != EventTypes.Impression)];

    /// <value>Length of the range when a request or run gives no <c>from</c>, in days. 2 to 3,660, default 7.</value>
    [Range(2, 3_660)]
    public int Days { get; set; } = 7;

    /// <value>Products in an answer unless it asks for another number. 1 to 1,000, default 20.</value>
    [Range(1, 1_000)]
    public int Top { get; set; } = 20;

    /// <value>Fewest events between two neighbouring days for a change to count. 1 to 1,000,000, default 1.</value>
    [Range(1, 1_000_000)]
    public int Threshold { get; set; } = 1;

    /// <value>Event types that count; empty for all but <c>impression</c>. Default empty.</value>
    public IList<string> CountedEvents { get; set; } = [];

    /// <value>Results kept; beyond, the oldest go. 1 to 1,000,000, default 1,000.</value>
    [Range(1, 1_000_000)]
    public int KeepResults { get; set; } = 1_000;

    /// <value>How long an answer to a range that is not over yet may be given again. 0 to 1 hour, default 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <value>How often a host looks for newer results of the job. 0.05 second to 1 hour, default 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The types that count, sorted.</summary>
    internal IReadOnlyList<string> Counted => [.. (CountedEvents.Count == 0 ? DefaultTypes : CountedEvents.AsReadOnly()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

/// <summary>Generated checks of <see cref="TrendingOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class TrendingOptionsValidator : IValidateOptions<TrendingOptions>;

/// <summary>Checks the names of event types.</summary>
internal sealed class TrendingOptionsRules : IValidateOptions<TrendingOptions>
{
    public ValidateOptionsResult Validate(string? name, TrendingOptions options) =>
        options.CountedEvents.FirstOrDefault(t => !EventTypes.IsKnown(t)) is { } unknown
            ? ValidateOptionsResult.Fail($"Trending:CountedEvents: found \"{unknown}\", expected some of {string.Join(", ", EventTypes.All)}")
            : ValidateOptionsResult.Success;
}
