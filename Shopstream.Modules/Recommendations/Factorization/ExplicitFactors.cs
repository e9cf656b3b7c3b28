using System.Numerics.Tensors;
using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>What <see cref="ExplicitAls"/> learned: factors whose last entry is the bias. Safe to read from any thread once trained.</summary>
internal sealed class ExplicitFactors(FactorRows users, FactorRows items, float mean, float lowest, float highest)
{
    private readonly Lazy<bool[]> _rated = new(() => [.. Enumerable.Range(0, items.Count).Select(item => items[item].ContainsAnyExcept(0))]);

    /// <summary>The mean rating of the training.</summary>
    public float Mean => mean;

    /// <summary>One row a user: factors, then the bias; zeros for one without ratings.</summary>
    public FactorRows Users => users;

    /// <summary>One row an item: factors, then the bias; zeros for one without ratings.</summary>
    public FactorRows Items => items;

    /// <summary>
    /// The rating expected, within the range of the training. A user or item that is unknown (or outside) counts as average.
    /// </summary>
    public float Predict(int user, int item)
    {
        var rating = mean;
        var (knowsUser, knowsItem) = ((uint)user < (uint)users.Count, (uint)item < (uint)items.Count);
        var bias = users.Factors - 1;
        if (knowsUser) rating += users[user][bias];
        if (knowsItem) rating += items[item][bias];
        if (knowsUser && knowsItem) rating += TensorPrimitives.Dot(users[user][..bias], items[item][..bias]);
        return Math.Clamp(rating, lowest, highest);
    }

    /// <summary>Ranks items for a trained user by the rating expected, best first; items without a rating in training are left out.</summary>
    /// <returns>How many were written.</returns>
    public int Recommend(int user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
    {
        var (scores, bias) = (new float[items.Count], users.Factors - 1);
        var factors = users[user].ToArray();
        factors[bias] = 1;
        items.Dot(factors, scores);
        var own = mean + users[user][bias];
        var rated = _rated.Value;
        for (var item = 0; item < scores.Length; item++) scores[item] = rated[item] ? scores[item] + own : float.NaN;
        return TopSelection.Of(scores, exclude, top);
    }

    /// <summary>Root of the mean squared error on ratings; NaN when there are none.</summary>
    public double Rmse(InteractionMatrix ratings)
    {
        var sum = 0.0;
        for (var u = 0; u < ratings.Users; u++)
        {
            var entries = ratings.ItemsOf(u);
            var values = ratings.ValuesOf(u);
            for (var i = 0; i < entries.Length; i++) sum += Math.Pow(values[i] - Predict(u, entries[i]), 2);
        }

        return Math.Sqrt(sum / ratings.Count);
    }
}
