using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>Settings of the rank fusion.</summary>
public sealed record RankFusionOptions
{
    /// <summary>How little the first ranks stand out: an item at rank r gets weight / (Smoothing + r).</summary>
    /// <value>0 to 10,000; 60 by default, as in the paper.</value>
    [Range(0, 10_000)]
    public double Smoothing { get; init; } = 60;

    /// <summary>How many items of each recommender take part.</summary>
    /// <value>1 to 10,000; 200 by default; never fewer than are asked for.</value>
    [Range(1, 10_000)]
    public int Depth { get; init; } = 200;

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ValidationException">One is.</exception>
    public void Validate() => Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
}
