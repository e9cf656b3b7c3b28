using System.Numerics.Tensors;
using Shopstream.Modules.Ml.Trees;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// <c>ease</c>: the linear auto-encoder with a zero diagonal, in closed form (Steck, "Embarrassingly Shallow Autoencoders for Sparse
/// Data", WWW 2019, eq. 8): with P = (XᵀX + λI)⁻¹, B = I − P · diag(1 / diag P); a user's scores are their row times B.
/// Takes items² × 4 bytes and time that grows with items³.
/// </summary>
public sealed class EaseRecommender : IRecommender
{
    private const int Batch = 16;
    private readonly float[][] _weights;
    private readonly ScratchPool<float[]> _scores;

    private EaseRecommender(float[][] weights)
    {
        _weights = weights;
        _scores = new(() => new float[weights.Length]);
    }

    /// <inheritdoc/>
    public string Name => "ease";

    /// <inheritdoc/>
    public int Items => _weights.Length;

    /// <summary>Solves for the weights; the same for any number of threads.</summary>
    /// <param name="matrix">Users × items.</param>
    /// <param name="options">Settings.</param>
    /// <param name="threads">0 for one a core.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of its range.</exception>
    /// <exception cref="ArithmeticException">λ is too small for values so large.</exception>
    public static EaseRecommender Train(InteractionMatrix matrix, EaseOptions options, int threads, CancellationToken cancellationToken)
    {
        options.Validate();
        var (n, workers, byItem) = (matrix.Items, ParallelWork.Threads(threads), matrix.Transpose);
        var weights = new float[n][];
        ParallelWork.Ranges(workers, n, Batch, (from, to) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var item = from; item < to; item++) weights[item] = Products(matrix, byItem, item, options.Lambda);
        });
        SymmetricInverse.Invert(weights, workers, cancellationToken);
        var scale = new float[n];
        for (var item = 0; item < n; item++) scale[item] = -1 / weights[item][item];
        ParallelWork.Ranges(workers, n, Batch, (from, to) =>
        {
            for (var item = from; item < to; item++)
            {
                TensorPrimitives.Multiply(weights[item], scale, weights[item]);
                weights[item][item] = 0;
            }
        });
        return new(weights);
    }

    /// <summary>How much having one item speaks for each other: <c>float[Items]</c>, 0 for itself.</summary>
    public ReadOnlySpan<float> WeightsOf(int item) => _weights[item];

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
    {
        var scores = _scores.Take();
        Array.Clear(scores);
        var known = 0;
        for (var n = 0; n < user.Items.Length; n++)
        {
            if (user.Items[n] >= Items) continue;
            known++;
            TensorPrimitives.MultiplyAdd(_weights[user.Items[n]], user.Values[n], scores, scores);
        }

        var count = known == 0 ? 0 : TopSelection.Of(scores, exclude, top);
        _scores.Return(scores);
        return count;
    }

    /// <summary>A row of XᵀX + λI up to the diagonal.</summary>
    private static float[] Products(InteractionMatrix matrix, InteractionMatrix byItem, int item, double lambda)
    {
        var row = new float[matrix.Items];
        var users = byItem.ItemsOf(item);
        var values = byItem.ValuesOf(item);
        for (var u = 0; u < users.Length; u++)
        {
            var others = matrix.ItemsOf(users[u]);
            var theirs = matrix.ValuesOf(users[u]);
            for (var n = 0; n < others.Length && others[n] <= item; n++) row[others[n]] += values[u] * theirs[n];
        }

        row[item] += (float)lambda;
        return row;
    }
}
