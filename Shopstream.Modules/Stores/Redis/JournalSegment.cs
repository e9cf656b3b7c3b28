using System.Buffers.Binary;
using System.Text;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>
/// A part of the journal, in the bytes in which it is stored: version, three free bytes, number of entries (32 bits), last offset
/// (64 bits); then for each entry the distance from the offset before, the session's 16 bytes, the answer, and with a count the
/// user's length and UTF-8.
/// </summary>
internal sealed class JournalSegment
{
    /// <summary>A segment is closed once it has so many bytes.</summary>
    public const int FullSize = 64 * 1024;

    private const int HeaderSize = 16;
    private byte[] _bytes;
    private int _length = HeaderSize;

    /// <summary>An empty segment.</summary>
    public JournalSegment() => _bytes = new byte[1024];

    private JournalSegment(ReadOnlyMemory<byte> stored)
    {
        (_bytes, _length) = (stored.ToArray(), stored.Length);
        (Count, LastOffset) = (CountOf(stored.Span), LastOffsetOf(stored.Span));
    }

    /// <summary>Entries.</summary>
    public int Count { get; private set; }

    /// <summary>Offset of the last entry, 0 when there is none.</summary>
    public long LastOffset { get; private set; }

    /// <summary>Whether the next entry belongs into another segment.</summary>
    public bool IsFull => _length >= FullSize;

    /// <summary>Adds an entry behind the last one.</summary>
    public void Append(in JournalEntry entry)
    {
        var user = entry.User is null ? 0 : Encoding.UTF8.GetByteCount(entry.User);
        var needed = _length + ItemHash.Size + (3 * Varint.MaxSize) + user;
        if (needed > _bytes.Length) Array.Resize(ref _bytes, Math.Max(needed, 2 * _bytes.Length));
        _length += Varint.Write(_bytes.AsSpan(_length), (ulong)(entry.Offset - LastOffset));
        entry.Session.WriteTo(_bytes.AsSpan(_length));
        _length += ItemHash.Size;
        _length += Varint.Write(_bytes.AsSpan(_length), entry.Answer);
        if (entry.User is not null)
        {
            _length += Varint.Write(_bytes.AsSpan(_length), (ulong)user);
            _length += Encoding.UTF8.GetBytes(entry.User, _bytes.AsSpan(_length));
        }

        Count++;
        LastOffset = entry.Offset;
    }

    /// <summary>The stored form, as a copy.</summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        var stored = _bytes.AsSpan(0, _length).ToArray();
        stored[0] = StateSlots.Version;
        BinaryPrimitives.WriteInt32LittleEndian(stored.AsSpan(4), Count);
        BinaryPrimitives.WriteInt64LittleEndian(stored.AsSpan(8), LastOffset);
        return stored;
    }

    /// <summary>A segment to go on with.</summary>
    public static JournalSegment From(ReadOnlyMemory<byte> stored) => new(stored);

    /// <summary>Number of entries of a stored segment.</summary>
    public static int CountOf(ReadOnlySpan<byte> stored) => BinaryPrimitives.ReadInt32LittleEndian(stored[4..]);

    /// <summary>Last offset of a stored segment.</summary>
    public static long LastOffsetOf(ReadOnlySpan<byte> stored) => BinaryPrimitives.ReadInt64LittleEndian(stored[8..]);

    /// <summary>The stored segment of a name.</summary>
    /// <exception cref="InvalidDataException">It is missing or damaged.</exception>
    public static ReadOnlyMemory<byte> Require(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots, string name) =>
        StateSlots.Require(slots, name, HeaderSize);

    /// <summary>The entries of a stored segment, in order.</summary>
    /// <exception cref="InvalidDataException">It ends within an entry.</exception>
    public static List<JournalEntry> Read(ReadOnlySpan<byte> stored, string name)
    {
        try
        {
            return Read(stored);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"State slot '{name}' is damaged: {e.Message}", e);
        }
    }

    /// <summary>Reads a text behind its length.</summary>
    /// <exception cref="InvalidDataException">It is cut off.</exception>
    internal static string ReadText(ref ReadOnlySpan<byte> source)
    {
        var length = Varint.Read(ref source);
        if (length > (ulong)source.Length) throw new InvalidDataException($"Expected a text of {length} bytes, found {source.Length}.");
        var text = Encoding.UTF8.GetString(source[..(int)length]);
        source = source[(int)length..];
        return text;
    }

    private static List<JournalEntry> Read(ReadOnlySpan<byte> stored)
    {
        var source = stored[HeaderSize..];
        var (count, offset) = (CountOf(stored), 0L);
        var entries = new List<JournalEntry>(Math.Clamp(count, 0, source.Length));
        for (var i = 0; i < count; i++)
        {
            offset += (long)Varint.Read(ref source);
            if (source.Length <= ItemHash.Size) throw new InvalidDataException($"It ends within entry {i} of {count}.");
            var session = ItemHash.Read(source);
            source = source[ItemHash.Size..];
            var answer = Varint.Read(ref source);
            entries.Add(new(offset, session, answer >> 2 == 0 ? null : ReadText(ref source), (answer & 2) != 0, (long)(answer >> 2)));
        }

        return entries;
    }
}
