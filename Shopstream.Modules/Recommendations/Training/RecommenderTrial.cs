using System.Globalization;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Recommendations.Evaluation;

namespace Shopstream.Modules.Recommendations.Training;

/// <summary>How algorithms did on the latest events.</summary>
/// <param name="Users">Users measured; with too few, nothing is compared and the first choice is taken.</param>
/// <param name="Popular">NDCG of the most popular products.</param>
internal sealed record RecommenderTrial(int Users, MeasuredMetric Popular)
{
    private MeasuredMetric? _best;

    /// <summary>The best algorithm.</summary>
    public SimilarChoice Choice { get; init; }

    /// <summary>Preferences learnt from before the cut.</summary>
    public int Positives { get; init; }

    /// <summary>NDCG@10 by algorithm.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; private init; } = new Dictionary<string, double>(StringComparer.Ordinal) { ["ndcgPopular"] = Popular.Value, ["usersCompared"] = Users };

    /// <summary>Whether it may answer: unless it does worse than the most popular products, beyond chance.</summary>
    public bool IsGood => _best is null || _best.High >= Popular.Value;

    /// <summary>Why, in a sentence.</summary>
    public string Reason => _best is null
        ? $"{Users} users came back later, too few to compare; trained all the same"
        : string.Create(CultureInfo.InvariantCulture, $"NDCG@10 on later events {_best.Value:0.0000} beside {Popular.Value:0.0000} of the most popular products ({Users} users)");

    /// <summary>Takes a measured choice into account.</summary>
    public RecommenderTrial With(SimilarChoice choice, MeasuredMetric ndcg)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"ndcg{(choice.Name == "ease" ? "Ease" : "ItemKnn")}{choice.Setting}");
        var trial = this with { Metrics = new Dictionary<string, double>(Metrics, StringComparer.Ordinal) { [name] = ndcg.Value } };
        return _best is not null && ndcg.Value <= _best.Value ? trial : trial with { Choice = choice, _best = ndcg };
    }

    /// <summary>The verdict for the model store.</summary>
    public ModelVerdict Verdict(int? current) => new(
        IsGood, current, "ndcg@10", _best?.Value ?? 0, Popular.Value, _best?.Low - Popular.Value ?? 0, _best?.High - Popular.Value ?? 0, 0.95, Metrics.Count, Users, Reason);
}
