using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>Settings of the stream analysis, section <c>StreamAnalytics</c>.</summary>
public sealed class StreamAnalyticsOptions
{
    /// <value>How far the watermark trails the largest event time. Default 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan OutOfOrderness { get; set; } = TimeSpan.FromMinutes(1);

    /// <value>How long after its end a window still takes late records. Default 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan AllowedLateness { get; set; } = TimeSpan.FromHours(1);

    /// <value>Pause that separates two sessions of a user whose events carry no session id. Default 30 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SessionGap { get; set; } = TimeSpan.FromMinutes(30);

    /// <value>
    /// Pause after which the same session id begins a new session. The sender's id is authoritative, so this only bounds how
    /// long sessions are remembered. Default 1 day.
    /// </value>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan IdentifiedSessionGap { get; set; } = TimeSpan.FromDays(1);

    /// <value>Event ids remembered in each partition to recognise repeats. Default 1,000,000.</value>
    [Range(1_000, 1_000_000_000)]
    public long EventIdCapacity { get; set; } = 1_000_000;

    /// <value>A window with many rows is written less often while it changes: each so many rows add one emit interval. Default 20,000.</value>
    [Range(100, 10_000_000)]
    public int RowsPerEmit { get; set; } = 20_000;
}

/// <summary>Generated checks of <see cref="StreamAnalyticsOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class StreamAnalyticsOptionsValidator : IValidateOptions<StreamAnalyticsOptions>;
