using System.Numerics;
using System.Runtime.CompilerServices;

namespace Shopstream.Modules.Stores.InProcess;

/// <summary>
/// A sequence of distinct <see cref="ItemHash"/>es, numbered in the order of arrival, with an index from hash to number.
/// The hashes lie in blocks (<see cref="HashBlock"/>) that never change once they are full; only whole blocks are dropped,
/// the oldest first. The index is one open-addressing table with linear probing: 32-bit entries of a used bit, some bits of
/// the hash and the number modulo the table's size, which is unambiguous as the numbers in use are consecutive. Memory is
/// 16 bytes an item and 4 to 11 for the index.
/// </summary>
internal sealed class HashLog
{
    private const uint UsedBit = 1u << 31;
    private const int FirstSlots = 64;

    private readonly List<HashBlock> _blocks = [];
    private readonly int _blockShift;
    private uint[] _index = new uint[FirstSlots];
    private uint _numbers = FirstSlots - 1; // Bits of an entry that hold the number; as many as index a slot.

    /// <summary>An empty sequence of blocks of 2^<paramref name="blockShift"/> hashes.</summary>
    public HashLog(int blockShift) => _blockShift = blockShift;

    /// <summary>Number of the oldest hash held.</summary>
    public long First { get; private set; }

    /// <summary>Number that the next hash gets.</summary>
    public long Next { get; private set; }

    /// <summary>Hashes held.</summary>
    public int Count => (int)(Next - First);

    /// <summary>Blocks, the oldest first; all but the last are full.</summary>
    public IReadOnlyList<HashBlock> Blocks => _blocks;

    /// <summary>Binary logarithm of the hashes a block holds.</summary>
    public int BlockShift => _blockShift;

    /// <summary>Number of a hash, or -1 when it is not held.</summary>
    public long Find(ItemHash hash)
    {
        var tag = TagOf(hash);
        for (var slot = HomeOf(hash); ; slot = (slot + 1) & (int)_numbers)
        {
            var entry = _index[slot];
            if (entry == 0) return -1;
            if ((entry & ~_numbers) != tag) continue;
            var number = NumberOf(entry);
            if (HashAt(number) == hash) return number;
        }
    }

    /// <summary>Adds a hash that <see cref="Find"/> does not know and returns its number.</summary>
    public long Append(ItemHash hash)
    {
        if ((Next & ((1L << _blockShift) - 1)) == 0) _blocks.Add(new HashBlock(Next >> _blockShift, 1 << _blockShift));
        _blocks[^1].Append(hash);
        return IndexNext(hash);
    }

    /// <summary>
    /// Takes over a block that follows the ones held, or is the first. The hashes of one sequence are distinct.
    /// </summary>
    /// <exception cref="InvalidDataException">The block is not the next one, or the one before it is not full.</exception>
    public void Adopt(HashBlock block)
    {
        if (_blocks.Count == 0) First = Next = block.Number << _blockShift;
        if (block.Number << _blockShift != Next)
            throw new InvalidDataException($"Expected the hashes from {Next} on, found block {block.Number} of {1 << _blockShift}.");
        _blocks.Add(block);
        for (var i = 0; i < block.Count; i++) IndexNext(block[i]);
    }

    /// <summary>Forgets the oldest block and returns how many hashes it held.</summary>
    public int DropOldestBlock()
    {
        var block = _blocks[0];
        for (var i = 0; i < block.Count; i++) RemoveFromIndex(block[i], First + i);
        _blocks.RemoveAt(0);
        First += block.Count;
        return block.Count;
    }

    private long IndexNext(ItemHash hash)
    {
        if (Count >= (_index.Length >> 2) * 3) GrowIndex();
        Insert(hash, Next);
        return Next++;
    }

    private void Insert(ItemHash hash, long number)
    {
        var slot = HomeOf(hash);
        while (_index[slot] != 0) slot = (slot + 1) & (int)_numbers;
        _index[slot] = TagOf(hash) | ((uint)number & _numbers);
    }

    private void GrowIndex()
    {
        if (_index.Length > 1 << 29) throw new InvalidOperationException($"Expected at most {Count} hashes, found one more.");
        _index = new uint[_index.Length * 2];
        _numbers = (uint)_index.Length - 1;
        for (var number = First; number < Next; number++) Insert(HashAt(number), number);
    }

    private void RemoveFromIndex(ItemHash hash, long number)
    {
        var (free, wanted) = (HomeOf(hash), TagOf(hash) | ((uint)number & _numbers));
        while (_index[free] != wanted) free = (free + 1) & (int)_numbers;
        // An entry may move into the gap when its home does not lie behind the gap; so no search meets a gap too early.
        for (var slot = (free + 1) & (int)_numbers; _index[slot] != 0; slot = (slot + 1) & (int)_numbers)
        {
            var home = HomeOf(HashAt(NumberOf(_index[slot])));
            if (((slot - home) & (int)_numbers) < ((slot - free) & (int)_numbers)) continue;
            _index[free] = _index[slot];
            free = slot;
        }

        _index[free] = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int HomeOf(ItemHash hash) => (int)((uint)hash.High & _numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint TagOf(ItemHash hash) => ((uint)hash.Low & ~_numbers) | UsedBit;

    private long NumberOf(uint entry) => First + ((entry - First) & _numbers);

    private ItemHash HashAt(long number)
    {
        var block = _blocks[(int)((number >> _blockShift) - (First >> _blockShift))];
        return block[(int)number & ((1 << _blockShift) - 1)];
    }
}
