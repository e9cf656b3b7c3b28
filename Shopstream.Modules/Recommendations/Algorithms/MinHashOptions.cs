using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>Settings of the search for neighbours by MinHash and locality-sensitive hashing.</summary>
public sealed record MinHashOptions
{
    /// <summary>Length of the signatures.</summary>
    /// <value>16 to 4,096; 128 by default.</value>
    [Range(16, 4_096)]
    public int Hashes { get; init; } = 128;

    /// <summary>Jaccard similarity from which users are candidates.</summary>
    /// <value>0.01 to 1; 0.05 by default: nine in ten of the nearest users.</value>
    [Range(0.01, 1.0)]
    public double Threshold { get; init; } = 0.05;

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ValidationException">One is.</exception>
    public void Validate() => Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
}
