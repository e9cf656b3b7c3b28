using Shopstream.Modules.Ml.Sentiment;
using Shopstream.Modules.Ml.Sentiment.Lexical;

namespace Shopstream.Tests.Ml.Sentiment;

public sealed class HashedNgramsTests
{
    [TestCase("", 0)]
    [TestCase("a", 0)]
    [TestCase("ab", 1)]
    [TestCase("abc", 2)]
    [TestCase("table", 4)]
    [TestCase("ab abc", 3)]
    [TestCase("  ab,,  abc!? ", 3)]
    public void OfCharacters_Text_HasEveryFourInARow(string text, int expected) => Characters(text).Length.ShouldBe(expected);

    [TestCase("Don't", "dont")]
    [TestCase("don’t", "dont")]
    [TestCase("GREAT", "great")]
    [TestCase("greaaaaaaat", "greaat")]
    [TestCase("ÜBEL", "übel")]
    [TestCase("❤️ wow", "❤ wow")]
    [TestCase("well-made, nice", "well made nice")]
    public void OfCharacters_OtherSpelling_IsTheSame(string one, string other) => Characters(one).ShouldBe(Characters(other));

    [Test]
    public void OfCharacters_UnknownEmoji_IsAFeature()
    {
        Characters("🪑").Length.ShouldBe(1);
        Characters("🪑").ShouldNotBe(Characters("🪀"));
    }

    [Test]
    public void OfWords_Sentence_HasWordsAndPairs()
    {
        Words("a good table").Length.ShouldBe(3 + 2);
        Words("A GOOD, Table").ShouldBe(Words("a good table"), "capitals and commas do not matter");
        Words("a good. Table").Length.ShouldBe(3 + 1, "no pair across sentences");
        Words("table 😀 :)").Length.ShouldBe(3 + 2, "symbols are words");
        Words("good a").ShouldNotBe(Words("a good"), "pairs have an order");
    }

    [Test]
    public void OfWords_DeniedWord_IsAnotherFeature() => Words("not good").ShouldNotContain(Words("good").Single());

    [Test]
    public void Features_ManyWords_SpreadOverBucketsAndSigns()
    {
        var features = Enumerable.Range(0, 20_000).Select(i => Words($"w{i}x").Single()).ToArray();
        // Of n balls in m bins, m(1 − e^(−n/m)) bins are hit.
        var expected = HashedNgrams.Buckets * (1 - Math.Exp(-20_000.0 / HashedNgrams.Buckets));
        ((double)features.Select(HashedNgrams.Bucket).Distinct().Count()).ShouldBe(expected, expected * 0.01);
        features.Average(HashedNgrams.IsNegative).ShouldBe(0.5, 0.02);
        features.ShouldAllBe(feature => HashedNgrams.Bucket(feature) < HashedNgrams.Buckets);
    }

    [TestCase("a a a a a a a a")]
    [TestCase("aaaa")]
    [TestCase("♥♥♥♥♥♥♥♥")]
    [TestCase(":):):):):)")]
    [TestCase("ab ab ab ab")]
    [TestCase("漢字漢字漢字")]
    public void Read_Text_HasNoMoreFeaturesThanPromised(string text)
    {
        var features = new FeatureReader().Read(LexiconSentiment.Default, text);
        (features.Words.Length + features.Characters.Length).ShouldBeLessThanOrEqualTo(HashedNgrams.Most(text.Length));
    }

    private static uint[] Characters(string text)
    {
        var features = new uint[HashedNgrams.Most(text.Length)];
        return features[..HashedNgrams.OfCharacters(text, features)];
    }

    private static uint[] Words(string text) => new FeatureReader().Read(LexiconSentiment.Default, text).Words.ToArray();
}
