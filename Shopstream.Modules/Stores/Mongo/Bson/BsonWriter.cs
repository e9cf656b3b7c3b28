using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Shopstream.Modules.Stores.Mongo.Bson;

/// <summary>
/// Writes BSON documents, one after the other, into one pooled buffer. Keys are written as they are: who calls sees to it that
/// they hold no zero. Not thread-safe.
/// </summary>
internal sealed class BsonWriter : IDisposable
{
    private byte[] _bytes;

    /// <summary>Takes a buffer.</summary>
    /// <param name="capacity">Bytes to begin with.</param>
    public BsonWriter(int capacity = 4096) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    /// <value>Bytes written.</value>
    public int Length { get; private set; }

    /// <summary>What was written there; valid until more is written.</summary>
    public ReadOnlySpan<byte> Slice(int start, int length) => _bytes.AsSpan(0, Length).Slice(start, length);

    /// <summary>All that was written.</summary>
    public ReadOnlySpan<byte> All => _bytes.AsSpan(0, Length);

    /// <summary>Takes back everything from a position on.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Moves bytes to an earlier position.</summary>
    public void Move(int start, int length, int to) => _bytes.AsSpan(start, length).CopyTo(_bytes.AsSpan(to));

    /// <summary>Begins a document of its own; <see cref="End"/> takes what this returns.</summary>
    public int Begin()
    {
        var start = Length;
        Advance(sizeof(int));
        return start;
    }

    /// <summary>Begins a document or array as a value.</summary>
    public int Begin(BsonType type, ReadOnlySpan<byte> key)
    {
        Element(type, key);
        return Begin();
    }

    /// <summary>Ends the document that begins there.</summary>
    /// <returns>Its length.</returns>
    public int End(int start)
    {
        Byte(0);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), Length - start);
        return Length - start;
    }

    /// <summary>Begins an element.</summary>
    /// <returns>Where it begins, for <see cref="SetType"/>.</returns>
    public int Element(BsonType type, ReadOnlySpan<byte> key)
    {
        var at = Length;
        Byte((byte)type);
        Raw(key);
        Byte(0);
        return at;
    }

    /// <summary>Sets the type of an element that was begun before it was known.</summary>
    public void SetType(int element, BsonType type) => _bytes[element] = (byte)type;

    /// <summary>A text.</summary>
    public void String(ReadOnlySpan<byte> key, string value)
    {
        Element(BsonType.String, key);
        StringValue(value);
    }

    /// <summary>A text as the value of an element begun before.</summary>
    public void StringValue(string value)
    {
        var room = Room(sizeof(int) + Encoding.UTF8.GetMaxByteCount(value.Length) + 1);
        var length = Encoding.UTF8.GetBytes(value, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(room, length + 1);
        Length += sizeof(int) + length;
        Byte(0);
    }

    /// <summary>A text in UTF-8 as the value of an element begun before.</summary>
    public void StringValue(ReadOnlySpan<byte> utf8)
    {
        Int32Value(utf8.Length + 1);
        Raw(utf8);
        Byte(0);
    }

    /// <summary>A 32-bit integer.</summary>
    public void Int32(ReadOnlySpan<byte> key, int value)
    {
        Element(BsonType.Int32, key);
        Int32Value(value);
    }

    /// <summary>A 64-bit integer.</summary>
    public void Int64(ReadOnlySpan<byte> key, long value)
    {
        Element(BsonType.Int64, key);
        Int64Value(value);
    }

    /// <summary>The integer of the smallest type that it fits.</summary>
    public void Integer(int element, long value)
    {
        var isSmall = value is >= int.MinValue and <= int.MaxValue;
        SetType(element, isSmall ? BsonType.Int32 : BsonType.Int64);
        if (isSmall) Int32Value((int)value);
        else Int64Value(value);
    }

    /// <summary>A truth value.</summary>
    public void Boolean(ReadOnlySpan<byte> key, bool value)
    {
        Element(BsonType.Boolean, key);
        Byte(value ? (byte)1 : (byte)0);
    }

    /// <summary>Bytes.</summary>
    public void Binary(ReadOnlySpan<byte> key, byte subtype, ReadOnlySpan<byte> value)
    {
        Element(BsonType.Binary, key);
        Int32Value(value.Length);
        Byte(subtype);
        Raw(value);
    }

    /// <summary>Four bytes as the value of an element begun before.</summary>
    public void Int32Value(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), value);
        Length += sizeof(int);
    }

    /// <summary>Eight bytes as the value of an element begun before.</summary>
    public void Int64Value(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);
        Length += sizeof(long);
    }

    /// <summary>One byte.</summary>
    public void Byte(byte value)
    {
        Room(1)[0] = value;
        Length++;
    }

    /// <summary>Bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Room for that many bytes at least, to be followed by <see cref="Advance"/>.</summary>
    public Span<byte> Room(int bytes)
    {
        if (_bytes.Length - Length < bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Length + bytes), (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
            _bytes.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsSpan(Length);
    }

    /// <summary>Counts bytes as written.</summary>
    public void Advance(int bytes)
    {
        Room(bytes);
        Length += bytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }
}
