using Shopstream.Modules.Recommendations.Algorithms;

namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>Scores of a few out of many items, reused from one prefix to the next. Not thread-safe.</summary>
internal sealed class SessionScores(int items)
{
    private readonly float[] _scores = new float[items];
    private readonly List<int> _touched = [];

    /// <summary>Number of items.</summary>
    public int Items => items;

    /// <summary>Items with a score, in the order in which they got it.</summary>
    public IReadOnlyList<int> Scored => _touched;

    /// <summary>The score of an item, 0 when it has none.</summary>
    public float this[int item] => _scores[item];

    /// <summary>Adds a score above 0.</summary>
    public void Add(int item, float score)
    {
        if (!(score > 0)) return;
        if (_scores[item] == 0) _touched.Add(item);
        _scores[item] += score;
    }

    /// <summary>Forgets all scores.</summary>
    public void Clear()
    {
        foreach (var item in _touched) _scores[item] = 0;
        _touched.Clear();
    }

    /// <summary>The best items, best first, equal scores by ascending item.</summary>
    /// <returns>How many were written.</returns>
    public int Top(Span<ScoredItem> top)
    {
        var selection = new TopSelection(top);
        foreach (var item in _touched) selection.Offer(item, _scores[item]);
        return selection.Finish();
    }
}
