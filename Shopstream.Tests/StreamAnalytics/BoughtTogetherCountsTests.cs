using Shopstream.Modules.StreamAnalytics;

namespace Shopstream.Tests.StreamAnalytics;

[TestFixture]
internal sealed class BoughtTogetherCountsTests
{
    [Test]
    public void Top_CountsBothWaysWithoutTheBasketMostFirst()
    {
        var counts = new BoughtTogetherCounts();
        for (var i = 0; i < 3; i++) counts.Add("tea", "cup");
        counts.Add("pot", "tea");
        counts.Add("tea", "jam");
        counts.Add("tea", "can");

        Shown(counts, "tea", [], 10).ShouldBe(["cup 3", "can 1", "jam 1", "pot 1"]);
        Shown(counts, "tea", [], 2).ShouldBe(["cup 3", "can 1"]);
        Shown(counts, "tea", ["tea", "cup"], 10).ShouldBe(["can 1", "jam 1", "pot 1"]);
        Shown(counts, "pot", [], 10).ShouldBe(["tea 1"]);
        Shown(counts, "nothing", [], 10).ShouldBeEmpty();
    }

    [Test]
    public void Decode_Encoded_CountsOn()
    {
        var counts = new BoughtTogetherCounts();
        counts.Add("tea", "größe \"L\"");
        var decoded = BoughtTogetherCounts.Decode(counts.Encode().Span);
        decoded.Add("größe \"L\"", "tea");
        Shown(decoded, "tea", [], 5).ShouldBe(["größe \"L\" 2"]);
        Shown(counts, "tea", [], 5).ShouldBe(["größe \"L\" 1"]);
    }

    private static IEnumerable<string> Shown(BoughtTogetherCounts counts, string product, string[] basket, int top) =>
        counts.Top(product, basket, top).Select(t => $"{t.ProductId} {t.Count}");
}
