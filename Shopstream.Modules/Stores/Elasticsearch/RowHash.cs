using System.Runtime.InteropServices;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>A 64-bit hash of a row's content; two contents that differ share it with probability 2^-64. Never 0.</summary>
internal static class RowHash
{
    private const ulong Null = 0x9e3779b97f4a7c15;

    /// <summary>Hash of a row's texts and numbers.</summary>
    public static ulong Of(ReadOnlySpan<string?> attributes, ReadOnlySpan<long> measures)
    {
        Span<ulong> words = stackalloc ulong[16];
        if (attributes.Length >= words.Length) words = new ulong[attributes.Length + 1];
        words = words[..(attributes.Length + 1)];
        for (var i = 0; i < attributes.Length; i++) words[i] = attributes[i] is { } text ? ItemHash.Of(text).Low : Null;
        words[^1] = ItemHash.OfBytes(MemoryMarshal.AsBytes(measures)).Low;
        return Of(MemoryMarshal.AsBytes(words));
    }

    /// <summary>Hash of bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes) => Math.Max(1, ItemHash.OfBytes(bytes).Low);
}
