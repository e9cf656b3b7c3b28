using System.Numerics.Tensors;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>
/// BPR-MF (Rendle et al., "BPR: Bayesian Personalized Ranking from Implicit Feedback", UAI 2009): factors for which items that a user
/// has taken score above others, by stochastic gradient steps on sampled triples. One thread, so that a seed gives the same model.
/// Items end with their bias, users with 1.
/// </summary>
internal static class BayesianRanking
{
    private const int NewUserSteps = 30;
    private const int Draws = 50;

    /// <summary>Trains on users × items; a value above 0 is a preference, others are passed over and never drawn as unwanted.</summary>
    public static (FactorRows Users, FactorRows Items) Train(InteractionMatrix entries, BprOptions options, CancellationToken cancellationToken = default)
    {
        options.Validate();
        var deviation = 0.1 / Math.Sqrt(options.Factors);
        var users = FactorRows.Random(entries.Users, options.Factors + 1, deviation, options.Seed, 0);
        var items = FactorRows.Random(entries.Items, options.Factors + 1, deviation, options.Seed, 1);
        for (var u = 0; u < users.Count; u++) users[u][options.Factors] = 1;
        for (var i = 0; i < items.Count; i++) items[i][options.Factors] = 0;
        var userOf = new int[entries.Count];
        for (var u = 0; u < entries.Users; u++) userOf.AsSpan(entries.Starts[u], entries.ItemsOf(u).Length).Fill(u);
        var random = new SeededRandom(options.Seed, 2);
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var n = 0; n < entries.Count; n++)
            {
                var entry = random.Below(entries.Count);
                var user = userOf[entry];
                var other = entries.AllValues[entry] > 0 ? Unwanted(entries.ItemsOf(user), entries.Items, random) : -1;
                if (other >= 0) Step(users[user], items[entries.AllItems[entry]], items[other], options, itemsToo: true);
            }
        }

        return (users, items);
    }

    /// <summary>Factors of a new user by the same steps, the items staying as they are; the same for the same items.</summary>
    public static float[] FoldIn(FactorRows items, ReadOnlySpan<int> taken, BprOptions options)
    {
        var user = new float[items.Stride];
        user[items.Factors - 1] = 1;
        var random = new SeededRandom(options.Seed, 3);
        for (var n = 0; n < NewUserSteps * taken.Length; n++)
        {
            var other = Unwanted(taken, items.Count, random);
            if (other >= 0) Step(user, items[taken[n % taken.Length]], items[other], options, itemsToo: false);
        }

        return user;
    }

    /// <summary>One gradient step of <c>ln σ(x·(y_i − y_j)) − λ/2 (|x|² + |y_i|² + |y_j|²)</c>.</summary>
    internal static void Step(Span<float> user, Span<float> wanted, Span<float> other, BprOptions options, bool itemsToo)
    {
        var pull = 1 / (1 + MathF.Exp(TensorPrimitives.Dot<float>(user, wanted) - TensorPrimitives.Dot<float>(user, other)));
        var (rate, decay) = (options.LearningRate, options.LearningRate * options.Regularization);
        var bias = options.Factors;
        for (var f = 0; f <= bias; f++)
        {
            var (x, i, j) = (user[f], wanted[f], other[f]);
            if (f < bias) user[f] = x + (rate * pull * (i - j)) - (decay * x);
            if (!itemsToo) continue;
            wanted[f] = i + (rate * pull * x) - (decay * i);
            other[f] = j - (rate * pull * x) - (decay * j);
        }
    }

    private static int Unwanted(ReadOnlySpan<int> taken, int items, SeededRandom random)
    {
        for (var draw = 0; draw < Draws; draw++)
        {
            var item = random.Below(items);
            if (taken.BinarySearch(item) < 0) return item;
        }

        return -1;
    }
}
