using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>Settings of alternating least squares on implicit feedback.</summary>
internal sealed record ImplicitAlsOptions
{
    /// <value>Length of each vector of factors; 1 to 1,024; default 64.</value>
    public int Factors { get; init; } = 64;

    /// <value>Times that users and items are solved; at least 1; default 15.</value>
    public int Iterations { get; init; } = 15;

    /// <value>Weight of the squared length of the factors (λ); above 0; default 0.01.</value>
    public float Regularization { get; init; } = 0.01f;

    /// <value>How much confidence a unit of value adds (α): a value v counts <c>1 + α|v|</c>; above 0; default 1.</value>
    public float Confidence { get; init; } = 1;

    /// <value>The way to solve; default conjugate gradient.</value>
    public FactorSolver Solver { get; init; } = FactorSolver.ConjugateGradient;

    /// <value>Conjugate gradient steps a row and iteration; at least 1; default 3.</value>
    public int Steps { get; init; } = 3;

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
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Confidence);
        ArgumentOutOfRangeException.ThrowIfLessThan(Steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
