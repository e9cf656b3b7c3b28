using System.ComponentModel.DataAnnotations;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>Settings of alternating least squares on ratings.</summary>
internal sealed record ExplicitAlsOptions
{
    /// <value>Length of each vector of factors besides the bias; 1 to 1,024; default 10.</value>
    [Range(1, 1024)]
    public int Factors { get; init; } = 10;

    /// <value>Times that users and items are solved; 1 to 10,000; default 10.</value>
    [Range(1, 10_000)]
    public int Iterations { get; init; } = 10;

    /// <value>Weight of squared factors and biases for each rating of a row (λ); 0.000001 to 1,000,000; default 0.1.</value>
    [Range(1e-6, 1e6)]
    public float Regularization { get; init; } = 0.1f;

    /// <value>Seed of the first item factors; default 42.</value>
    public int Seed { get; init; } = 42;

    /// <value>Threads; 0, the default, stands for one a core. The result does not depend on it.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>The number of threads that <see cref="Threads"/> means.</summary>
    internal int ThreadCount => ParallelWork.Threads(Threads);

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ValidationException">One is.</exception>
    public void Validate() => Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
}
