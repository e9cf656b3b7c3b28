using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Ids of documents, and keys that fit into an indexed field.</summary>
internal static class RowIdentity
{
    /// <summary>Bytes that an id may have at most.</summary>
    public const int LongestId = 512;

    private const char Hashed = '#';
    private const int Kept = 8_000;
    private static readonly SearchValues<char> Unsafe = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '\x7f']);

    /// <summary>A text as it may stand in an id and as routing: itself, or <c>#</c> and a hash when it is empty, too long or no plain text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="room">Bytes that are left for it.</param>
    public static string Part(string text, int room) =>
        text.Length > 0 && text[0] != Hashed && Fits(text, room) && !text.AsSpan().ContainsAny(Unsafe) ? text : Hashed + Hash(text);

    /// <summary>The id of a document: its own, or a hash of it when it is too long.</summary>
    public static string OfDocument(string id) => Part(id, LongestId);

    /// <summary>What all rows of a partial have in common in their ids: <c>window|start|partition|</c>.</summary>
    public static string OfPartial(WindowPartial partial) =>
        $"{partial.Window}|{partial.StartMs}|{Part(partial.Partition, LongestId / 2)}|";

    /// <summary>
    /// A text that an indexed field takes: itself, or, when it is longer than <see cref="IndexLayout.LongestText"/>, its first
    /// 8,000 characters and a hash of all.
    /// </summary>
    public static string Indexable(string text)
    {
        if (text.Length <= IndexLayout.LongestText) return text;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[Kept - 1]) ? Kept - 1 : Kept), "…#", Hash(text));
    }

    private static bool Fits(string text, int room) =>
        text.Length <= room && (text.Length * 3 <= room || Encoding.UTF8.GetByteCount(text) <= room);

    private static string Hash(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
