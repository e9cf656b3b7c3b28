using System.Security.Cryptography;
using System.Text;

namespace Shopstream.Modules.Archive;

/// <summary>
/// Turns personal data into HMAC-SHA256 pseudonyms (RFC 2104), cut to 128 bits and written as 32 hex digits: equal values stay
/// equal, the value cannot be read back without the key. Not thread-safe.
/// </summary>
internal sealed class IdentityHasher(byte[] key)
{
    private const int Kept = 16;
    private const int CacheSize = 131_072;
    private readonly (byte[] Value, byte[] Hex)[] _cache = new (byte[], byte[])[CacheSize];

    /// <summary>Pseudonym of a UTF-8 value, as 32 ASCII hex digits.</summary>
    public ReadOnlySpan<byte> Hash(ReadOnlySpan<byte> value)
    {
        var hash = new HashCode();
        hash.AddBytes(value);
        ref var slot = ref _cache[hash.ToHashCode() & (CacheSize - 1)];
        if (slot.Value is not null && value.SequenceEqual(slot.Value)) return slot.Hex;
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, value, digest);
        slot = (value.ToArray(), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(digest[..Kept])));
        return slot.Hex;
    }
}
