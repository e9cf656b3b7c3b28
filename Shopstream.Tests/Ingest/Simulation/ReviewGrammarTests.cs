using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Tests.Ingest.Simulation;

public sealed class ReviewGrammarTests
{
    [Test]
    public void Write_ManyReviews_VaryAndUseNegationContrastIntensifierAndEmoji()
    {
        var random = new Xoshiro256(9, 0);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 6_000; i++) texts.Add(ReviewGrammar.Write(i % FurnitureCatalog.Count, (ReviewSentiment)(i % 3), random));
        texts.Count.ShouldBeGreaterThan(2_500);
        texts.ShouldAllBe(t => t.Length > 15 && t.Length < 200 && !t.Contains("  "));
        foreach (var sign in new[] { " not ", ", but ", "really ", "👍", "👎" }) texts.ShouldContain(t => t.Contains(sign), sign);
    }

    [Test]
    public void Write_PluralProduct_AgreesWithItsVerb()
    {
        var random = new Xoshiro256(9, 0);
        for (var i = 0; i < 1_000; i++)
        {
            var text = ReviewGrammar.Write(9, (ReviewSentiment)(i % 3), random);
            text.ShouldNotContain("chairs is");
            text.ShouldNotContain("chairs stands");
        }
    }

    [Test]
    public void Feel_BetterProduct_IsPraisedMore()
    {
        var random = new Xoshiro256(4, 0);
        var balance = new double[FurnitureCatalog.Count];
        for (var i = 0; i < 20_000; i++)
        {
            var product = i % FurnitureCatalog.Count;
            var author = new Visitor(new SimulatorOptions(), i);
            balance[product] += (int)ReviewGrammar.Feel(product, author, random) - 1;
        }

        var byQuality = Enumerable.Range(0, FurnitureCatalog.Count).OrderBy(p => FurnitureCatalog.Quality[p]).ToList();
        balance[byQuality[0]].ShouldBeLessThan(-500);
        balance[byQuality[^1]].ShouldBeGreaterThan(500);
        for (var i = 2; i < byQuality.Count; i++) balance[byQuality[i]].ShouldBeGreaterThan(balance[byQuality[i - 2]]);
    }
}
