namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// Keeps the best of the items it is offered in a span, as a binary heap whose root is the worst kept (Williams, "Heapsort", 1964).
/// Equal scores go by ascending item number, so that the answer does not depend on the order of the offers.
/// </summary>
/// <param name="top">Where they are kept; its length is how many.</param>
public ref struct TopSelection(Span<ScoredItem> top)
{
    private readonly Span<ScoredItem> _top = top;
    private int _count;
    private float _least = float.NegativeInfinity;

    /// <summary>Selects from dense scores, one an item.</summary>
    /// <param name="scores">Scores by item.</param>
    /// <param name="exclude">Items to leave out, ascending.</param>
    /// <param name="top">Takes the best, best first.</param>
    /// <param name="above">Only greater scores count.</param>
    /// <returns>How many were written.</returns>
    public static int Of(ReadOnlySpan<float> scores, ReadOnlySpan<int> exclude, Span<ScoredItem> top, float above = float.NegativeInfinity)
    {
        var selection = new TopSelection(top);
        var from = 0;
        foreach (var excluded in exclude)
        {
            if (excluded >= scores.Length) break;
            selection.OfferRange(scores, from, excluded, above);
            from = Math.Max(from, excluded + 1);
        }

        selection.OfferRange(scores, from, scores.Length, above);
        return selection.Finish();
    }

    /// <summary>Considers an item; NaN and negative infinity are never kept.</summary>
    public void Offer(int item, float score)
    {
        if (score < _least || !(score > float.NegativeInfinity)) return;
        var candidate = new ScoredItem(item, score);
        if (_count < _top.Length)
        {
            Rise(candidate);
            if (_count == _top.Length) _least = _top[0].Score;
        }
        else if (_count > 0 && IsBetter(candidate, _top[0]))
        {
            Sink(candidate, _count);
            _least = _top[0].Score;
        }
    }

    /// <summary>Puts what was kept into order, best first; the selection is used up.</summary>
    /// <returns>How many there are.</returns>
    public int Finish()
    {
        for (var last = _count - 1; last > 0; last--)
        {
            var moved = _top[last];
            _top[last] = _top[0];
            Sink(moved, last);
        }

        return _count;
    }

    private static bool IsBetter(ScoredItem a, ScoredItem b) => a.Score > b.Score || (a.Score == b.Score && a.Item < b.Item);

    private void OfferRange(ReadOnlySpan<float> scores, int from, int to, float above)
    {
        for (var item = from; item < to; item++)
            if (scores[item] > above) Offer(item, scores[item]);
    }

    private void Rise(ScoredItem candidate)
    {
        var at = _count++;
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (!IsBetter(_top[parent], candidate)) break;
            _top[at] = _top[parent];
            at = parent;
        }

        _top[at] = candidate;
    }

    private readonly void Sink(ScoredItem candidate, int count)
    {
        var at = 0;
        for (var child = 1; child < count; child = (2 * at) + 1)
        {
            if (child + 1 < count && IsBetter(_top[child], _top[child + 1])) child++;
            if (!IsBetter(candidate, _top[child])) break;
            _top[at] = _top[child];
            at = child;
        }

        _top[at] = candidate;
    }
}
