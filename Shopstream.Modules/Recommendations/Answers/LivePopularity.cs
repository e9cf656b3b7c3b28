using System.Collections.Concurrent;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>How much this host has seen of each product since it started: what is popular before a model is trained. Thread-safe.</summary>
internal sealed class LivePopularity
{
    private const int Length = 1_000;
    private readonly ConcurrentDictionary<int, double> _weights = new();

    private long _events;

    /// <summary>Events seen.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>Adds an event.</summary>
    public void Add(int number, double weight)
    {
        Interlocked.Increment(ref _events);
        if (weight > 0) _weights.AddOrUpdate(number, static (_, w) => w, static (_, before, w) => before + w, weight);
    }

    /// <summary>The most popular products with their shares of the most popular one.</summary>
    public IReadOnlyList<(int Number, float Score)> Top()
    {
        var top = _weights.ToArray().OrderByDescending(w => w.Value).ThenBy(w => w.Key).Take(Length).ToList();
        return [.. top.Select(t => (t.Key, (float)(t.Value / top[0].Value)))];
    }
}
