using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Ml;

/// <summary>Settings of models, section <c>Ml</c>.</summary>
public sealed class MlOptions
{
    /// <value>Versions kept of each model, beside the current one and the one before. 1 to 1,000, default 20.</value>
    [Range(1, 1000)]
    public int KeepVersions { get; set; } = 20;

    /// <value>How often a host looks for a new current version. 0.01 second to 1 hour, default 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <value>Confidence of the interval that has to lie above 0 for a candidate to become current. 0.5 to 0.9999, default 0.95.</value>
    [Range(0.5, 0.9999)]
    public double PromotionConfidence { get; set; } = 0.95;

    /// <value>Least later rows of yes, and of no, to compare models on. 2 to 1,000,000, default 50.</value>
    [Range(2, 1_000_000)]
    public int PromotionRows { get; set; } = 50;

    /// <value>Rows in one request to predict or explain. 1 to 100,000, default 1,000.</value>
    [Range(1, 100_000)]
    public int RequestRows { get; set; } = 1000;
}

/// <summary>Generated checks of <see cref="MlOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class MlOptionsValidator : IValidateOptions<MlOptions>;
