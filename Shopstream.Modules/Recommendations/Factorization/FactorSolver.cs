namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>How the least-squares problem of one user or item is solved.</summary>
internal enum FactorSolver
{
    /// <summary>A few steps of conjugate gradient from the factors of the iteration before (Takács, Pilászy and Tikk 2011).</summary>
    ConjugateGradient,

    /// <summary>Exactly, by Cholesky decomposition.</summary>
    Cholesky,
}
