using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>Settings of EASE.</summary>
public sealed record EaseOptions
{
    /// <summary>L2 penalty λ.</summary>
    /// <value>0.001 to 1e9; 500 by default. Sparser data wants less.</value>
    [Range(0.001, 1e9)]
    public double Lambda { get; init; } = 500;

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ValidationException">One is.</exception>
    public void Validate() => Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
}
