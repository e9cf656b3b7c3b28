using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Ml.Interleaving;

namespace Shopstream.Tests.Ml.Interleaving;

[TestFixture]
public sealed class TeamDraftTests
{
    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property Interleave_AnyRankings_DraftsFairlyAndWithoutRepeats() => Prop.ForAll(
        Gen.Choose(0, 30).ArrayOf().Zip(Gen.Choose(0, 30).ArrayOf()).ToArbitrary(),
        Gen.Choose(0, 25).Zip(Gen.Choose(0, 1_000_000)).ToArbitrary(),
        (rankings, draft) =>
        {
            var (first, second) = rankings;
            var (count, seed) = draft;
            var list = TeamDraft.Interleave(first, second, count, seed);
            list.ShouldBe(TeamDraft.Interleave(first, second, count, seed), "the seed decides");
            list.Select(d => d.Item).Distinct().Count().ShouldBe(list.Count);
            list.Count.ShouldBe(Math.Min(count, first.Union(second).Count()));
            foreach (var (item, team, _) in list) (team == 0 ? first : second).ShouldContain(item);

            // Each team takes its best that is left.
            for (var i = 0; i < list.Count; i++)
            {
                var before = list.Take(i).Select(d => d.Item).ToHashSet();
                (list[i].Team == 0 ? first : second).First(item => !before.Contains(item)).ShouldBe(list[i].Item);
            }

            // As long as both have something left, neither is ahead by more than one.
            var both = list.TakeWhile((_, i) => HasLeft(first, list, i) && HasLeft(second, list, i)).ToList();
            Math.Abs(both.Count(d => d.Team == 0) - both.Count(d => d.Team == 1)).ShouldBeLessThanOrEqualTo(1);
        });

    [Test]
    public void Interleave_ThreeItemsEach_FollowsTheDraftsProbabilities()
    {
        // a b c against b a d, two places: a coin decides who begins. First begins: a, then second takes b. Second begins: b, then a.
        const int Drafts = 20_000;
        var counts = Enumerable.Range(0, Drafts)
            .Select(seed => string.Join(' ', TeamDraft.Interleave<string>(["a", "b", "c"], ["b", "a", "d"], 2, seed).Select(d => $"{d.Item}{d.Team}")))
            .CountBy(list => list).ToDictionary();
        counts.Keys.ShouldBe(["a0 b1", "b1 a0"], ignoreOrder: true);
        foreach (var count in counts.Values) count.ShouldBeInRange((Drafts / 2) - 300, (Drafts / 2) + 300);
    }

    [Test]
    public void Interleave_EqualRankings_GivesEachPlaceToEitherTeamAlike()
    {
        const int Drafts = 20_000;
        int[] ranking = [1, 2, 3, 4, 5, 6];
        var first = new int[6];
        for (var seed = 0; seed < Drafts; seed++)
        {
            var list = TeamDraft.Interleave(ranking, ranking, 6, seed);
            list.Select(d => d.Item).ShouldBe(ranking);
            list.ShouldAllBe(d => d.Probability == 1);
            for (var i = 0; i < 6; i++) first[i] += 1 - list[i].Team;
        }

        // Four standard deviations.
        first.ShouldAllBe(count => Math.Abs(count - (Drafts / 2)) < 283);
    }

    [Test]
    public void Interleave_OneRankingEnds_GoesOnWithTheOther() =>
        TeamDraft.Interleave([1], [2, 3, 4], 10, 7).Select(d => (d.Item, d.Team)).Skip(2).ShouldBe([(3, 1), (4, 1)]);

    private static bool HasLeft(int[] ranking, IReadOnlyList<DraftedItem<int>> list, int at)
    {
        var before = list.Take(at).Select(d => d.Item).ToHashSet();
        return ranking.Any(item => !before.Contains(item));
    }
}
