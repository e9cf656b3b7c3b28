using System.Buffers.Binary;
using System.Numerics;

namespace Shopstream.Modules.Stores.InProcess;

/// <summary>
/// Remembers the latest ids exactly, up to the collision of two 128-bit hashes: at least the last <see cref="Capacity"/>
/// distinct ones, and fewer than two generations more. Ids are kept in generations (blocks in the order of arrival of a
/// sixteenth of the capacity, within 16 and 4,096 ids); when there is no room for another one the oldest goes, and what goes
/// is counted. Memory is about 24 bytes an id. Not safe for concurrent callers.
/// </summary>
public sealed class DuplicateFilter
{
    private const int HeaderSize = 16;

    private readonly HashLog _log;
    private readonly int _fullBlocks;

    /// <summary>An empty filter.</summary>
    /// <param name="capacity">Distinct ids to remember, 1 to 400,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is out of range.</exception>
    public DuplicateFilter(long capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 400_000_000);
        Capacity = capacity;
        _log = new(Math.Clamp(BitOperations.Log2((ulong)capacity) - 4, 4, 12));
        _fullBlocks = (int)(((capacity - 1) >> _log.BlockShift) + 1);
    }

    /// <summary>Distinct ids that are remembered at least.</summary>
    public long Capacity { get; }

    /// <summary>Ids remembered now.</summary>
    public int Count => _log.Count;

    /// <summary>Ids forgotten so far because newer ones needed the room or their time had passed.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Remembers an id.</summary>
    /// <returns>True when it is new, false when it is a repeat.</returns>
    public bool Add(ReadOnlySpan<char> id) => Add(ItemHash.Of(id));

    /// <summary>Remembers an id.</summary>
    /// <returns>True when it is new, false when it is a repeat.</returns>
    public bool Add(string id) => Add(ItemHash.Of(id));

    /// <summary>Remembers an id and when it happened, for <see cref="ForgetBefore"/>.</summary>
    /// <returns>True when it is new, false when it is a repeat.</returns>
    public bool Add(ReadOnlySpan<char> id, DateTimeOffset eventTime)
    {
        if (!Add(ItemHash.Of(id))) return false;
        _log.Blocks[^1].Observe(eventTime.UtcTicks);
        return true;
    }

    /// <summary>Remembers an id by its hash.</summary>
    /// <returns>True when it is new, false when it is a repeat.</returns>
    public bool Add(ItemHash id)
    {
        if (_log.Find(id) >= 0) return false;
        if (_log.Count > 0 && _log.Count == _log.Blocks.Count << _log.BlockShift) MakeRoom(_fullBlocks);
        _log.Append(id);
        return true;
    }

    /// <summary>Whether an id is remembered.</summary>
    public bool Contains(ReadOnlySpan<char> id) => _log.Find(ItemHash.Of(id)) >= 0;

    /// <summary>
    /// Forgets the oldest generations as long as all their ids happened before a time, such as the watermark less the horizon
    /// within which repeats are expected. The newest generation and ids without a time stay.
    /// </summary>
    public void ForgetBefore(DateTimeOffset horizon)
    {
        while (_log.Blocks.Count > 1 && _log.Blocks[0].Newest is > long.MinValue and var newest && newest < horizon.UtcTicks)
            Forgotten += _log.DropOldestBlock();
    }

    /// <summary>
    /// Writes the state: a header under <paramref name="prefix"/> and a slot for each generation below it. A generation that is
    /// full is written without a copy, and is the same memory in every snapshot.
    /// </summary>
    public void Snapshot(string prefix, IDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        var header = new byte[HeaderSize];
        header[0] = StateSlots.Version;
        header[1] = (byte)_log.BlockShift;
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), Forgotten);
        slots[prefix] = header;
        HashLogSlots.Write(_log, prefix, slots);
    }

    /// <summary>
    /// The filter that <see cref="Snapshot"/> wrote under <paramref name="prefix"/>, with a capacity that may be another now;
    /// its slots must not change afterwards.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is out of range.</exception>
    /// <exception cref="InvalidDataException">A slot is missing or damaged.</exception>
    public static DuplicateFilter Restore(long capacity, string prefix, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        var filter = new DuplicateFilter(capacity);
        var header = StateSlots.Require(slots, prefix, HeaderSize).Span;
        filter.Forgotten = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        var sameBlocks = header[1] == filter._log.BlockShift;
        foreach (var block in HashLogSlots.Read(prefix, slots, header[1]))
        {
            if (sameBlocks) filter._log.Adopt(block);
            else filter.Take(block);
        }

        filter.MakeRoom(filter._fullBlocks + 1);
        return filter;
    }

    /// <summary>Takes the ids of a block of another size; all of them get the block's newest time.</summary>
    private void Take(HashBlock block)
    {
        for (var i = 0; i < block.Count; i++)
        {
            Add(block[i]);
            _log.Blocks[^1].Observe(block.Newest);
        }
    }

    private void MakeRoom(int blocks)
    {
        while (_log.Blocks.Count > blocks) Forgotten += _log.DropOldestBlock();
    }
}
