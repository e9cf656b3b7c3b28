using Shopstream.Modules.Ml.Trees;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>
/// Alternating least squares on ratings with biases: <c>r ≈ μ + b_u + b_i + x·y</c> (Koren, Bell and Volinsky, "Matrix Factorization
/// Techniques for Recommender Systems", 2009, equation 4), regularised in proportion to the number of ratings of a row (Zhou et al.,
/// "Large-scale Parallel Collaborative Filtering for the Netflix Prize", 2008). Exact; a seed gives the same model on any number of threads.
/// </summary>
internal static class ExplicitAls
{
    private const int RangeRows = 64;

    /// <summary>Trains on users × items, each value a rating.</summary>
    /// <exception cref="ArgumentException">There is no rating.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of its range.</exception>
    public static ExplicitFactors Train(InteractionMatrix ratings, ExplicitAlsOptions options, Action<int, ExplicitFactors>? iterated = null, CancellationToken cancellationToken = default)
    {
        options.Validate();
        if (ratings.Count == 0) throw new ArgumentException("found no rating, expected some", nameof(ratings));
        // Users are [x, b_u] while solved against items [y, 1], and the other way round: one factor more than asked for.
        var (users, items) = (new FactorRows(ratings.Users, options.Factors + 1), FactorRows.Random(ratings.Items, options.Factors + 1, 0.1, options.Seed, 0));
        for (var i = 0; i < items.Count; i++) items[i][options.Factors] = 0;
        var (sum, low, high) = (0.0, float.MaxValue, float.MinValue);
        foreach (var value in ratings.AllValues) (sum, low, high) = (sum + value, Math.Min(low, value), Math.Max(high, value));
        var model = new ExplicitFactors(users, items, (float)(sum / ratings.Count), low, high);
        for (var iteration = 1; iteration <= options.Iterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SolveAll(ratings, items, users, model.Mean, options);
            SolveAll(ratings.Transpose, users, items, model.Mean, options);
            iterated?.Invoke(iteration, model);
        }

        return model;
    }

    private static void SolveAll(InteractionMatrix ratings, FactorRows given, FactorRows wanted, float mean, ExplicitAlsOptions options) =>
        ParallelWork.Ranges(options.ThreadCount, ratings.Users, RangeRows, (from, to) =>
        {
            var (square, vector, extended) = (new float[given.Stride * given.Stride], new float[given.Stride], new float[given.Stride]);
            var cholesky = new CholeskySolution(given.Factors);
            for (var row = from; row < to; row++)
            {
                var entries = ratings.ItemsOf(row);
                var values = ratings.ValuesOf(row);
                wanted[row].Clear();
                if (entries.Length == 0) continue;
                Array.Clear(square);
                Array.Clear(vector);
                for (var i = 0; i < entries.Length; i++)
                {
                    given[entries[i]].CopyTo(extended);
                    var target = values[i] - mean - extended[options.Factors];
                    extended[options.Factors] = 1;
                    FactorKernels.AddOuter(extended, 1, square);
                    System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(extended, target, vector, vector);
                }

                for (var f = 0; f < given.Factors; f++) square[(f * given.Stride) + f] += options.Regularization * entries.Length;
                cholesky.Solve(square, given.Stride, vector);
                vector.CopyTo(wanted[row]);
            }
        });
}
