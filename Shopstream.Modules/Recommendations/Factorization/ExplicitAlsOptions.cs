using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>Settings of alternating least squares on ratings.</summary>
internal sealed record ExplicitAlsOptions
{
    /// <value>Length of each vector of factors besides the bias; 1 to 1,024; default 10.</value>
    public int Factors { get; init; } = 10;

    /// <value>Times that users and items are solved; at least 1; default 10.</value>
    public int Iterations { get; init; } = 10;

    /// <value>Weight of squared factors and biases for each rating of a row (λ); above 0; default 0.1.</value>
    public float Regularization { get; init; } = 0.1f;

    /// <value>Seed of the first item factors; default 42.</value>
    public int Seed { get; init; } = 42;

    /// <value>Threads; 0, the default, stands for one a core. The result does not depend on it.</value>
    public int Threads { get; init; }

    /// <summary>The number of threads that <see cref="Threads"/> means.</summary>
    internal int ThreadCount => ParallelWork.Threads(Threads);

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Factors, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Factors, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(Iterations, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Regularization);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
