using Shopstream.Modules.Ml.Models;

namespace Shopstream.Tests.Ml.Models;

[TestFixture]
internal sealed class ModelLineTests
{
    private static readonly ModelVerdict Better = new(IsBetter: true, null, "auc", 0.8, 0.5, 0.2, 0.4, 0.95, 100, 50, "better");
    private static readonly ModelVerdict Worse = Better with { IsBetter = false, Reason = "worse" };

    [Test]
    public void Written_AfterReserve_IsACandidateThatCanBeFound()
    {
        var reserved = ModelLine.Empty("m").Reserve(10);

        reserved.Find(1).ShouldBeNull();
        reserved.NextNumber.ShouldBe(2);
        reserved.Written(1, 20).Find(1)!.State.ShouldBe(ModelState.Candidate);
    }

    [Test]
    public void Decide_OfABetterCandidate_RetiresTheCurrentOne()
    {
        var line = Line(2).Decide(1, Better, 100).Decide(2, Better with { Against = 1 }, 200);

        line.Current!.Number.ShouldBe(2);
        line.Find(1)!.State.ShouldBe(ModelState.Retired);
        line.Find(1)!.Changes.Select(c => (c.State, c.AtMs)).ShouldBe([(ModelState.Candidate, 20), (ModelState.Current, 100), (ModelState.Retired, 200)]);
        line.Find(2)!.Verdict!.Against.ShouldBe(1);
    }

    [Test]
    public void Decide_OfAWorseCandidate_KeepsTheCurrentOne()
    {
        var line = Line(2).Decide(1, Better, 100).Decide(2, Worse, 200);

        line.Current!.Number.ShouldBe(1);
        (line.Find(2)!.State, line.Find(2)!.Changes[^1].Reason).ShouldBe((ModelState.Rejected, "worse"));
    }

    [Test]
    public void Previous_AfterSeveralPromotions_IsTheOneRetiredLast()
    {
        var line = Line(3).Promote(1, "a", 100).Promote(3, "b", 200).Promote(2, "c", 300);
        line.Previous!.Number.ShouldBe(3);

        var back = line.Promote(3, "back", 400);
        (back.Current!.Number, back.Previous!.Number).ShouldBe((3, 2));
    }

    [Test]
    public void Promote_OfTheCurrentOne_ChangesNothing()
    {
        var line = Line(1).Promote(1, "a", 100);

        line.Promote(1, "again", 200).ShouldBeSameAs(line);
    }

    [Test]
    public void Promote_OfNoVersion_IsRefused() =>
        Should.Throw<ModelMissingException>(() => Line(1).Promote(2, "a", 100)).Message.ShouldBe("Model m has no version 2.");

    [Test]
    public void Trim_KeepsTheNewestTheCurrentAndTheOneBefore()
    {
        var line = Line(8).Promote(1, "a", 100).Promote(2, "b", 200);

        var (trimmed, removed) = line.Trim(keep: 3, nowMs: 300, writingMs: 1000);

        trimmed.Entries.Select(e => e.Number).ShouldBe([1, 2, 6, 7, 8]);
        removed.ShouldBe([3, 4, 5]);
    }

    [Test]
    public void Trim_OfAVersionThatWasNeverFinished_TakesItAwayInTheEnd()
    {
        var line = Line(1).Reserve(1000);

        line.Trim(3, nowMs: 1999, writingMs: 1000).Removed.ShouldBeEmpty();
        line.Trim(3, nowMs: 2000, writingMs: 1000).Removed.ShouldBe([2]);
    }

    private static ModelLine Line(int versions)
    {
        var line = ModelLine.Empty("m");
        for (var number = 1; number <= versions; number++) line = line.Reserve(10).Written(number, 20);
        return line;
    }
}
