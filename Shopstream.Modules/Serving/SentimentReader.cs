using System.Text.Json;
using Shopstream.Modules.Stores;
using static Shopstream.Modules.Serving.MeasureReading;

namespace Shopstream.Modules.Serving;

/// <summary>Reads what reviews say from <c>product_sentiment</c> and <c>product_reviews</c>.</summary>
internal sealed class SentimentReader(ISearchIndex index)
{
    private static readonly WindowIndexDefinition Definition = AnalyticsIndices.ProductSentiment;
    private static readonly int Positive = Definition.MeasureIndex("positive");
    private static readonly int Neutral = Definition.MeasureIndex("neutral");
    private static readonly int Negative = Definition.MeasureIndex("negative");
    private static readonly int Score = Definition.MeasureIndex("score");

    /// <summary>Sentiment by category, of the <paramref name="top"/> most reviewed products, and the latest reviews.</summary>
    public async ValueTask<SentimentAnswer> ReadAsync(AnalyticsRange range, int top, CancellationToken cancellationToken)
    {
        var rows = await index.QueryWindowsAsync(range.Query(Definition), cancellationToken);
        var total = new long[Definition.Measures.Count];
        var categories = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var name = row.Attribute(1) ?? "unknown";
            if (!categories.TryGetValue(name, out var sums)) categories[name] = sums = new long[total.Length];
            for (var i = 0; i < total.Length; i++)
            {
                sums[i] += row.Measures[i];
                total[i] += row.Measures[i];
            }
        }

        return new(range)
        {
            Totals = Figures(total),
            Categories =
            [
                .. categories.OrderByDescending(c => Count(c.Value)).ThenBy(c => c.Key, StringComparer.Ordinal).Take(top)
                    .Select(c => new CategorySentiment(c.Key, Figures(c.Value))),
            ],
            Products =
            [
                .. rows.OrderByDescending(r => Count(r.Measures)).ThenBy(r => r.Key, StringComparer.Ordinal).Take(top)
                    .Select(r => new ProductSentiment(r.Key, r.Attribute(0), r.Attribute(1), Figures(r.Measures))),
            ],
            Latest = await LatestAsync(range, top, cancellationToken),
        };
    }

    private static long Count(IReadOnlyList<long> m) => m[Positive] + m[Neutral] + m[Negative];

    private static SentimentFigures Figures(IReadOnlyList<long> m)
    {
        var count = Count(m);
        return new(
            count,
            m[Positive],
            m[Neutral],
            m[Negative],
            Ratio(m[Positive], count),
            Ratio(m[Neutral], count),
            Ratio(m[Negative], count),
            MeanOfThousandths(m[Score], count));
    }

    private async ValueTask<IReadOnlyList<LatestReview>> LatestAsync(AnalyticsRange range, int top, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery
        {
            Where = [new("timeMs", Comparison.AtLeast, range.FromMs), new("timeMs", Comparison.Below, range.ToMs)],
            SortBy = "timeMs",
            Descending = true,
            Limit = top,
        };
        var latest = new List<LatestReview>(Math.Min(top, 100));
        await foreach (var document in index.SearchAsync(AnalyticsIndices.ProductReviews.Name, query, cancellationToken))
        {
            var r = JsonSerializer.Deserialize(document.Body.Span, IndexJsonContext.Default.ReviewSummary)
                ?? throw new JsonException($"review {document.Id} is null, expected an object");
            latest.Add(new(
                r.ProductId, r.ProductName, r.Category, DateTimeOffset.FromUnixTimeMilliseconds(r.TimeMs), r.Text, r.Sentiment, r.Score));
        }

        return latest;
    }
}
