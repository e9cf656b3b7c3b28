namespace Shopstream.Modules.Stores.InProcess;

/// <summary>Everything the sketches know of one partition. Not safe for concurrent callers.</summary>
internal sealed class PartitionSketches
{
    private const string BloomSlot = "bloom";
    private const string UsersSlot = "hll";
    private const string CountsSlot = "counts";
    private const string IdsSlot = "ids";
    private const string LastSlot = "last";

    private readonly ScalableBloomFilter _seen;
    private readonly SessionCounts _counts;
    private readonly DuplicateFilter _sessions;
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
        if (!slots.TryGetValue(LastSlot, out _lastStored)) return;
        _last = AppliedBatch.From(_lastStored.Span, LastSlot);
    }

    /// <summary>Sketch of the valid users.</summary>
    public HyperLogLog Users { get; }

    /// <summary>Session ids forgotten for want of room.</summary>
    public long Forgotten => _sessions.Forgotten;

    /// <summary>Valid sessions of a user.</summary>
    public long CountOf(ItemHash user) => _counts.CountOf(user);

    /// <summary>Applies a batch, or repeats the answers to the last one.</summary>
    /// <exception cref="InvalidOperationException">
    /// The batch lies before the last one applied, or has its offset but another length.
    /// </exception>
    public VisitAnswer[] Apply(long lastOffset, IReadOnlyList<Visit> visits)
    {
        if (_last is { } last && lastOffset <= last.LastOffset) return Repeat(last, lastOffset, visits.Count);
        var answers = new VisitAnswer[visits.Count];
        for (var i = 0; i < answers.Length; i++) answers[i] = Apply(visits[i]);
        (_last, _lastStored) = (new(lastOffset, answers), default);
        return answers;
    }

    /// <summary>State in named slots; what did not change since the last time is the same memory again.</summary>
    public Dictionary<string, ReadOnlyMemory<byte>> Snapshot()
    {
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        _seen.Snapshot(BloomSlot, slots);
        _counts.Snapshot(CountsSlot, slots);
        _sessions.Snapshot(IdsSlot, slots);
        if (_usersStored.IsEmpty) _usersStored = Users.ToBytes();
        slots[UsersSlot] = _usersStored;
        if (_last is null) return slots;
        if (_lastStored.IsEmpty) _lastStored = _last.ToMemory();
        slots[LastSlot] = _lastStored;
        return slots;
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

    private static VisitAnswer[] Repeat(AppliedBatch last, long lastOffset, int visits)
    {
        if (lastOffset == last.LastOffset && visits == last.Answers.Length) return last.Answers;
        throw new InvalidOperationException(
            $"Expected visits after offset {last.LastOffset}, or the same {last.Answers.Length} up to it again; "
            + $"found {visits} up to {lastOffset}.");
    }
}
