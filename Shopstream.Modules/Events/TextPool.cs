using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Shopstream.Modules.Events;

/// <summary>
/// Shares the strings of low-cardinality fields (device types, categories, product names), so that a million sessions
/// do not hold a million copies. A fixed table of 4,096 slots per thread; a collision only costs the sharing.
/// </summary>
internal static class TextPool
{
    private const int Slots = 4096;
    private const int MaxLength = 64;

    [ThreadStatic]
    private static string?[]? _slots;

    /// <summary>The text of the reader's current string token.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueIsEscaped || reader.ValueSpan.Length > MaxLength) return reader.GetString()!;
        return Get(reader.ValueSpan);
    }

    /// <summary>The text of ASCII or UTF-8 <paramref name="utf8"/>.</summary>
    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength) return Encoding.UTF8.GetString(utf8);
        var slots = _slots ??= new string?[Slots];
        ref var slot = ref slots[Hash(utf8) & (Slots - 1)];
        if (slot is not null && Same(slot, utf8)) return slot;
        return slot = Encoding.UTF8.GetString(utf8);
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u ^ (uint)utf8.Length;
        while (utf8.Length >= 4)
        {
            hash = (hash ^ MemoryMarshal.Read<uint>(utf8)) * 0x9E3779B1u;
            hash ^= hash >> 15;
            utf8 = utf8[4..];
        }

        foreach (var b in utf8) hash = (hash ^ b) * 16777619u;
        return hash ^ (hash >> 13);
    }

    private static bool Same(string text, ReadOnlySpan<byte> utf8) => Ascii.Equals(utf8, text);
}
