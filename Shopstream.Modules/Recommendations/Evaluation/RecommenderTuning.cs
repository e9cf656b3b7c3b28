using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Evaluation;

/// <summary>What was chosen for an algorithm.</summary>
/// <param name="Chosen">The choice with its settings, as text.</param>
/// <param name="Tried">All that were tried with their NDCG@10 on the validation part, best first; those that could not be trained are left out.</param>
public sealed record TunedAlgorithm(string Chosen, IReadOnlyList<(string Choice, double Ndcg)> Tried);

/// <summary>
/// Chooses settings on a validation part that is held out of the training data (<see cref="LearningData.HoldOut"/>), by NDCG@10 over a
/// small grid for each algorithm. No test data takes part.
/// </summary>
public sealed class RecommenderTuning
{
    private readonly LearningData _fit;
    private readonly RecommenderEvaluation _evaluation;
    private readonly int _threads;

    /// <summary>Holds out the validation part.</summary>
    /// <param name="data">The training data.</param>
    /// <param name="seed">Of the part held out.</param>
    /// <param name="threads">0 for one a core.</param>
    public RecommenderTuning(LearningData data, long seed, int threads)
    {
        (_fit, var validation) = data.HoldOut(seed);
        (_evaluation, _threads) = (new(_fit.Matrix, validation, new() { At = [10], Samples = 100, Threads = threads }), threads);
    }

    /// <summary>Users of the validation part who are measured.</summary>
    public int Users => _evaluation.Users;

    /// <summary>The settings that are tried for an algorithm; one empty set where there is nothing to choose or it chooses itself, as the hybrid does.</summary>
    public static IReadOnlyList<string> Grid(string name) => name switch
    {
        "item-knn" => Cross(["similarity=cosine", "similarity=jaccard", "similarity=bm25", "similarity=tf-idf"], ["k=50", "k=100", "k=200"], ["shrinkage=0", "shrinkage=10", "shrinkage=20", "shrinkage=50"]),
        "user-knn" => Cross(["similarity=cosine", "similarity=jaccard", "similarity=bm25", "similarity=tf-idf"], ["k=50", "k=100", "k=200"], ["shrinkage=0", "shrinkage=10"]),
        "ease" => ["lambda=50", "lambda=100", "lambda=200", "lambda=300", "lambda=500", "lambda=700", "lambda=1000", "lambda=2000"],
        "als" => Cross(["factors=16", "factors=32", "factors=48", "factors=64"], ["regularization=3", "regularization=10", "regularization=30", "regularization=60"], ["confidence=1", "confidence=2", "confidence=5", "confidence=10"]),
        "bpr" => Cross(["factors=32", "factors=64"], ["epochs=30", "epochs=60", "epochs=100"], ["rate=0.05"], ["regularization=0.003", "regularization=0.01", "regularization=0.03"]),
        "recent" => ["half-life=3", "half-life=7", "half-life=14", "half-life=30", "half-life=90", "half-life=365"],
        "demographics" => ["shrinkage=0", "shrinkage=10", "shrinkage=50", "shrinkage=200"],
        "co-occurrence" => Cross(["measure=count", "measure=confidence", "measure=lift", "measure=log-likelihood"], ["k=50", "k=100", "k=200"], ["least=2", "least=5"]),
        "association-rules" => Cross(["support=0.002", "support=0.005", "support=0.01", "support=0.02", "support=0.05", "support=0.1", "support=0.2"], ["confidence=0.02", "confidence=0.1", "confidence=0.3"], ["size=2", "size=3"]),
        _ => [""],
    };

    /// <summary>Tries the grid of an algorithm; settings written with the choice stay as they are.</summary>
    /// <exception cref="FormatException">The choice is unusable with all settings of the grid.</exception>
    public TunedAlgorithm Choose(AlgorithmChoice choice, CancellationToken cancellationToken)
    {
        var grid = Grid(choice.Name);
        if (grid is [""] || choice.Text.Contains(':', StringComparison.Ordinal)) return new(choice.Text, []);
        var tried = new List<(string Choice, double Ndcg)>();
        var refusal = default(FormatException);
        foreach (var settings in grid)
        {
            var text = $"{choice.Name}:{settings}";
            try
            {
                var recommender = RecommenderCatalogue.Train(AlgorithmChoice.Parse(text), _fit, _threads, cancellationToken);
                tried.Add((text, _evaluation.Measure(recommender, cancellationToken).Single(m => m.Metric == RankingMetric.Ndcg).Value));
            }
            catch (FormatException e)
            {
                // Too many frequent sets at a small support, for one: other settings may do.
                refusal = e;
            }
        }

        if (tried.Count == 0 && refusal is not null) throw refusal;
        tried = [.. tried.OrderByDescending(t => t.Ndcg)];
        return new(tried[0].Choice, tried);
    }

    private static List<string> Cross(params string[][] settings)
    {
        List<string> all = [""];
        foreach (var next in settings) all = [.. all.SelectMany(a => next.Select(n => a.Length == 0 ? n : $"{a}:{n}"))];
        return all;
    }
}
