using Shopstream.Modules.Ml.Models;

namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>
/// Whether a candidate is better than the model it should replace, on later reviews that neither has learned: the interval of the mean gain
/// in log-likelihood a review has to lie above 0. Reviews of one author depend on each other, so whole authors are drawn anew (the cluster
/// bootstrap: Efron, "Bootstrap methods: another look at the jackknife", 1979; Field and Welsh, "Bootstrapping clustered data", 2007).
/// </summary>
internal static class SentimentComparison
{
    private const int Draws = 2_000;

    /// <summary>Compares.</summary>
    /// <param name="against">Number of the current version, null for the built-in model.</param>
    /// <param name="later">Reviews that neither has learned.</param>
    /// <param name="candidate">The new model.</param>
    /// <param name="current">The model it should replace.</param>
    /// <param name="options">Confidence, and least reviews with praise and without.</param>
    /// <param name="seed">Of the draws.</param>
    /// <returns>The verdict; null when there are too few reviews for one.</returns>
    public static ModelVerdict? Of(
        int? against, IReadOnlyList<RatedReview> later, SentimentModel candidate, SentimentModel current, MlOptions options, int seed)
    {
        var praising = later.Count(review => review.Review.Label == SentimentLabel.Positive);
        var authors = later.GroupBy(review => review.User, StringComparer.Ordinal).ToList();
        if (Math.Min(praising, later.Count - praising) < options.PromotionRows || authors.Count < 2) return null;
        var gains = authors.ConvertAll(author => (
            Sum: author.Sum(review => Likelihood(candidate, review.Review) - Likelihood(current, review.Review)), Count: author.Count()));
        var random = new Random(seed);
        var means = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < gains.Count; i++)
            {
                var drawn = gains[random.Next(gains.Count)];
                (sum, count) = (sum + drawn.Sum, count + drawn.Count);
            }

            means[draw] = sum / count;
        }

        Array.Sort(means);
        var tail = (1 - options.PromotionConfidence) / 2;
        var (low, high) = (means[(int)(tail * (Draws - 1))], means[(int)Math.Ceiling((1 - tail) * (Draws - 1))]);
        var (mine, its) = (later.Average(review => Likelihood(candidate, review.Review)), later.Average(review => Likelihood(current, review.Review)));
        var other = against is null ? "the built-in model" : $"version {against}";
        return new ModelVerdict(
            low > 0, against, "logLikelihood", mine, its, low, high, options.PromotionConfidence, later.Count, authors.Count,
            $"log-likelihood {mine:0.0000} {(low > 0 ? "beats" : "does not surely beat")} {its:0.0000} of {other} on {later.Count} later reviews (gain {low:+0.0000;-0.0000;0.0000} to {high:+0.0000;-0.0000;0.0000})");
    }

    private static double Likelihood(SentimentModel model, LabelledText text)
    {
        var evaluation = new SentimentEvaluation();
        evaluation.Add(text, model.Score(text.Text));
        return -evaluation.LogLoss;
    }
}
