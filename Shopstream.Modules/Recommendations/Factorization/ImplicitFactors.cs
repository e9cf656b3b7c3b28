using System.Numerics.Tensors;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>What <see cref="ImplicitAls"/> learned. Safe to read from any thread once trained.</summary>
internal sealed class ImplicitFactors(FactorRows users, FactorRows items, ImplicitAlsOptions options)
{
    private float[]? _gram;

    /// <summary>One row a user.</summary>
    public FactorRows Users => users;

    /// <summary>One row an item.</summary>
    public FactorRows Items => items;

    /// <summary>
    /// The factors of somebody who was not there in training, or who has acted since: the exact minimum for these entries, the items
    /// staying as they are. Zeros where there are no entries.
    /// </summary>
    /// <param name="entries">Different items.</param>
    /// <param name="values">Their values, as in training.</param>
    /// <param name="solver">Conjugate gradient comes near the minimum in a fraction of the time.</param>
    public float[] FoldIn(ReadOnlySpan<int> entries, ReadOnlySpan<float> values, FactorSolver solver = FactorSolver.Cholesky)
    {
        var found = new float[items.Stride];
        new ImplicitRowSolver(items, Volatile.Read(ref _gram) ?? Remember(), options, solver).Solve(entries, values, found);
        return found;
    }

    /// <summary>
    /// The objective of the paper (equation 3): <c>Σ c (p - x·y)² + λ (Σ|x|² + Σ|y|²)</c> over all pairs, computed without visiting
    /// the pairs that have no entry.
    /// </summary>
    public double Loss(InteractionMatrix entries)
    {
        var (userGram, itemGram) = (GramMatrix.Of(users, 0, options.ThreadCount), GramMatrix.Of(items, 0, options.ThreadCount));
        var loss = 0.0;
        for (var i = 0; i < userGram.Length; i++) loss += (double)userGram[i] * itemGram[i];
        for (var u = 0; u < entries.Users; u++)
        {
            var columns = entries.ItemsOf(u);
            var values = entries.ValuesOf(u);
            for (var i = 0; i < columns.Length; i++)
            {
                double score = items.Dot(columns[i], users[u]);
                var (confidence, preference) = (1 + (options.Confidence * Math.Abs((double)values[i])), values[i] > 0 ? 1.0 : 0.0);
                loss += (confidence * (preference - score) * (preference - score)) - (score * score);
            }
        }

        return loss + (options.Regularization * ((double)TensorPrimitives.SumOfSquares<float>(users.Values) + TensorPrimitives.SumOfSquares<float>(items.Values)));
    }

    /// <summary>The factors have changed.</summary>
    internal void Forget() => Volatile.Write(ref _gram, null);

    private float[] Remember()
    {
        var gram = GramMatrix.Of(items, options.Regularization, 1);
        Volatile.Write(ref _gram, gram);
        return gram;
    }
}
