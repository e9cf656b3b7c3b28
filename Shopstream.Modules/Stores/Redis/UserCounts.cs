using System.Buffers.Binary;
using System.Text;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>
/// Users and their counts as slots of about 64 KiB: version, three free bytes, number of users (32 bits); then for each the length
/// of its name, the name in UTF-8, and its count.
/// </summary>
internal sealed class UserCounts
{
    private const int FullSize = 64 * 1024;
    private const int HeaderSize = 8;
    private readonly List<ReadOnlyMemory<byte>> _slots = [];
    private byte[] _bytes = new byte[FullSize + 1024];
    private int _length = HeaderSize;
    private int _open;

    /// <summary>Users added.</summary>
    public long Users { get; private set; }

    /// <summary>Adds a user.</summary>
    public void Add(string user, long count)
    {
        var size = Encoding.UTF8.GetByteCount(user);
        if (_length + size + (2 * Varint.MaxSize) > _bytes.Length) Array.Resize(ref _bytes, 2 * (_length + size + (2 * Varint.MaxSize)));
        _length += Varint.Write(_bytes.AsSpan(_length), (ulong)size);
        _length += Encoding.UTF8.GetBytes(user, _bytes.AsSpan(_length));
        _length += Varint.Write(_bytes.AsSpan(_length), (ulong)count);
        Users++;
        _open++;
        if (_length >= FullSize) Close();
    }

    /// <summary>All slots.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> ToSlots()
    {
        if (_open > 0) Close();
        return _slots;
    }

    /// <summary>The users of a slot.</summary>
    /// <exception cref="InvalidDataException">The slot is missing or damaged.</exception>
    public static Dictionary<string, long> Read(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots, string name)
    {
        var stored = StateSlots.Require(slots, name, HeaderSize).Span;
        var source = stored[HeaderSize..];
        var count = BinaryPrimitives.ReadInt32LittleEndian(stored[4..]);
        var users = new Dictionary<string, long>(Math.Clamp(count, 0, source.Length), StringComparer.Ordinal);
        try
        {
            for (var i = 0; i < count; i++)
            {
                var user = JournalSegment.ReadText(ref source);
                users[user] = (long)Varint.Read(ref source);
            }

            return users;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"State slot '{name}' is damaged: {e.Message}", e);
        }
    }

    private void Close()
    {
        var stored = _bytes.AsSpan(0, _length).ToArray();
        stored[0] = StateSlots.Version;
        BinaryPrimitives.WriteInt32LittleEndian(stored.AsSpan(4), _open);
        _slots.Add(stored);
        (_length, _open) = (HeaderSize, 0);
    }
}
