namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>
/// What the latest answers have shown, so that a further page shows neither one of them again nor leaves one out. A ring of numbers
/// rather than objects: thousands of them a second would be copied by every collection of garbage. Thread-safe.
/// </summary>
internal sealed class ServedPages
{
    /// <summary>Answers remembered.</summary>
    public const int Most = 20_000;

    private const int Inline = 16;
    private const byte Elsewhere = byte.MaxValue;
    private readonly Lock _lock = new();
    private readonly Guid[] _ids = new Guid[Most];
    private readonly byte[] _counts = new byte[Most];
    private readonly int[] _numbers = new int[Most * Inline];
    private readonly Dictionary<Guid, int> _slots = new(Most);
    private readonly Dictionary<Guid, int[]> _long = [];
    private int _next;

    /// <summary>Products shown under an id so far; null when it is not known any more.</summary>
    public int[]? Find(string recommendationId)
    {
        if (!Guid.TryParseExact(recommendationId, "N", out var id)) return null;
        lock (_lock)
        {
            if (!_slots.TryGetValue(id, out var slot)) return null;
            return _counts[slot] == Elsewhere ? _long[id] : _numbers.AsSpan(slot * Inline, _counts[slot]).ToArray();
        }
    }

    /// <summary>Remembers what an answer has shown in all.</summary>
    /// <param name="recommendationId">Its id.</param>
    /// <param name="before">What earlier pages have shown.</param>
    /// <param name="items">What this page shows.</param>
    public void Remember(string recommendationId, ReadOnlySpan<int> before, IReadOnlyList<AnsweredProduct> items)
    {
        if (!Guid.TryParseExact(recommendationId, "N", out var id)) return;
        lock (_lock)
        {
            var slot = SlotOf(id);
            var count = before.Length + items.Count;
            if (count <= Inline)
            {
                var numbers = _numbers.AsSpan(slot * Inline, Inline);
                before.CopyTo(numbers);
                for (var i = 0; i < items.Count; i++) numbers[before.Length + i] = items[i].Number;
                _counts[slot] = (byte)count;
                return;
            }

            _long[id] = [.. before, .. items.Select(i => i.Number)];
            _counts[slot] = Elsewhere;
        }
    }

    private int SlotOf(Guid id)
    {
        if (_slots.TryGetValue(id, out var slot)) return slot;
        slot = _next;
        _next = (_next + 1) % Most;
        if (_slots.Remove(_ids[slot])) _long.Remove(_ids[slot]);
        _ids[slot] = id;
        _slots.Add(id, slot);
        return slot;
    }
}
