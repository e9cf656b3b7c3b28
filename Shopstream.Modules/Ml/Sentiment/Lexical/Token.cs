using System.Runtime.InteropServices;

namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>What a piece of a text is.</summary>
internal enum TokenKind : byte
{
    /// <summary>A word or number.</summary>
    Word,

    /// <summary>An emoji or emoticon; <see cref="Token.Contribution"/> holds its valence.</summary>
    Symbol,

    /// <summary>Punctuation inside a sentence.</summary>
    ClauseEnd,

    /// <summary>A full stop.</summary>
    SentenceEnd,

    /// <summary>An exclamation mark.</summary>
    Exclamation,

    /// <summary>A question mark.</summary>
    Question,
}

/// <summary>A piece of a text with its place there, and what it adds to the score once that is known.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Token
{
    /// <summary>What it is.</summary>
    public TokenKind Kind;

    /// <summary>A word in capitals only, of at least two letters.</summary>
    public bool Shouted;

    /// <summary>A word with a letter three times or more in a row ("sooo").</summary>
    public bool Stretched;

    /// <summary>A word in "-ly".</summary>
    public bool Adverb;

    /// <summary>A word within the reach of a negation.</summary>
    public bool Denied;

    /// <summary>An opinion that an intensifier or dampener weighed.</summary>
    public bool Graded;

    /// <summary>Number of the word in the lexicon, -1 where it is not known there.</summary>
    public int Word;

    /// <summary>Hash of the word in lower case, or of the symbol.</summary>
    public ulong Hash;

    /// <summary>Index of the first UTF-16 unit.</summary>
    public int Start;

    /// <summary>Length in UTF-16 units; that of the whole expression once one was matched here.</summary>
    public int Length;

    /// <summary>Valence added to the sum of the text.</summary>
    public float Contribution;
}
