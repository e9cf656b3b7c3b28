using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Shopstream.Modules.Stores.InProcess;

/// <summary>
/// Hashes of a <see cref="HashLog"/> in the bytes in which they are stored, so that a full block is stored without a copy:
/// version, three free bytes, count (32 bits), number of the block, newest event time (ticks), then 16 bytes a hash.
/// </summary>
internal sealed class HashBlock
{
    private const int HeaderSize = 24;

    private readonly byte[] _bytes;
    private ReadOnlyMemory<byte> _stored;

    /// <summary>An empty block.</summary>
    public HashBlock(long number, int capacity)
    {
        _bytes = new byte[HeaderSize + (capacity * ItemHash.Size)];
        _bytes[0] = StateSlots.Version;
        (Number, Newest) = (number, long.MinValue);
    }

    private HashBlock(byte[] bytes, ReadOnlyMemory<byte> stored, int count)
    {
        (_bytes, _stored, Count) = (bytes, stored, count);
        Number = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8));
        Newest = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16));
    }

    /// <summary>Position of the block in its sequence, counted from the very first.</summary>
    public long Number { get; }

    /// <summary>Hashes in the block.</summary>
    public int Count { get; private set; }

    /// <summary>Latest event time of the hashes in ticks; the smallest number when none was given.</summary>
    public long Newest { get; private set; }

    /// <summary>The hash at a position below <see cref="Count"/>.</summary>
    public ItemHash this[int position] => ItemHash.Read(_bytes.AsSpan(HeaderSize + (position * ItemHash.Size), ItemHash.Size));

    /// <summary>Adds a hash to a block that is not full.</summary>
    public void Append(ItemHash hash)
    {
        hash.WriteTo(_bytes.AsSpan(HeaderSize + (Count * ItemHash.Size), ItemHash.Size));
        Count++;
        _stored = default;
    }

    /// <summary>Raises <see cref="Newest"/>; only the block under construction may change.</summary>
    public void Observe(long ticks)
    {
        if (ticks <= Newest) return;
        Newest = ticks;
        _stored = default;
    }

    /// <summary>The stored form: the same memory as long as nothing is added; the block itself once it is full.</summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        if (!_stored.IsEmpty) return _stored;
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(4), Count);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(8), Number);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(16), Newest);
        var length = HeaderSize + (Count * ItemHash.Size);
        _stored = length == _bytes.Length ? _bytes : _bytes.AsSpan(0, length).ToArray();
        return _stored;
    }

    /// <summary>
    /// A block of its stored form, with room for <paramref name="capacity"/> hashes. A full one is used in place where it is an
    /// array of its own.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are no block, or hold more than the capacity.</exception>
    public static HashBlock From(ReadOnlyMemory<byte> stored, string name, int capacity)
    {
        StateSlots.Check(stored.Span, name, HeaderSize);
        var count = BinaryPrimitives.ReadInt32LittleEndian(stored.Span[4..]);
        if (count < 0 || count > capacity || stored.Length != HeaderSize + ((long)count * ItemHash.Size))
            throw new InvalidDataException($"State slot '{name}': {stored.Length} bytes do not hold {count} of at most {capacity} hashes.");
        var own = MemoryMarshal.TryGetArray(stored, out var segment) && segment.Offset == 0 && segment.Array!.Length == stored.Length;
        if (count == capacity && own) return new(segment.Array!, stored, count);
        var bytes = new byte[HeaderSize + (capacity * ItemHash.Size)];
        stored.Span.CopyTo(bytes);
        return new(bytes, stored, count);
    }
}
