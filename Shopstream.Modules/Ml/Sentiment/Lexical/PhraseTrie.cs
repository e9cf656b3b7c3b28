using System.Collections.Frozen;

namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>Finds the longest expression that starts at a token, by word numbers. Immutable once built.</summary>
internal sealed class PhraseTrie
{
    private const int Root = 0;

    /// <summary>Node and word number to the next node; both fit into 31 bits.</summary>
    private readonly FrozenDictionary<long, int> _edges;
    private readonly LexiconEntry?[] _meanings;
    private readonly int[] _firstNodes;

    /// <summary>Builds the trie.</summary>
    /// <param name="phrases">Word numbers of each expression and what it means.</param>
    /// <param name="wordCount">One more than the largest word number.</param>
    public PhraseTrie(IEnumerable<(int[] Words, LexiconEntry Meaning)> phrases, int wordCount)
    {
        var edges = new Dictionary<long, int>();
        List<LexiconEntry?> meanings = [null];
        foreach (var (words, meaning) in phrases)
        {
            var node = Root;
            foreach (var word in words)
            {
                var edge = Edge(node, word);
                if (!edges.TryGetValue(edge, out node))
                {
                    node = meanings.Count;
                    edges.Add(edge, node);
                    meanings.Add(null);
                }
            }

            meanings[node] = meaning;
        }

        _firstNodes = new int[wordCount];
        for (var word = 0; word < wordCount; word++)
            _firstNodes[word] = edges.GetValueOrDefault(Edge(Root, word), Root);
        _edges = edges.ToFrozenDictionary();
        _meanings = [.. meanings];
    }

    /// <summary>The length in tokens of the longest expression at the start of <paramref name="tokens"/>, 0 where there is none.</summary>
    public int Match(ReadOnlySpan<Token> tokens, out LexiconEntry meaning)
    {
        meaning = default;
        var length = 0;
        var node = tokens[0].Word < 0 ? Root : _firstNodes[tokens[0].Word];
        for (var next = 1; node != Root && next < tokens.Length && tokens[next].Kind == TokenKind.Word && tokens[next].Word >= 0; next++)
        {
            if (!_edges.TryGetValue(Edge(node, tokens[next].Word), out node))
                break;
            if (_meanings[node] is { } found)
            {
                meaning = found;
                length = next + 1;
            }
        }

        return length;
    }

    private static long Edge(int node, int word) => ((long)node << 32) | (uint)word;
}
