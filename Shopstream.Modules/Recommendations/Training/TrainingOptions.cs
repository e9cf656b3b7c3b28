using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Recommendations.Training;

/// <summary>How the model of recommendations is trained.</summary>
internal sealed record TrainingOptions
{
    /// <value>Most items for which EASE is tried; above it, item neighbours. Default 3,000: 36 MB and a minute.</value>
    [Range(0, 30_000)]
    public int EaseItems { get; init; } = 3_000;

    /// <value>Longest list of an item; five times as long for EASE. Default 60.</value>
    [Range(1, 1_000)]
    public int ListLength { get; init; } = 60;

    /// <value>Factors of ALS. Default 64.</value>
    [Range(1, 512)]
    public int Factors { get; init; } = 64;

    /// <value>Iterations of ALS. Default 12.</value>
    [Range(1, 1_000)]
    public int Iterations { get; init; } = 12;

    /// <value>Recent sessions kept for the nearest sessions. Default 50,000.</value>
    [Range(0, 10_000_000)]
    public int Sessions { get; init; } = 50_000;

    /// <value>Seed of the factors. Default 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ValidationException">One is.</exception>
    public void Validate() => Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
}
