using Shopstream.Modules.Ml.Tuning;
using Shouldly;

namespace Shopstream.Tests.Ml.Tuning;

[TestFixture]
internal sealed class SearchSpaceTests
{
    private const int Seed = 11;
    private const int Draws = 4_000;

    private static readonly SearchSpace Space = new(
        SearchSpace.Uniform("share", 0.5, 1),
        SearchSpace.LogUniform("rate", 0.001, 10),
        SearchSpace.Whole("depth", 2, 5),
        SearchSpace.LogWhole("leaves", 1, 64),
        SearchSpace.Choice("kind", "a", "b", "c"));

    [Test]
    public void Draw_OfManyCandidates_CoversEachRangeAsDescribed()
    {
        var drawn = Enumerable.Range(0, Draws).Select(i => Space.Draw(Seed, i)).ToArray();
        drawn.ShouldAllBe(c => c["share"] >= 0.5 && c["share"] <= 1 && c["rate"] >= 0.001 && c["rate"] <= 10);
        drawn.Average(c => c["share"]).ShouldBe(0.75, 0.01);
        // Four powers of ten, a quarter of the draws in each.
        foreach (var decade in new[] { 0.001, 0.01, 0.1, 1 }) Share(c => c["rate"] >= decade && c["rate"] < decade * 10).ShouldBe(0.25, 0.03, $"from {decade}, seed {Seed}");
        for (var depth = 2; depth <= 5; depth++) Share(c => c.Whole("depth") == depth).ShouldBe(0.25, 0.03, $"depth {depth}, seed {Seed}");
        Share(c => c.Whole("leaves") < 8).ShouldBe(Math.Log(8) / Math.Log(65), 0.03);
        drawn.ShouldAllBe(c => c.Whole("leaves") >= 1 && c.Whole("leaves") <= 64 && c["leaves"] == Math.Floor(c["leaves"]));
        drawn.ShouldContain(c => c.Whole("leaves") == 64);
        foreach (var kind in new[] { "a", "b", "c" }) Share(c => c.Choice("kind") == kind).ShouldBe(1 / 3.0, 0.03);

        double Share(Func<TuningCandidate, bool> which) => drawn.Count(which) / (double)Draws;
    }

    [Test]
    public void Draw_OfTheSameSeedAndNumber_IsTheSame()
    {
        Space.Draw(3, 17).ToString().ShouldBe(Space.Draw(3, 17).ToString());
        Space.Draw(3, 17).ToString().ShouldNotBe(Space.Draw(4, 17).ToString());
        Space.Draw(3, 17).ToString().ShouldNotBe(Space.Draw(3, 18).ToString());
    }

    [Test]
    public void Candidate_OfChosenValues_IsCheckedAgainstTheSpace()
    {
        var values = new Dictionary<string, object> { ["share"] = 0.6, ["rate"] = 0.1, ["depth"] = 3, ["leaves"] = 4, ["kind"] = "b" };
        Space.Candidate(values).ToString().ShouldBe("share=0.6, rate=0.1, depth=3, leaves=4, kind=b");
        Refused("depth", 2.5).ShouldContain("depth: found 2.5, expected a whole number 2 to 5");
        Refused("share", 0.4).ShouldContain("share: found 0.4, expected 0.5 to 1");
        Refused("kind", "d").ShouldContain("kind: found d, expected a, b, c");
        Refused("other", 1).ShouldContain("other");
        values.Remove("kind");
        Should.Throw<ArgumentException>(() => Space.Candidate(values)).Message.ShouldContain("no value of kind");

        string Refused(string name, object value) =>
            Should.Throw<ArgumentException>(() => Space.Candidate(new Dictionary<string, object>(values) { [name] = value })).Message;
    }

    [Test]
    public void Space_OfWrongRanges_SaysWhat()
    {
        Should.Throw<ArgumentException>(() => SearchSpace.LogUniform("rate", 0, 1)).Message.ShouldContain("rate: found 0");
        Should.Throw<ArgumentException>(() => SearchSpace.Whole("depth", 3, 2)).Message.ShouldContain("depth: found 3 to 2");
        Should.Throw<ArgumentException>(() => SearchSpace.Choice("kind", "a", "a")).Message.ShouldContain("kind: found a, a");
        Should.Throw<ArgumentException>(() => new SearchSpace(SearchSpace.Uniform("x", 0, 1), SearchSpace.Uniform("x", 0, 2))).Message.ShouldContain("x twice");
    }
}
