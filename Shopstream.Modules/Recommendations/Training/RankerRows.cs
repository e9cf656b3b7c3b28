using System.Text.Json;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Experiments;

namespace Shopstream.Modules.Recommendations.Training;

/// <summary>Recommended products that were looked at, with whether they were clicked: what a ranker learns from.</summary>
internal sealed class RankerRows
{
    private readonly List<float[]> _features = [];
    private readonly List<float> _labels = [];
    private readonly List<float> _weights = [];
    private readonly List<int> _answers = [];

    /// <summary>When each answer was given, oldest first, milliseconds since 1970.</summary>
    public List<long> AnsweredMs { get; } = [];

    /// <summary>Number of rows.</summary>
    public int Count => _labels.Count;

    /// <summary>Number of clicks.</summary>
    public int Clicks => _labels.Count(l => l > 0);

    /// <summary>1 for a click, else 0; by row.</summary>
    public IReadOnlyList<float> Labels => _labels;

    /// <summary>The answer of each row.</summary>
    public IReadOnlyList<int> Answers => _answers;

    /// <summary>Reads the answers since a moment with what became of them.</summary>
    public static async Task<RankerRows> ReadAsync(IDocumentStore documents, long fromMs, CancellationToken cancellationToken)
    {
        foreach (var collection in (CollectionDefinition[])[FeedbackCollections.Answers, FeedbackCollections.Feedback]) await documents.EnsureCollectionAsync(collection, cancellationToken);
        var feedback = new Dictionary<string, List<FeedbackFact>>(StringComparer.Ordinal);
        await foreach (var document in documents.FindAsync(FeedbackCollections.Feedback.Name, new() { Where = [new("timeMs", Comparison.AtLeast, fromMs)] }, cancellationToken))
        {
            var fact = JsonSerializer.Deserialize(document.Body.Span, EventsJsonContext.Default.FeedbackFact)!;
            if (!feedback.TryGetValue(fact.RecommendationId, out var facts)) feedback.Add(fact.RecommendationId, facts = []);
            facts.Add(fact);
        }

        var rows = new RankerRows();
        var answers = new DocumentQuery { Where = [new("servedMs", Comparison.AtLeast, fromMs)], SortBy = "servedMs" };
        await foreach (var document in documents.FindAsync(FeedbackCollections.Answers.Name, answers, cancellationToken))
        {
            var served = JsonSerializer.Deserialize(document.Body.Span, EventsJsonContext.Default.ServedRecommendations)!;
            if (feedback.TryGetValue(served.RecommendationId, out var facts)) rows.Add(served, facts);
        }

        return rows;
    }

    /// <summary>Adds an answer: the products that were shown, or, where impressions are not reported, those down to the one below the last click.</summary>
    public void Add(ServedRecommendations served, IReadOnlyList<FeedbackFact> facts)
    {
        var clicked = facts.Where(f => f.Type is EventTypes.Click or EventTypes.Cart or EventTypes.Purchase or EventTypes.Like).Select(f => f.ProductId).ToHashSet(StringComparer.Ordinal);
        var shown = facts.Where(f => f.Type == EventTypes.Impression).Select(f => f.ProductId).ToHashSet(StringComparer.Ordinal);
        if (shown.Count == 0 && clicked.Count == 0) return;
        var last = served.Items.Where(i => clicked.Contains(i.ProductId)).Select(i => i.Position).DefaultIfEmpty(0).Max();
        var number = AnsweredMs.Count;
        var before = Count;
        foreach (var item in served.Items)
        {
            if (item.Features is not { } logged || logged.Count != RankingFeatures.Logged.Count) continue;
            var isClicked = clicked.Contains(item.ProductId);
            if (!isClicked && !(shown.Count > 0 ? shown.Contains(item.ProductId) : item.Position <= last + 1)) continue;
            _features.Add([.. logged.Select(f => f == RecommendationService.Unknown ? float.NaN : f), item.Position]);
            _labels.Add(isClicked ? 1 : 0);

            // What chance put there counts for all that could have stood there; not without bound (Ionides 2008).
            _weights.Add((float)Math.Min(10, 1 / Math.Max(1e-6, item.Propensity)));
            _answers.Add(number);
        }

        if (Count > before) AnsweredMs.Add(served.ServedAt.ToUnixTimeMilliseconds());
    }

    /// <summary>The rows [from, to) as a table.</summary>
    /// <param name="from">First row.</param>
    /// <param name="to">Row after the last.</param>
    /// <param name="asFirst">Whether each product stands first, as when answering.</param>
    public (FeatureMatrix Table, float[] Labels, float[] Weights) Table(int from, int to, bool asFirst)
    {
        var columns = new float[RankingFeatures.Names.Count][];
        for (var c = 0; c < columns.Length; c++)
        {
            columns[c] = new float[to - from];
            for (var r = from; r < to; r++) columns[c][r - from] = asFirst && c == columns.Length - 1 ? 1 : _features[r][c];
        }

        return (new(RankingFeatures.Names, columns), [.. _labels[from..to]], [.. _weights[from..to]]);
    }
}
