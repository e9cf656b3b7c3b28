namespace Shopstream.Modules.Stores.InProcess;

/// <summary>
/// How often each user came, by the user's hash: about 28 bytes a user, and no user id is stored. Users are numbered in the
/// order of their first visit and their counts lie in blocks of 4,096 beside their hashes, so that a checkpoint writes the
/// hashes once and only the blocks of counts that changed. Not safe for concurrent callers.
/// </summary>
internal sealed class SessionCounts
{
    private const int BlockShift = 12;
    private const int BlockSize = 1 << BlockShift;

    private readonly HashLog _users = new(BlockShift);
    private readonly List<uint[]> _counts = [];
    private readonly List<ReadOnlyMemory<byte>> _stored = [];

    /// <summary>Users counted.</summary>
    public int Users => _users.Count;

    /// <summary>Adds one to a user's count.</summary>
    /// <returns>The count, this one included.</returns>
    public long Increment(ItemHash user)
    {
        var number = _users.Find(user);
        if (number < 0) number = _users.Append(user);
        var block = (int)(number >> BlockShift);
        if (block == _counts.Count) AddBlock();
        _stored[block] = default;
        return ++_counts[block][(int)number & (BlockSize - 1)];
    }

    /// <summary>Count of a user, 0 when unknown.</summary>
    public long CountOf(ItemHash user)
    {
        var number = _users.Find(user);
        return number < 0 ? 0 : _counts[(int)(number >> BlockShift)][(int)number & (BlockSize - 1)];
    }

    /// <summary>
    /// Writes the state: a header under <paramref name="prefix"/>, hashes in slots below <paramref name="prefix"/>/users, counts
    /// below <paramref name="prefix"/>/values. Blocks that did not change since the last time are the same memory again.
    /// </summary>
    public void Snapshot(string prefix, IDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        var header = new byte[1 + Varint.MaxSize];
        header[0] = StateSlots.Version;
        slots[prefix] = header.AsMemory(0, 1 + Varint.Write(header.AsSpan(1), (ulong)_users.Count));
        HashLogSlots.Write(_users, UserSlots(prefix), slots);
        for (var block = 0; block < _counts.Count; block++)
        {
            if (_stored[block].IsEmpty) _stored[block] = Encode(_counts[block].AsSpan(0, _users.Blocks[block].Count));
            slots[StateSlots.Name(ValueSlots(prefix), block)] = _stored[block];
        }
    }

    /// <summary>The counts that <see cref="Snapshot"/> wrote; the slots must not change afterwards.</summary>
    /// <exception cref="InvalidDataException">A slot is missing or damaged.</exception>
    public static SessionCounts Restore(string prefix, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        var counts = new SessionCounts();
        foreach (var block in HashLogSlots.Read(UserSlots(prefix), slots, BlockShift))
        {
            counts._users.Adopt(block);
            counts.AddBlock();
            var name = StateSlots.Name(ValueSlots(prefix), block.Number);
            counts._stored[^1] = StateSlots.Require(slots, name, 1);
            Decode(counts._stored[^1].Span[1..], counts._counts[^1].AsSpan(0, block.Count));
        }

        var header = StateSlots.Require(slots, prefix, 2).Span[1..];
        var expected = Varint.Read(ref header);
        if (counts._users.First != 0 || (ulong)counts._users.Count != expected)
        {
            throw new InvalidDataException(
                $"State slots '{prefix}': expected {expected} users from 0 on, found {counts.Users} from {counts._users.First}.");
        }

        return counts;
    }

    private static string UserSlots(string prefix) => $"{prefix}/users";

    private static string ValueSlots(string prefix) => $"{prefix}/values";

    private void AddBlock()
    {
        _counts.Add(new uint[BlockSize]);
        _stored.Add(default);
    }

    private static ReadOnlyMemory<byte> Encode(ReadOnlySpan<uint> counts)
    {
        // Most users came fewer than 128 times and take a byte; five hold any 32-bit count.
        var buffer = new byte[1 + (counts.Length * 5)];
        buffer[0] = StateSlots.Version;
        var length = 1;
        foreach (var count in counts) length += Varint.Write(buffer.AsSpan(length), count);
        return buffer.AsSpan(0, length).ToArray();
    }

    private static void Decode(ReadOnlySpan<byte> source, Span<uint> counts)
    {
        foreach (ref var count in counts) count = checked((uint)Varint.Read(ref source));
    }
}
