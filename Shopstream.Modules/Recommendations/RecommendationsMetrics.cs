using System.Diagnostics.Metrics;

namespace Shopstream.Modules.Recommendations;

/// <summary>Counters of recommendations.</summary>
internal sealed class RecommendationsMetrics
{
    private readonly Counter<long> _answers;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _unlogged;
    private readonly Counter<long> _unreadable;

    public RecommendationsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Shopstream.Recommendations");
        _answers = meter.CreateCounter<long>("shopstream.recommendations.answers", description: "Answers by algorithm.");
        _fallbacks = meter.CreateCounter<long>("shopstream.recommendations.fallbacks", description: "Answers that had to be filled up, by what filled them.");
        _unlogged = meter.CreateCounter<long>("shopstream.recommendations.unlogged", description: "Answers that could not be put on the bus.");
        _unreadable = meter.CreateCounter<long>("shopstream.recommendations.unreadable", description: "Records of the input that are none of its kind.");
    }

    /// <summary>An answer was given.</summary>
    public void Answered(string algorithm, IReadOnlyList<string> fallbacks)
    {
        _answers.Add(1, new KeyValuePair<string, object?>("algorithm", algorithm));
        foreach (var fallback in fallbacks) _fallbacks.Add(1, new KeyValuePair<string, object?>("source", fallback));
    }

    /// <summary>Answers were lost to experiments.</summary>
    public void Unlogged(int count) => _unlogged.Add(count);

    /// <summary>A record could not be read.</summary>
    public void Unreadable(string topic) => _unreadable.Add(1, new KeyValuePair<string, object?>("topic", topic));
}
