using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Factorization;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// Trains algorithms by their names. The defaults were chosen by <see cref="Evaluation.RecommenderTuning"/> on a tenth held out of a
/// training part, the test part taking no part in the choice: those of item-knn, user-knn, ease, als, bpr and demographics at random
/// from MovieLens 100k (<c>ua</c> split), those of recent, co-occurrence and association-rules, which need times or baskets, from the
/// newest tenth of the older four fifths of UCI Online Retail. The hybrid learns its weights from the data at hand, in the same way.
/// </summary>
public static class RecommenderCatalogue
{
    /// <summary>Trains an algorithm on data with the settings of a choice.</summary>
    private delegate IRecommender Training(AlgorithmChoice choice, LearningData data, int threads, CancellationToken cancellationToken);

    private static readonly NeighbourOptions ItemNeighbours = new() { Similarity = Similarity.Bm25, K = 200, Shrinkage = 20 };
    private static readonly NeighbourOptions UserNeighbours = new() { Similarity = Similarity.Bm25 };

    private static readonly SortedDictionary<string, Training> Trainings = new(StringComparer.Ordinal)
    {
        ["popular"] = (choice, data, _, _) =>
        {
            choice.Finish();
            return PopularRecommender.Train(data.Matrix);
        },
        ["item-knn"] = (choice, data, threads, cancellationToken) =>
        {
            var options = Neighbours(choice, ItemNeighbours) with { KeepTies = choice.Flag("ties", ItemNeighbours.KeepTies) };
            choice.Finish();
            return ItemNeighboursRecommender.Train(data.Matrix, options, threads, cancellationToken);
        },
        ["user-knn"] = UserKnn,
        ["ease"] = (choice, data, threads, cancellationToken) =>
        {
            var options = new EaseOptions { Lambda = choice.Number("lambda", new EaseOptions().Lambda) };
            choice.Finish();
            return EaseRecommender.Train(data.Matrix, options, threads, cancellationToken);
        },
        ["als"] = (choice, data, threads, cancellationToken) => FactorTrainings.Als(choice, data.Matrix, threads, cancellationToken),
        ["bpr"] = (choice, data, threads, cancellationToken) => FactorTrainings.Bpr(choice, data.Matrix, threads, cancellationToken),
        ["hybrid"] = HybridTraining.Train,
        ["content"] = ContextTrainings.Content,
        ["recent"] = ContextTrainings.Recent,
        ["demographics"] = ContextTrainings.Demographics,
        ["co-occurrence"] = ContextTrainings.CoOccurrence,
        ["association-rules"] = ContextTrainings.Rules,
    };

    /// <summary>The names, in the order of the alphabet.</summary>
    public static IReadOnlyCollection<string> Names => Trainings.Keys;

    /// <summary>Trains one on a matrix alone.</summary>
    /// <param name="choice">Its name and settings.</param>
    /// <param name="matrix">Users × items.</param>
    /// <param name="threads">0 for one a core.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <exception cref="FormatException">There is no such algorithm or setting, or it needs more than a matrix.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of its range.</exception>
    public static IRecommender Train(AlgorithmChoice choice, InteractionMatrix matrix, int threads, CancellationToken cancellationToken) =>
        Train(choice, new LearningData(matrix), threads, cancellationToken);

    /// <summary>Trains one.</summary>
    /// <param name="choice">Its name and settings.</param>
    /// <param name="data">What there is to learn from.</param>
    /// <param name="threads">0 for one a core.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <exception cref="FormatException">There is no such algorithm or setting, or the data lacks what it needs.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of its range.</exception>
    public static IRecommender Train(AlgorithmChoice choice, LearningData data, int threads, CancellationToken cancellationToken) =>
        Trainings.TryGetValue(choice.Name, out var training)
            ? training(choice, data, threads, cancellationToken)
            : throw new FormatException($"found the algorithm \"{choice.Name}\", expected one of {string.Join(", ", Names)}");

    /// <summary>What the data lacks for an algorithm; null when it can be trained.</summary>
    public static string? Lacks(string name, LearningData data) => name switch
    {
        "recent" when data.Log is not { HasTimes: true } => "interactions with times",
        "content" when data.Features is null => "features of the items",
        "demographics" when data.Attributes is null => "attributes of the users",
        _ => null,
    };

    private static UserNeighboursRecommender UserKnn(AlgorithmChoice choice, LearningData data, int threads, CancellationToken cancellationToken)
    {
        var options = Neighbours(choice, UserNeighbours);
        var defaults = new MinHashOptions();
        var isHashed = choice.OneOf("candidates", CandidateSearch.All) == CandidateSearch.MinHash;
        var minHash = new MinHashOptions { Hashes = choice.Whole("hashes", defaults.Hashes), Threshold = choice.Number("threshold", defaults.Threshold) };
        choice.Finish();
        cancellationToken.ThrowIfCancellationRequested();
        return UserNeighboursRecommender.Train(data.Matrix, options, isHashed ? minHash : null, threads);
    }

    private static NeighbourOptions Neighbours(AlgorithmChoice choice, NeighbourOptions defaults) => new()
    {
        Similarity = choice.OneOf("similarity", defaults.Similarity),
        K = choice.Whole("k", defaults.K),
        Shrinkage = choice.Number("shrinkage", defaults.Shrinkage),
    };

    /// <summary>Where neighbours are sought.</summary>
    private enum CandidateSearch
    {
        /// <summary>Among all users.</summary>
        All,

        /// <summary>Among those whose signatures meet.</summary>
        MinHash,
    }
}
