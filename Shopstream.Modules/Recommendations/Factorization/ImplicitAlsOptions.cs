using System.ComponentModel.DataAnnotations;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>Settings of alternating least squares on implicit feedback.</summary>
internal sealed record ImplicitAlsOptions
{
    /// <value>Length of each vector of factors; 1 to 1,024; default 48.</value>
    [Range(1, 1024)]
    public int Factors { get; init; } = 48;

    /// <value>Times that users and items are solved; 1 to 10,000; default 15.</value>
    [Range(1, 10_000)]
    public int Iterations { get; init; } = 15;

    /// <value>Weight of the squared length of the factors (λ); 0.000001 to 1,000,000; default 30.</value>
    [Range(1e-6, 1e6)]
    public float Regularization { get; init; } = 30;

    /// <value>How much confidence a unit of value adds (α): a value v counts <c>1 + α|v|</c>; 0.000001 to 1,000,000; default 2.</value>
    [Range(1e-6, 1e6)]
    public float Confidence { get; init; } = 2;

    /// <value>The way to solve; default conjugate gradient.</value>
    public FactorSolver Solver { get; init; } = FactorSolver.ConjugateGradient;

    /// <value>Conjugate gradient steps a row and iteration; 1 to 1,000; default 3.</value>
    [Range(1, 1000)]
    public int Steps { get; init; } = 3;

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
