using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>Settings of Bayesian personalised ranking.</summary>
internal sealed record BprOptions
{
    /// <value>Length of each vector of factors besides the item's bias; 1 to 1,024; default 64.</value>
    [Range(1, 1024)]
    public int Factors { get; init; } = 64;

    /// <value>Passes of as many samples as there are positive entries; 1 to 10,000; default 30.</value>
    [Range(1, 10_000)]
    public int Epochs { get; init; } = 30;

    /// <value>Step length; 0.000001 to 1,000,000; default 0.05.</value>
    [Range(1e-6, 10.0)]
    public float LearningRate { get; init; } = 0.05f;

    /// <value>Weight of the squared factors; at least 0; default 0.01.</value>
    [Range(0.0, 1e6)]
    public float Regularization { get; init; } = 0.01f;

    /// <value>Seed of the first factors and of the samples; default 42.</value>
    public int Seed { get; init; } = 42;

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ValidationException">One is.</exception>
    public void Validate() => Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
}
