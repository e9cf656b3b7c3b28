using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Networks;
using Shopstream.Modules.Ml.Trees;
using Shopstream.Modules.Ml.Tuning;
using Shopstream.Tests.Ml.Trees;
using Shouldly;

namespace Shopstream.Tests.Ml.Tuning;

/// <summary>Tuning of the real models; each is judged at last on rows that tuning did not see.</summary>
[TestFixture]
internal sealed class HoldoutTrialsTests
{
    private const int Seed = 9;
    private static readonly (FeatureMatrix Matrix, float[] Labels) All = SampleRows.Binary(2_600, 6, 61, 0);

    [Test]
    public void OnRows_OfBoostedTrees_FindsOneOfTheBestThird()
    {
        // Wider than anybody would search, so that candidates differ by more than chance does on so few rows.
        const int Candidates = 18;
        var space = new SearchSpace(SearchSpace.LogUniform("rate", 0.001, 1), SearchSpace.LogUniform("weight", 0.5, 200), SearchSpace.Whole("depth", 1, 10));
        var options = new TuningOptions { Candidates = Candidates, LeastBudget = 250, MostBudget = 1_000, Seed = Seed };
        var counts = new List<int>();
        var result = SuccessiveHalving.Run(space, options, Trials().OnRows(Train, Seed));
        counts.ShouldBe([.. Enumerable.Repeat(333, 18), .. Enumerable.Repeat(1_000, 6)]);
        var brute = Enumerable.Range(0, Candidates).Select(i => OnTest(Train(space.Draw(Seed, i), Part(0), Labels(0), default))).Order().ToArray();
        OnTest(Train(result.Best.Candidate, Part(0), Labels(0), default)).ShouldBeGreaterThanOrEqualTo(brute[Candidates * 2 / 3], $"seed {Seed}: {string.Join(' ', brute)}");

        IProbabilityModel Train(TuningCandidate candidate, FeatureMatrix rows, float[] labels, CancellationToken token)
        {
            counts.Add(rows.Rows);
            var tree = new TreeOptions { MaxDepth = candidate.Whole("depth"), MinChildWeight = candidate["weight"] };
            return BoostedTrees.Train(rows, labels, new() { Trees = 60, LearningRate = candidate["rate"], Tree = tree }, cancellationToken: token).Model;
        }
    }

    [Test]
    public void OnTrees_OfForests_GrowsSoManyTrees()
    {
        var options = new TuningOptions { Candidates = 4, LeastBudget = 5, MostBudget = 20, Reduction = 2, Seed = Seed };
        var counts = new List<int>();
        var result = SuccessiveHalving.Run(ModelSpaces.Forest, options, Trials().OnTrees((candidate, trees, rows, labels, token) =>
        {
            rows.Rows.ShouldBe(1_000);
            counts.Add(trees);
            return RandomForest.Train(rows, labels, ModelSpaces.Options(candidate, new ForestOptions { Trees = trees }), cancellationToken: token).Model;
        }));
        counts.ShouldBe([5, 5, 5, 5, 10, 10, 20]);
        result.Best.Score.ShouldBeGreaterThan(0.8);
    }

    [Test]
    public void OnRows_OfNetworks_IsASearchLikeAnyOther()
    {
        var options = new TuningOptions { Candidates = 4, LeastBudget = 500, MostBudget = 1_000, Reduction = 2, Seed = Seed };
        var result = SuccessiveHalving.Run(ModelSpaces.Network, options, Trials().OnRows(
            (candidate, rows, labels, token) =>
                NetworkTraining.Train(rows, labels, ModelSpaces.Options(candidate, new NetworkOptions { MaxEpochs = 15 }), cancellation: token).Network,
            Seed));
        result.Trials.Count.ShouldBe(6);
        result.Best.Score.ShouldBeGreaterThan(0.8);
    }

    [Test]
    public void Options_OfEveryCandidate_AreInRange()
    {
        for (var i = 0; i < 300; i++)
        {
            var boosted = ModelSpaces.Options(ModelSpaces.Boosted.Draw(Seed, i), new BoostingOptions());
            Should.NotThrow(() => boosted.Check(6));
            (boosted.Tree.Growth == TreeGrowth.LeafWise).ShouldBe(boosted.Tree.MaxLeaves > 0);
            Should.NotThrow(() => ModelSpaces.Options(ModelSpaces.Forest.Draw(Seed, i), new ForestOptions()).Check());
            Should.NotThrow(() => NetworkOptions.Check(ModelSpaces.Options(ModelSpaces.Network.Draw(Seed, i), new NetworkOptions())));
        }
    }

    [Test]
    public void StratifiedOrder_OfEveryBeginning_HasTheClassesShares()
    {
        float[] labels = [.. Enumerable.Range(0, 1_000).Select(i => i % 10 == 0 ? 1f : 0f)];
        var order = HoldoutTrials.StratifiedOrder(labels, Seed);
        order.Order().ShouldBe(Enumerable.Range(0, 1_000));
        for (var (n, ones) = (0, 0); n < order.Length; n++)
        {
            ones += labels[order[n]] == 1 ? 1 : 0;
            ((double)ones).ShouldBe((n + 1) / 10.0, 1, $"first {n + 1}, seed {Seed}");
        }

        order.ShouldNotBe(HoldoutTrials.StratifiedOrder(labels, Seed + 1));
    }

    private static HoldoutTrials Trials() => new(Part(0), Labels(0), Part(1), Labels(1));

    private static double OnTest(IProbabilityModel model) => RocCurve.Area(model.Predict(Part(2)), Labels(2));

    private static Range Rows(int part) => part switch { 0 => ..1_000, 1 => 1_000..1_800, _ => 1_800.. };

    private static FeatureMatrix Part(int part) => All.Matrix.Select(Enumerable.Range(0, All.Labels.Length).ToArray()[Rows(part)]);

    private static float[] Labels(int part) => All.Labels[Rows(part)];
}
