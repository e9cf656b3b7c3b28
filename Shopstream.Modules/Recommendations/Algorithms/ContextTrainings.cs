using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>Trains the algorithms that look at more than the matrix, from the settings of a choice.</summary>
internal static class ContextTrainings
{
    private const double DefaultHalfLifeDays = 7;
    private const double DefaultShrinkage = 10;

    /// <summary><c>content</c>: no settings.</summary>
    public static IRecommender Content(AlgorithmChoice choice, LearningData data, int threads, CancellationToken cancellationToken)
    {
        choice.Finish();
        return ContentRecommender.Train(data.Features ?? throw Lacks(choice, data));
    }

    /// <summary><c>recent</c>: setting half-life in days.</summary>
    public static IRecommender Recent(AlgorithmChoice choice, LearningData data, int threads, CancellationToken cancellationToken)
    {
        var days = choice.Number("half-life", DefaultHalfLifeDays);
        choice.Finish();
        if (days is not (>= 0.001 and <= 100_000)) throw new FormatException($"{choice.Text}: found a half-life of {days}, expected 0.001 to 100000 days");
        if (data.Log is not { HasTimes: true } log) throw Lacks(choice, data);
        return RecentRecommender.Train(data.Matrix.Items, log.Interactions, TimeSpan.FromDays(days));
    }

    /// <summary><c>demographics</c>: setting shrinkage.</summary>
    public static IRecommender Demographics(AlgorithmChoice choice, LearningData data, int threads, CancellationToken cancellationToken)
    {
        var shrinkage = choice.Number("shrinkage", DefaultShrinkage);
        choice.Finish();
        if (!(shrinkage >= 0)) throw new FormatException($"{choice.Text}: found the shrinkage {shrinkage}, expected 0 or more");
        return DemographicsRecommender.Train(data.Matrix, data.Attributes ?? throw Lacks(choice, data), shrinkage);
    }

    /// <summary><c>co-occurrence</c>: settings measure, k and least.</summary>
    public static IRecommender CoOccurrence(AlgorithmChoice choice, LearningData data, int threads, CancellationToken cancellationToken)
    {
        var defaults = new CoOccurrenceOptions();
        var options = new CoOccurrenceOptions { Measure = choice.OneOf("measure", defaults.Measure), K = choice.Whole("k", defaults.K), Least = choice.Whole("least", defaults.Least) };
        choice.Finish();
        return CoOccurrenceRecommender.Train(data.Baskets(), options, threads, cancellationToken);
    }

    /// <summary><c>association-rules</c>: settings support, confidence and size.</summary>
    public static IRecommender Rules(AlgorithmChoice choice, LearningData data, int threads, CancellationToken cancellationToken)
    {
        var defaults = new AssociationRuleOptions();
        var options = new AssociationRuleOptions
        {
            Support = choice.Number("support", defaults.Support),
            Confidence = choice.Number("confidence", defaults.Confidence),
            Size = choice.Whole("size", defaults.Size),
        };
        choice.Finish();
        try
        {
            return AssociationRulesRecommender.Train(data.Baskets(), options, cancellationToken);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"{choice.Text}: {e.Message}", e);
        }
    }

    private static FormatException Lacks(AlgorithmChoice choice, LearningData data) =>
        new($"{choice.Text}: found no {RecommenderCatalogue.Lacks(choice.Name, data)}, which it needs");
}
