namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>Orders texts as the engine does, by their UTF-8 bytes, which is by code points.</summary>
internal static class CodePoints
{
    public static int Compare(string a, string b)
    {
        var common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length) return a.Length.CompareTo(b.Length);
        return Rank(a[common]).CompareTo(Rank(b[common]));
    }

    // Surrogates stand for code points beyond all others.
    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
