using Shopstream.Modules.Ml.Trees;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>
/// Alternating least squares on implicit feedback: Hu, Koren and Volinsky, "Collaborative Filtering for Implicit Feedback Datasets"
/// (ICDM 2008), solved exactly or by conjugate gradient as in Takács, Pilászy and Tikk, "Applications of the Conjugate Gradient
/// Method for Implicit Feedback Collaborative Filtering" (RecSys 2011). A row is solved by one thread and the Gram matrix is summed
/// in fixed parts, so that a seed gives the same factors on any number of threads.
/// </summary>
internal static class ImplicitAls
{
    private const int RangeRows = 64;

    /// <summary>Trains on users × items. A value above 0 is a preference, one below 0 confidence that there is none.</summary>
    /// <param name="users">Entries of each user.</param>
    /// <param name="options">Settings.</param>
    /// <param name="iterated">Told the number of iterations done, from 1, and the model as it is then, after each.</param>
    /// <param name="cancellationToken">Stops between half-iterations.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of its range.</exception>
    public static ImplicitFactors Train(InteractionMatrix users, ImplicitAlsOptions options, Action<int, ImplicitFactors>? iterated = null, CancellationToken cancellationToken = default)
        => Train(users, users.Transpose, options, iterated, cancellationToken);

    /// <summary>Trains on users × items and its transpose.</summary>
    /// <inheritdoc cref="Train(InteractionMatrix, ImplicitAlsOptions, Action{int, ImplicitFactors}?, CancellationToken)"/>
    public static ImplicitFactors Train(
        InteractionMatrix users, InteractionMatrix items, ImplicitAlsOptions options, Action<int, ImplicitFactors>? iterated = null, CancellationToken cancellationToken = default)
    {
        options.Validate();
        var userFactors = new FactorRows(users.Users, options.Factors);
        var itemFactors = FactorRows.Random(items.Users, options.Factors, 0.1 / Math.Sqrt(options.Factors), options.Seed, 0);
        var model = new ImplicitFactors(userFactors, itemFactors, options);
        for (var iteration = 1; iteration <= options.Iterations; iteration++)
        {
            SolveAll(users, itemFactors, userFactors, options, cancellationToken);
            SolveAll(items, userFactors, itemFactors, options, cancellationToken);
            model.Forget();
            iterated?.Invoke(iteration, model);
        }

        return model;
    }

    private static void SolveAll(InteractionMatrix entries, FactorRows given, FactorRows wanted, ImplicitAlsOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var gram = GramMatrix.Of(given, options.Regularization, options.ThreadCount);
        ParallelWork.Ranges(options.ThreadCount, entries.Users, RangeRows, (from, to) =>
        {
            var solver = new ImplicitRowSolver(given, gram, options, options.Solver);
            for (var row = from; row < to; row++) solver.Solve(entries.ItemsOf(row), entries.ValuesOf(row), wanted[row]);
        });
    }
}
