using System.Collections.Concurrent;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>What the latest answers have shown, so that a further page shows neither one of them again nor leaves one out. Thread-safe.</summary>
internal sealed class ServedPages
{
    private const int Most = 20_000;
    private readonly ConcurrentDictionary<string, int[]> _shown = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>Products shown under an id so far; null when it is not known any more.</summary>
    public int[]? Find(string recommendationId) => _shown.GetValueOrDefault(recommendationId);

    /// <summary>Remembers what an answer has shown in all.</summary>
    public void Remember(string recommendationId, int[] shown)
    {
        if (_shown.TryAdd(recommendationId, shown)) _order.Enqueue(recommendationId);
        else _shown[recommendationId] = shown;
        while (_order.Count > Most && _order.TryDequeue(out var oldest)) _shown.TryRemove(oldest, out _);
    }
}
