using System.Buffers;
using System.Text;

namespace Shopstream.Modules.Stores.Mongo.Bson;

/// <summary>
/// Names of JSON fields as keys of BSON. MongoDB gives <c>$</c> at the begin and <c>.</c> a meaning of their own, and a BSON key
/// ends at a zero; these are written as <c>%24</c>, <c>%2E</c> and <c>%00</c>. At the top of a document, <c>_</c> of the names
/// that this provider uses itself is written as <c>%5F</c>. A <c>%</c> that could be taken for one of these becomes <c>%25</c>,
/// any other stays.
/// </summary>
internal static class BsonKey
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(".%\0"u8);

    /// <summary>Whether the key differs from the name.</summary>
    public static bool IsEscaped(ReadOnlySpan<byte> name, bool isTop) =>
        name.ContainsAny(Special) || (!name.IsEmpty && (name[0] == '$' || (isTop && name[0] == '_' && StoredFields.IsReserved(name))));

    /// <summary>The key of a name.</summary>
    public static byte[] Escape(ReadOnlySpan<byte> name, bool isTop)
    {
        var key = new List<byte>(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            var isSpecial = c switch
            {
                (byte)'.' or 0 => true,
                (byte)'$' => i == 0,
                (byte)'_' => i == 0 && isTop && StoredFields.IsReserved(name),
                (byte)'%' => Unescaped(name[i..]) is not null,
                _ => false,
            };
            if (isSpecial) key.AddRange(Encoding.ASCII.GetBytes($"%{c:X2}"));
            else key.Add(c);
        }

        return [.. key];
    }

    /// <summary>The name of a key.</summary>
    public static byte[] Unescape(ReadOnlySpan<byte> key)
    {
        var name = new List<byte>(key.Length);
        for (var i = 0; i < key.Length; i++)
        {
            var special = Unescaped(key[i..]);
            name.Add(special ?? key[i]);
            if (special is not null) i += 2;
        }

        return [.. name];
    }

    // What an escape at the begin stands for, or null when there is none.
    private static byte? Unescaped(ReadOnlySpan<byte> key)
    {
        if (key.Length < 3 || key[0] != '%') return null;
        return (key[1], key[2]) switch
        {
            ((byte)'2', (byte)'4') => (byte)'$',
            ((byte)'2', (byte)'5') => (byte)'%',
            ((byte)'2', (byte)'E') => (byte)'.',
            ((byte)'0', (byte)'0') => 0,
            ((byte)'5', (byte)'F') => (byte)'_',
            _ => null,
        };
    }
}
