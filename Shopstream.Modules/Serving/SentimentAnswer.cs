using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Serving;

/// <summary>The answer of <c>/analytics/sentiment</c>.</summary>
internal sealed record SentimentAnswer(AnalyticsRange Range) : AnalyticsAnswer(Range)
{
    /// <summary>All reviews of the range.</summary>
    public required SentimentFigures Totals { get; init; }

    /// <summary>Categories, most reviewed first; products without one stand under <c>unknown</c>.</summary>
    public required IReadOnlyList<CategorySentiment> Categories { get; init; }

    /// <summary>Products, most reviewed first.</summary>
    public required IReadOnlyList<ProductSentiment> Products { get; init; }

    /// <summary>The latest reviews, newest first.</summary>
    public required IReadOnlyList<LatestReview> Latest { get; init; }
}

/// <summary>Reviews by sentiment; the three shares add up to 1, the mean score lies between -1 and 1.</summary>
internal sealed record SentimentFigures(
    long Reviews,
    long Positive,
    long Neutral,
    long Negative,
    double PositiveShare,
    double NeutralShare,
    double NegativeShare,
    double MeanScore);

/// <summary>Reviews of a category.</summary>
internal sealed record CategorySentiment(string Category, SentimentFigures Reviews);

/// <summary>Reviews of a product.</summary>
internal sealed record ProductSentiment(string Id, string? Name, string? Category, SentimentFigures Reviews);

/// <summary>One review; the score lies between -1 and 1.</summary>
internal sealed record LatestReview(
    string ProductId,
    string? ProductName,
    string? Category,
    [property: JsonConverter(typeof(IsoTimestampConverter))] DateTimeOffset Time,
    string Text,
    string Sentiment,
    double Score);
