using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>
/// What the checkpoint keeps of a partition, enough to build its keys anew: the users with their counts as they stood at some visit
/// (slots <c>users/…</c>), every session taken in since then or still remembered (<c>visits/…</c>), and what belongs together
/// (<c>journal</c>). Only the segment under construction and what no snapshot has taken yet are in memory. Not safe for concurrent
/// callers.
/// </summary>
internal sealed class VisitJournal
{
    private const string HeadSlot = "journal";
    private readonly List<ClosedSegment> _segments = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>?> _changes = new(StringComparer.Ordinal);
    private JournalHead _head;
    private JournalSegment _open = new();
    private bool _openChanged;
    private bool _headChanged;

    /// <summary>The journal of a state that nothing was applied to.</summary>
    public VisitJournal(Guid id) => (_head, _headChanged) = (new(id, Position: -1, UsersAt: -1, 0, 0, 0, 0, 0), true);

    /// <summary>The journal that snapshots left; the slots are not kept.</summary>
    /// <exception cref="InvalidDataException">A slot is missing or damaged.</exception>
    public VisitJournal(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        if (!slots.TryGetValue(HeadSlot, out var head))
            throw new InvalidDataException($"State slot '{HeadSlot}' is missing; was the checkpoint written under another Sketches:Provider?");
        _head = ReadHead(head.Span);
        for (var number = _head.FirstSegment; number < _head.OpenSegment; number++)
        {
            var stored = JournalSegment.Require(slots, SegmentName(number)).Span;
            _segments.Add(new(number, JournalSegment.LastOffsetOf(stored), JournalSegment.CountOf(stored)));
        }

        if (slots.ContainsKey(SegmentName(_head.OpenSegment)))
            _open = JournalSegment.From(JournalSegment.Require(slots, SegmentName(_head.OpenSegment)));
    }

    /// <summary>Tells this state from every other one.</summary>
    public Guid Id => _head.Id;

    /// <summary>Offset of the last visit in it, -1 when there is none.</summary>
    public long Position => _head.Position;

    /// <summary>Adds what was answered to a visit; one that is in it already changes nothing.</summary>
    public void Add(in Visit visit, in VisitAnswer answer)
    {
        if (visit.Offset <= _head.Position) return;
        _head = _head with { Position = visit.Offset };
        _headChanged = true;
        if (answer.IsDuplicate) return;
        if (_open.IsFull) CloseSegment();
        _open.Append(new(
            visit.Offset, ItemHash.Of(visit.SessionId), visit.IsValid ? visit.UserId : null, answer.IsReturning, answer.SessionCount));
        _openChanged = true;
    }

    /// <summary>
    /// Whether the sessions that are only there for their users' counts have become so many that <see cref="Compact"/> is worth it:
    /// as many as there are users, and as many as are remembered.
    /// </summary>
    public bool IsCompactable(Generations generations)
    {
        var horizon = generations.Horizon(Position);
        var old = _segments.TakeWhile(segment => segment.LastOffset < horizon).Sum(segment => (long)segment.Count);
        return old > 0 && old >= Math.Max(generations.Size, _head.Users);
    }

    /// <summary>Replaces the segments whose sessions are no longer remembered by the counts of all users as they stand now.</summary>
    public void Compact(UserCounts users, Generations generations)
    {
        for (var i = 0; i < _head.UserSlots; i++) _changes[UsersName(_head.UsersNumber, i)] = null;
        var horizon = generations.Horizon(Position);
        var old = _segments.TakeWhile(segment => segment.LastOffset < horizon).ToList();
        foreach (var segment in old) _changes[SegmentName(segment.Number)] = null;
        _segments.RemoveRange(0, old.Count);
        var (slots, number) = (users.ToSlots(), _head.UsersNumber + 1);
        for (var i = 0; i < slots.Count; i++) _changes[UsersName(number, i)] = slots[i];
        _head = _head with
        {
            UsersAt = Position, UsersNumber = number, UserSlots = slots.Count, Users = users.Users, FirstSegment = _head.FirstSegment + old.Count,
        };
        _headChanged = true;
    }

    /// <summary>What changed since the last time.</summary>
    public Dictionary<string, ReadOnlyMemory<byte>?> TakeChanges()
    {
        if (_openChanged) _changes[SegmentName(_head.OpenSegment)] = _open.ToMemory();
        if (_headChanged) _changes[HeadSlot] = JsonSerializer.SerializeToUtf8Bytes(_head, JournalJsonContext.Default.JournalHead);
        (_openChanged, _headChanged) = (false, false);
        var taken = new Dictionary<string, ReadOnlyMemory<byte>?>(_changes, StringComparer.Ordinal);
        _changes.Clear();
        return taken;
    }

    /// <summary>The counts kept in slots of their own, a slot at a time.</summary>
    /// <exception cref="InvalidDataException">A slot is missing or damaged.</exception>
    public IEnumerable<Dictionary<string, long>> ReadUsers(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots) =>
        Enumerable.Range(0, _head.UserSlots).Select(i => UserCounts.Read(slots, UsersName(_head.UsersNumber, i)));

    /// <summary>Whether an entry's count is newer than those of <see cref="ReadUsers"/>.</summary>
    public bool IsBehindUsers(in JournalEntry entry) => entry.Offset > _head.UsersAt;

    /// <summary>The sessions, a segment at a time.</summary>
    /// <exception cref="InvalidDataException">A slot is missing or damaged.</exception>
    public IEnumerable<List<JournalEntry>> ReadSessions(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        for (var number = _head.FirstSegment; number <= _head.OpenSegment; number++)
        {
            var name = SegmentName(number);
            if (number < _head.OpenSegment || slots.ContainsKey(name)) yield return JournalSegment.Read(JournalSegment.Require(slots, name).Span, name);
        }
    }

    private static string SegmentName(long number) => StateSlots.Name("visits", number);

    private static string UsersName(int number, int slot) => StateSlots.Name(StateSlots.Name("users", number), slot);

    private static JournalHead ReadHead(ReadOnlySpan<byte> stored)
    {
        try
        {
            return JsonSerializer.Deserialize(stored, JournalJsonContext.Default.JournalHead)
                ?? throw new InvalidDataException($"State slot '{HeadSlot}': found null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"State slot '{HeadSlot}' cannot be read: {e.Message}", e);
        }
    }

    private void CloseSegment()
    {
        _changes[SegmentName(_head.OpenSegment)] = _open.ToMemory();
        _segments.Add(new(_head.OpenSegment, _open.LastOffset, _open.Count));
        _head = _head with { OpenSegment = _head.OpenSegment + 1 };
        (_open, _openChanged, _headChanged) = (new(), false, true);
    }

    private readonly record struct ClosedSegment(long Number, long LastOffset, int Count);
}

/// <summary>What belongs together in a <see cref="VisitJournal"/>.</summary>
/// <param name="Id">Tells this state from every other one.</param>
/// <param name="Position">Offset of the last visit in it.</param>
/// <param name="UsersAt">Offset of the last visit that the counts of the users slots know.</param>
/// <param name="UsersNumber">Number of these slots' generation.</param>
/// <param name="UserSlots">How many there are.</param>
/// <param name="Users">Users in them.</param>
/// <param name="FirstSegment">Number of the oldest segment.</param>
/// <param name="OpenSegment">Number of the segment under construction; it has no slot while it is empty.</param>
internal sealed record JournalHead(
    Guid Id, long Position, long UsersAt, int UsersNumber, int UserSlots, long Users, long FirstSegment, long OpenSegment);

[JsonSerializable(typeof(JournalHead))]
internal sealed partial class JournalJsonContext : JsonSerializerContext;
