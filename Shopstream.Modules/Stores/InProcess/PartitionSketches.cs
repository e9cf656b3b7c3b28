namespace Shopstream.Modules.Stores.InProcess;

/// <summary>Everything the sketches know of one partition. Not safe for concurrent callers.</summary>
internal sealed class PartitionSketches
{
    private const string BloomSlot = "bloom";
    private const string UsersSlot = "hll";
    private const string CountsSlot = "counts";
    private const string IdsSlot = "ids";
    private const string LastSlot = "applied";

    private readonly ScalableBloomFilter _seen;
    private readonly SessionCounts _counts;
    private readonly DuplicateFilter _sessions;
    private readonly SlotDifference _written = new();
    private AppliedBatch? _last;
    private ReadOnlyMemory<byte> _usersStored;
    private ReadOnlyMemory<byte> _lastStored;

    /// <summary>An empty state.</summary>
    public PartitionSketches(InProcessSketchesOptions options)
    {
        _seen = new(options.BloomCapacity, options.BloomError);
        _counts = new();
        _sessions = new(options.DuplicateCapacity);
        Users = new(options.HyperLogLogPrecision);
    }

    /// <summary>The state of a snapshot; the filter and the sketch keep the parameters they were written with.</summary>
    /// <exception cref="InvalidDataException">A slot is missing or damaged.</exception>
    public PartitionSketches(InProcessSketchesOptions options, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        _seen = ScalableBloomFilter.Restore(BloomSlot, slots);
        _counts = SessionCounts.Restore(CountsSlot, slots);
        _sessions = DuplicateFilter.Restore(options.DuplicateCapacity, IdsSlot, slots);
        _usersStored = StateSlots.Require(slots, UsersSlot, 1);
        Users = HyperLogLog.FromBytes(_usersStored.Span);
        if (slots.TryGetValue(LastSlot, out _lastStored)) _last = AppliedBatch.From(_lastStored.Span, LastSlot);
        _written.Restore(slots);
    }

    /// <summary>Sketch of the valid users.</summary>
    public HyperLogLog Users { get; }

    /// <summary>Session ids forgotten for want of room.</summary>
    public long Forgotten => _sessions.Forgotten;

    /// <summary>Valid sessions of a user.</summary>
    public long CountOf(ItemHash user) => _counts.CountOf(user);

    /// <summary>Applies the visits behind the last batch, and repeats the answers to those of the last batch before them.</summary>
    /// <exception cref="ArgumentException">The offsets do not rise.</exception>
    /// <exception cref="InvalidOperationException">A visit lies before the last batch; nothing was applied.</exception>
    public VisitAnswer[] Apply(IReadOnlyList<Visit> visits)
    {
        var (answers, offsets, repeats) = (new VisitAnswer[visits.Count], new long[visits.Count], 0);
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = visits[i].Offset;
            if (i > 0 && offsets[i] <= offsets[i - 1])
                throw new ArgumentException($"Expected an offset behind {offsets[i - 1]}, found {offsets[i]}.", nameof(visits));
            if (_last is null || offsets[i] > _last.LastOffset) continue;
            answers[i] = _last.AnswerAt(offsets[i]);
            repeats++;
        }

        for (var i = repeats; i < answers.Length; i++) answers[i] = Apply(visits[i]);
        if (repeats < answers.Length) (_last, _lastStored) = (new(offsets, answers), default);
        return answers;
    }

    /// <summary>What changed since the last time, or since the state was put back.</summary>
    public Dictionary<string, ReadOnlyMemory<byte>?> Snapshot()
    {
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        _seen.Snapshot(BloomSlot, slots);
        _counts.Snapshot(CountsSlot, slots);
        _sessions.Snapshot(IdsSlot, slots);
        if (_usersStored.IsEmpty) _usersStored = Users.ToBytes();
        slots[UsersSlot] = _usersStored;
        if (_last is not null)
        {
            if (_lastStored.IsEmpty) _lastStored = _last.ToMemory();
            slots[LastSlot] = _lastStored;
        }

        return _written.Take(slots);
    }

    private VisitAnswer Apply(in Visit visit)
    {
        if (!_sessions.Add(visit.SessionId)) return new(IsDuplicate: true, IsReturning: false, SessionCount: 0);
        if (!visit.IsValid) return default;
        var user = ItemHash.Of(visit.UserId);
        var isReturning = _seen.Add(user);
        if (Users.Add(user.Low)) _usersStored = default;
        return new(IsDuplicate: false, isReturning, _counts.Increment(user));
    }
}
