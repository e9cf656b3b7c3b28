using Shopstream.Modules.Recommendations.Algorithms;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>Space for one search, used again by the next. Not thread-safe.</summary>
internal sealed class SearchScratch
{
    /// <summary>Products that one source can contribute.</summary>
    public const int Depth = 50;

    private const int MostSlots = Depth * (Sources.Count + 1);
    private readonly ScoredItem[] _top = new ScoredItem[Depth];
    private readonly int[] _numbers = new int[MostSlots];
    private readonly float[] _fused = new float[MostSlots];
    private readonly byte[] _ranks = new byte[MostSlots * Sources.Count];
    private readonly ScoredItem[] _best = new ScoredItem[MostSlots];
    private int[] _touched = [];
    private int _touchedCount;
    private float[] _scores = [];
    private int[] _slots = [];
    private bool[] _blocked = [];
    private int _count;

    /// <summary>Candidates so far.</summary>
    public ReadOnlySpan<int> Found => _numbers.AsSpan(0, _count);

    /// <summary>Makes room for so many products.</summary>
    public void Begin(int products)
    {
        if (_scores.Length >= products) return;
        var size = Math.Max(products, 2 * _scores.Length);
        (_scores, _slots, _blocked, _touched) = (new float[size], new int[size], new bool[size], new int[size]);
        Array.Fill(_slots, -1);
    }

    /// <summary>Keeps products out.</summary>
    public void Block(ReadOnlySpan<int> numbers, bool isBlocked)
    {
        foreach (var number in numbers)
            if (number < _blocked.Length) _blocked[number] = isBlocked;
    }

    /// <summary>Adds to the score of a product in the source at hand.</summary>
    public void Add(int number, float score)
    {
        Add([number], [score], 1);
    }

    /// <summary>Adds the products of a list.</summary>
    public void Add(ReadOnlySpan<int> numbers, ReadOnlySpan<float> scores, float weight)
    {
        var (all, blocked, touched, count) = (_scores, _blocked, _touched, _touchedCount);
        for (var i = 0; i < numbers.Length; i++)
        {
            var number = numbers[i];
            if ((uint)number >= (uint)blocked.Length || blocked[number]) continue;
            ref var sum = ref all[number];

            // A sum of exactly 0 among scores of both signs is touched once more, which does no harm while there is room.
            if (sum == 0 && count < touched.Length) touched[count++] = number;
            sum += weight * scores[i];
        }

        _touchedCount = count;
    }

    /// <summary>Ranks what the source has scored and adds its reciprocal ranks to the fused scores.</summary>
    public void Fuse(Source source, float weight, Func<int, bool>? filter)
    {
        var selection = new TopSelection(_top);
        foreach (var number in _touched.AsSpan(0, _touchedCount))
        {
            if (_scores[number] > 0 && (filter is null || filter(number))) selection.Offer(number, _scores[number]);
            _scores[number] = 0;
        }

        _touchedCount = 0;
        var count = selection.Finish();
        for (var rank = 1; rank <= count; rank++)
        {
            var number = _top[rank - 1].Item;
            var slot = _slots[number];
            if (slot < 0)
            {
                slot = _slots[number] = _count++;
                (_numbers[slot], _fused[slot]) = (number, 0);
                _ranks.AsSpan(slot * Sources.Count, Sources.Count).Clear();
            }

            _fused[slot] += weight / (AnswerPolicy.Smoothing + rank);
            _ranks[(slot * Sources.Count) + (int)source] = (byte)rank;
        }
    }

    /// <summary>The best candidates; the space is free again.</summary>
    public CandidateList Finish(int most)
    {
        var selection = new TopSelection(_best.AsSpan(0, Math.Min(most, _best.Length)));
        for (var slot = 0; slot < _count; slot++) selection.Offer(_numbers[slot], _fused[slot]);
        var kept = selection.Finish();
        var (numbers, scores, ranks) = (new int[kept], new float[kept], new byte[kept * Sources.Count]);
        for (var i = 0; i < kept; i++)
        {
            (numbers[i], scores[i]) = (_best[i].Item, _best[i].Score);
            _ranks.AsSpan(_slots[numbers[i]] * Sources.Count, Sources.Count).CopyTo(ranks.AsSpan(i * Sources.Count));
        }

        for (var slot = 0; slot < _count; slot++) _slots[_numbers[slot]] = -1;
        _count = 0;
        return new(numbers, scores, ranks);
    }
}
