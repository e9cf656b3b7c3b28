using System.Buffers.Binary;

namespace Shopstream.Modules.Stores.InProcess;

/// <summary>
/// A Bloom filter that grows: when its newest slice is full, one of twice the capacity and a tighter error follows. With
/// the first slice at p (1 - r) and each further one tighter by r, the errors of all slices add up to less than the
/// promised p however many there are. Full slices never change. Not safe for concurrent writers.
/// Source: P. Almeida, C. Baquero, N. Preguiça, D. Hutchison, Scalable Bloom Filters, 2007.
/// </summary>
public sealed class ScalableBloomFilter
{
    private const int Growth = 2;
    private const int HeaderSize = 32;

    private readonly List<BloomFilter> _slices = [];
    private BloomFilter _newest;

    /// <summary>An empty filter.</summary>
    /// <param name="capacity">Items the first slice holds, at least 1.</param>
    /// <param name="error">Promised share of false positives over all slices, 1e-6 to 0.5.</param>
    /// <param name="tightening">Error of a slice in terms of the one before, 0.5 to 0.9; default 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public ScalableBloomFilter(long capacity, double error, double tightening = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        if (!(error is >= 1e-6 and <= 0.5)) throw new ArgumentOutOfRangeException(nameof(error), error, "Expected 1e-6 to 0.5.");
        if (!(tightening is >= 0.5 and <= 0.9))
            throw new ArgumentOutOfRangeException(nameof(tightening), tightening, "Expected 0.5 to 0.9.");
        (Capacity, Error, Tightening) = (capacity, error, tightening);
        _newest = new(capacity, error * (1 - tightening));
        _slices.Add(_newest);
    }

    private ScalableBloomFilter(long capacity, double error, double tightening, List<BloomFilter> slices) =>
        (Capacity, Error, Tightening, _slices, _newest) = (capacity, error, tightening, slices, slices[^1]);

    /// <summary>Items the first slice holds.</summary>
    public long Capacity { get; }

    /// <summary>Promised share of false positives over all slices.</summary>
    public double Error { get; }

    /// <summary>Error of a slice in terms of the one before.</summary>
    public double Tightening { get; }

    /// <summary>Slices so far.</summary>
    public int Slices => _slices.Count;

    /// <summary>Items added that were not seen before.</summary>
    public long Count => _slices.Sum(slice => slice.Count);

    /// <summary>Bytes of all bit arrays.</summary>
    public long SizeInBytes => _slices.Sum(slice => slice.SizeInBytes);

    /// <summary>Adds an item.</summary>
    /// <returns>Whether it was (probably) added before.</returns>
    public bool Add(ReadOnlySpan<char> item) => Add(ItemHash.Of(item));

    /// <summary>Whether an item was (probably) added.</summary>
    public bool Contains(ReadOnlySpan<char> item) => Contains(ItemHash.Of(item));

    /// <summary>Adds an item by its hash.</summary>
    /// <returns>Whether it was (probably) added before.</returns>
    public bool Add(ItemHash item)
    {
        for (var i = 0; i < _slices.Count - 1; i++)
        {
            if (_slices[i].Contains(item)) return true;
        }

        if (_newest.Count < _newest.Capacity) return _newest.Add(item);
        if (_newest.Contains(item)) return true;
        _newest = new(_newest.Capacity * Growth, Math.Max(_newest.Error * Tightening, 1e-9));
        _slices.Add(_newest);
        return _newest.Add(item);
    }

    /// <summary>Whether an item was (probably) added, by its hash.</summary>
    public bool Contains(ItemHash item)
    {
        foreach (var slice in _slices)
        {
            if (slice.Contains(item)) return true;
        }

        return false;
    }

    /// <summary>
    /// Writes the state: a header under <paramref name="prefix"/>, each slice in slots below it. What did not change since the
    /// last time is the same memory again.
    /// </summary>
    public void Snapshot(string prefix, IDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        var header = new byte[HeaderSize];
        header[0] = StateSlots.Version;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), _slices.Count);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), Capacity);
        BinaryPrimitives.WriteDoubleLittleEndian(header.AsSpan(16), Error);
        BinaryPrimitives.WriteDoubleLittleEndian(header.AsSpan(24), Tightening);
        slots[prefix] = header;
        for (var i = 0; i < _slices.Count; i++) _slices[i].Snapshot(StateSlots.Name(prefix, i), slots);
    }

    /// <summary>
    /// The filter that <see cref="Snapshot"/> wrote under <paramref name="prefix"/>, with the capacity and error it had then;
    /// its slots must not change afterwards.
    /// </summary>
    /// <exception cref="InvalidDataException">A slot is missing or damaged.</exception>
    public static ScalableBloomFilter Restore(string prefix, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        var header = StateSlots.Require(slots, prefix, HeaderSize).Span;
        var count = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        if (count < 1) throw new InvalidDataException($"State slot '{prefix}': expected at least one slice, found {count}.");
        var slices = new List<BloomFilter>();
        for (var i = 0; i < count; i++) slices.Add(BloomFilter.Restore(StateSlots.Name(prefix, i), slots));
        return new(
            BinaryPrimitives.ReadInt64LittleEndian(header[8..]),
            BinaryPrimitives.ReadDoubleLittleEndian(header[16..]),
            BinaryPrimitives.ReadDoubleLittleEndian(header[24..]),
            slices);
    }
}
