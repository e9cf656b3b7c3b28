using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Ingest;

/// <summary>Settings of the intake, section <c>Ingest</c>.</summary>
public sealed class IngestOptions
{
    /// <value>How far a sender's clock may run ahead; later times are refused. Default 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(5);

    /// <value>Records published at once, by imports and the simulator. Default 1,000.</value>
    [Range(1, 100_000)]
    public int BatchSize { get; set; } = 1_000;
}

/// <summary>Generated checks of <see cref="IngestOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class IngestOptionsValidator : IValidateOptions<IngestOptions>;
