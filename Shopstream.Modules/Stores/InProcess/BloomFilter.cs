using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Shopstream.Modules.Stores.InProcess;

/// <summary>
/// Set of items with no false negatives and a bounded share of false positives. Up to <see cref="Capacity"/> items the
/// share of unknown items that it believes to know stays within <see cref="Error"/>. All bits of an item lie within one
/// cache line of 512 bits, so that an operation touches one block of memory; <see cref="BloomSizing"/> pays for that with
/// more bits (9.9 an item instead of 9.6 at an error of 0.01). Not safe for concurrent writers.
/// Source: B. Bloom, Space/time trade-offs in hash coding with allowable errors, 1970; the blocked form by Putze, Sanders
/// and Singler, 2009. One 128-bit hash serves all probes, as in A. Kirsch, M. Mitzenmacher, Less Hashing, Same Performance,
/// 2006, but by slices of nine bits: sums of two hashes modulo 512 repeat each other too often in so small a block.
/// </summary>
public sealed class BloomFilter
{
    private const int WordsPerBlock = BloomSizing.BlockBits / 64;
    private const int ChunkShift = 10; // 1,024 blocks, 64 KiB: what is stored anew when one of its bits changes.
    private const int ProbesPerWord = 7;
    private const int HeaderSize = 40;

    private readonly ulong[] _words;
    private readonly ReadOnlyMemory<byte>[] _stored;
    private readonly BloomSizing _sizing;

    /// <summary>An empty filter.</summary>
    /// <param name="capacity">Items up to which the error holds, at least 1.</param>
    /// <param name="error">Promised share of false positives, 1e-9 to 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public BloomFilter(long capacity, double error)
        : this(capacity, error, Size(capacity, error), 0)
    {
    }

    private BloomFilter(long capacity, double error, BloomSizing sizing, long count)
    {
        (Capacity, Error, Count, _sizing) = (capacity, error, count, sizing);
        _words = new ulong[(long)sizing.Blocks * WordsPerBlock];
        _stored = new ReadOnlyMemory<byte>[((sizing.Blocks - 1) >> ChunkShift) + 1];
    }

    /// <summary>Items up to which <see cref="Error"/> holds.</summary>
    public long Capacity { get; }

    /// <summary>Promised share of false positives.</summary>
    public double Error { get; }

    /// <summary>Items added that were not seen before.</summary>
    public long Count { get; private set; }

    /// <summary>Bits set per item.</summary>
    public int Probes => _sizing.Probes;

    /// <summary>Bytes of the bit array.</summary>
    public long SizeInBytes => (long)_words.Length * sizeof(ulong);

    /// <summary>Adds an item.</summary>
    /// <returns>Whether it was (probably) added before.</returns>
    public bool Add(ReadOnlySpan<char> item) => Add(ItemHash.Of(item));

    /// <summary>Whether an item was (probably) added.</summary>
    public bool Contains(ReadOnlySpan<char> item) => Contains(ItemHash.Of(item));

    /// <summary>Adds an item by its hash.</summary>
    /// <returns>Whether it was (probably) added before.</returns>
    public bool Add(ItemHash item)
    {
        var number = BlockOf(item);
        var block = _words.AsSpan(number * WordsPerBlock, WordsPerBlock);
        var (bits, left, missing) = (item.High, ProbesPerWord, 0UL);
        for (var probe = _sizing.Probes; probe > 0; probe--, bits >>= 9)
        {
            if (left-- == 0) (bits, left) = (ItemHash.Remix(item.High + (ulong)probe), ProbesPerWord - 1);
            ref var word = ref block[(int)(bits >> 6) & (WordsPerBlock - 1)];
            var mask = 1UL << (int)bits;
            missing |= ~word & mask;
            word |= mask;
        }

        if (missing == 0) return true;
        _stored[number >> ChunkShift] = default;
        Count++;
        return false;
    }

    /// <summary>Whether an item was (probably) added, by its hash.</summary>
    public bool Contains(ItemHash item)
    {
        var block = _words.AsSpan(BlockOf(item) * WordsPerBlock, WordsPerBlock);
        var (bits, left) = (item.High, ProbesPerWord);
        for (var probe = _sizing.Probes; probe > 0; probe--, bits >>= 9)
        {
            if (left-- == 0) (bits, left) = (ItemHash.Remix(item.High + (ulong)probe), ProbesPerWord - 1);
            if ((block[(int)(bits >> 6) & (WordsPerBlock - 1)] & (1UL << (int)bits)) == 0) return false;
        }

        return true;
    }

    /// <summary>
    /// Writes the state: a header under <paramref name="prefix"/>, the bits in numbered slots of 64 KiB below it. A slot whose
    /// bits did not change since the last time is the same memory again; no slot changes once it was handed out.
    /// </summary>
    public void Snapshot(string prefix, IDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        var header = new byte[HeaderSize];
        header[0] = StateSlots.Version;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), _sizing.Probes);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), _sizing.Blocks);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), Capacity);
        BinaryPrimitives.WriteDoubleLittleEndian(header.AsSpan(24), Error);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(32), Count);
        slots[prefix] = header;
        for (var i = 0; i < _stored.Length; i++)
        {
            if (_stored[i].IsEmpty) _stored[i] = Chunk(i).ToArray();
            slots[StateSlots.Name(prefix, i)] = _stored[i];
        }
    }

    /// <summary>
    /// The filter that <see cref="Snapshot"/> wrote under <paramref name="prefix"/>; its slots must not change afterwards.
    /// </summary>
    /// <exception cref="InvalidDataException">A slot is missing or damaged.</exception>
    public static BloomFilter Restore(string prefix, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        var header = StateSlots.Require(slots, prefix, HeaderSize).Span;
        var probes = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        var blocks = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        if (blocks is < 1 or > 1 << 28 || probes is < 1 or > 64)
            throw new InvalidDataException($"State slot '{prefix}': {blocks} blocks and {probes} probes are no Bloom filter.");
        var filter = new BloomFilter(
            BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
            BinaryPrimitives.ReadDoubleLittleEndian(header[24..]),
            new BloomSizing((int)blocks, probes),
            BinaryPrimitives.ReadInt64LittleEndian(header[32..]));
        for (var i = 0; i < filter._stored.Length; i++)
        {
            var name = StateSlots.Name(prefix, i);
            var chunk = filter.Chunk(i);
            if (!slots.TryGetValue(name, out var slot) || slot.Length != chunk.Length)
                throw new InvalidDataException($"State slot '{name}': expected {chunk.Length} bytes, found {slot.Length}.");
            slot.Span.CopyTo(chunk);
            filter._stored[i] = slot;
        }

        return filter;
    }

    private static BloomSizing Size(long capacity, double error)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        if (!(error is >= 1e-9 and <= 0.5)) throw new ArgumentOutOfRangeException(nameof(error), error, "Expected 1e-9 to 0.5.");
        return BloomSizing.For(capacity, error);
    }

    /// <summary>
    /// The block of an item, by multiplication instead of division (D. Lemire, Fast Random Integer Generation in an
    /// Interval, 2019).
    /// </summary>
    private int BlockOf(ItemHash item) => (int)Math.BigMul(item.Low, (ulong)_sizing.Blocks, out _);

    private Span<byte> Chunk(int number)
    {
        var words = WordsPerBlock << ChunkShift;
        return MemoryMarshal.AsBytes(_words.AsSpan(number * words, Math.Min(words, _words.Length - (number * words))));
    }
}
