using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Tests.Ml.Evaluation;

[TestFixture]
internal sealed class SplitsTests
{
    private static readonly float[] Labels = [.. Enumerable.Range(0, 103).Select(i => i % 7 == 0 ? 1f : 0f)];
    private static readonly string[] Users = [.. Enumerable.Range(0, 300).Select(i => "u" + (i * i % 47))];

    [Test]
    public void Stratified_AnyFolds_TestsEachRowOnceWithEqualShares()
    {
        var folds = Splits.Stratified(Labels, 5, seed: 1);
        EachRowOnce(folds, Labels.Length);
        foreach (var fold in folds)
        {
            fold.Test.Count(r => Labels[r] > 0).ShouldBe(3);
            fold.Test.Length.ShouldBeInRange(20, 21);
        }
    }

    [Test]
    public void Stratified_SameSeed_IsTheSameAndAnotherDiffers()
    {
        Splits.Stratified(Labels, 5, 1)[0].Test.ShouldBe(Splits.Stratified(Labels, 5, 1)[0].Test);
        Splits.Stratified(Labels, 5, 1)[0].Test.ShouldNotBe(Splits.Stratified(Labels, 5, 2)[0].Test);
    }

    [Test]
    public void Stratified_TooFewOfAClass_IsRefused() =>
        Should.Throw<ArgumentException>(() => Splits.Stratified([0, 0, 0, 1, 1], 3, 1)).Message.ShouldContain("label 1");

    [Test]
    public void Grouped_ManyRowsAUser_KeepsUsersTogetherAndFoldsEven()
    {
        var folds = Splits.Grouped(Users, 4, seed: 3);
        EachRowOnce(folds, Users.Length);
        foreach (var fold in folds)
        {
            fold.Train.Select(r => Users[r]).Intersect(fold.Test.Select(r => Users[r]), StringComparer.Ordinal).ShouldBeEmpty();
            fold.Test.Length.ShouldBeInRange(70, 80);
        }

        Should.Throw<ArgumentException>(() => Splits.Grouped(["a", "a"], 2, 1)).Message.ShouldContain("1 groups");
    }

    [Test]
    public void Holdouts_OfAShare_HaveAboutThatShareAndNoOverlap()
    {
        var byClass = Splits.StratifiedHoldout(Labels, 0.2, 5);
        EachRowOnce([byClass, new Fold(byClass.Test, byClass.Train)], Labels.Length);
        byClass.Test.Count(r => Labels[r] > 0).ShouldBe(3);

        var byUser = Splits.GroupedHoldout(Users, 0.3, 5);
        byUser.Train.Select(r => Users[r]).Intersect(byUser.Test.Select(r => Users[r]), StringComparer.Ordinal).ShouldBeEmpty();
        byUser.Test.Length.ShouldBeInRange(75, 105);
        (byUser.Test.Length + byUser.Train.Length).ShouldBe(Users.Length);
    }

    [Test]
    public void Temporal_AnyFolds_LearnsFromThePastOnly()
    {
        var random = new SeededRandom(9);
        var times = Enumerable.Range(0, 200).Select(_ => (long)random.Below(60)).ToArray();
        var folds = Splits.Temporal(times, 4);
        folds.Count.ShouldBe(4);
        foreach (var fold in folds) fold.Train.Max(r => times[r]).ShouldBeLessThan(fold.Test.Min(r => times[r]));
        folds[^1].Test.Max(r => times[r]).ShouldBe(times.Max());
        for (var i = 1; i < 4; i++) folds[i].Train.ShouldBe([.. folds[i - 1].Train.Concat(folds[i - 1].Test).Order()]);

        var holdout = Splits.TemporalHoldout(times, 0.25);
        holdout.Train.Max(r => times[r]).ShouldBeLessThan(holdout.Test.Min(r => times[r]));
        holdout.Test.Length.ShouldBeInRange(40, 60);
    }

    [Test]
    public void Temporal_MostRowsAtTheEnd_StillParts()
    {
        var fold = Splits.TemporalHoldout([1, 2, 9, 9, 9, 9, 9, 9], 0.3);
        fold.Train.ShouldBe([0, 1]);
        Should.Throw<ArgumentException>(() => Splits.TemporalHoldout([4, 4, 4], 0.3)).Message.ShouldContain("same time");
        Should.Throw<ArgumentException>(() => Splits.Temporal([4, 4, 4, 5], 3)).Message.ShouldContain("too few");
    }

    private static void EachRowOnce(IReadOnlyList<Fold> folds, int rows)
    {
        folds.SelectMany(f => f.Test).Order().ShouldBe(Enumerable.Range(0, rows));
        foreach (var fold in folds) fold.Train.Concat(fold.Test).Order().ShouldBe(Enumerable.Range(0, rows));
    }
}
