using Shopstream.Modules.Ml.Tuning;
using Shouldly;

namespace Shopstream.Tests.Ml.Tuning;

/// <summary>Searches on known functions, beside brute force: every candidate on the whole budget.</summary>
[TestFixture]
internal sealed class SuccessiveHalvingTests
{
    private const int Most = 81;

    private static readonly SearchSpace Space = new(
        SearchSpace.LogUniform("rate", 0.001, 1), SearchSpace.Whole("depth", 1, 12), SearchSpace.Choice("kind", "good", "bad"));

    // Best at a rate of 0.05, depth 6, kind good; what is missing for want of budget is the same for all.
    private static double Honest(TuningCandidate c, int budget) =>
        -Math.Pow(Math.Log(c["rate"] / 0.05), 2) - Math.Pow(c.Whole("depth") - 6, 2) / 10.0 - (c.Choice("kind") == "bad" ? 1 : 0) - 2.0 / budget;

    // On a small budget a high rate looks best, on the whole one it is worst.
    private static double Misleading(TuningCandidate c, int budget) => budget < Most / 3 ? c["rate"] : -c["rate"];

    [TestCase(81, 1)]
    [TestCase(81, 2)]
    [TestCase(27, 3)]
    [TestCase(50, 4)]
    public void Run_OnCurvesThatDoNotCross_FindsWhatBruteForceFinds(int candidates, int seed)
    {
        var options = new TuningOptions { Candidates = candidates, LeastBudget = 1, MostBudget = Most, Seed = seed };
        var spent = 0L;
        var result = SuccessiveHalving.Run(Space, options, (c, budget, _) =>
        {
            spent += budget;
            return Honest(c, budget);
        });
        var brute = Enumerable.Range(0, candidates).Select(i => Space.Draw(seed, i)).MaxBy(c => Honest(c, Most))!;
        result.Best.Candidate.Number.ShouldBe(brute.Number, $"seed {seed}");
        result.Best.Score.ShouldBe(Honest(brute, Most));
        result.Best.Budget.ShouldBe(Most);
        spent.ShouldBeLessThan(candidates * Most / 5L, "that is what halving is for");
    }

    [Test]
    public void Run_WhereSmallBudgetsMislead_HyperbandStillComparesOnTheWholeBudget()
    {
        var options = new TuningOptions { Candidates = 81, LeastBudget = 1, MostBudget = Most, Seed = 5 };
        var simple = SuccessiveHalving.Run(Space, options, (c, budget, _) => Misleading(c, budget));
        var bands = SuccessiveHalving.Run(Space, options with { Hyperband = true }, (c, budget, _) => Misleading(c, budget));
        simple.Best.Candidate["rate"].ShouldBeGreaterThan(0.5);
        bands.Best.Candidate["rate"].ShouldBeLessThan(0.05);
        bands.Trials.Max(t => t.Bracket).ShouldBe(4);
        bands.Trials.GroupBy(t => t.Candidate.Number).Count().ShouldBe(81 + 34 + 15 + 8 + 5, "each bracket draws its own candidates");
    }

    [Test]
    public void Run_OfEachRung_TakesTheBestOfTheOneBefore()
    {
        var options = new TuningOptions { Candidates = 27, LeastBudget = 3, MostBudget = Most, Seed = 6 };
        var seen = new List<TuningProgress>();
        var result = SuccessiveHalving.Run(Space, options, (c, budget, _) => Honest(c, budget), seen.Add);
        var rungs = result.Trials.GroupBy(t => t.Rung).Select(g => g.ToArray()).ToArray();
        rungs.Select(r => (r.Length, r[0].Budget)).ShouldBe([(27, 3), (9, 9), (3, 27), (1, 81)]);
        for (var r = 1; r < rungs.Length; r++)
            rungs[r].Select(t => t.Candidate.Number).ShouldBe(rungs[r - 1].OrderByDescending(t => t.Score).Take(rungs[r].Length).Select(t => t.Candidate.Number));
        seen.Select(p => p.Done).ShouldBe(Enumerable.Range(1, 40));
        seen.ShouldAllBe(p => p.Total == 40);
        seen[^1].Best.ShouldBe(result.Best);
        seen[26].Best.ShouldBe(rungs[0].MaxBy(t => t.Score));
        var ranked = result.Ranked().ToArray();
        ranked[0].ShouldBe(result.Best);
        ranked.Length.ShouldBe(40);
        ranked[1..4].Select(t => t.Score).ShouldBe(rungs[2].Select(t => t.Score).OrderDescending());
    }

    [Test]
    public void Run_WithStartingCandidates_TriesThemFirst()
    {
        var ideal = Space.Candidate(new Dictionary<string, object> { ["rate"] = 0.05, ["depth"] = 6, ["kind"] = "good" });
        var options = new TuningOptions { Candidates = 9, LeastBudget = 9, MostBudget = Most, Seed = 7, Starting = [ideal] };
        var result = SuccessiveHalving.Run(Space, options, (c, budget, _) => Honest(c, budget));
        result.Best.Candidate.ShouldBe(ideal);
        result.Trials.Take(9).Select(t => t.Candidate.Number).ShouldBe([-1, 0, 1, 2, 3, 4, 5, 6, 7]);
    }

    [Test]
    public void Run_WithCandidatesWithoutScore_RanksThemLast()
    {
        var options = new TuningOptions { Candidates = 9, LeastBudget = 9, MostBudget = Most, Seed = 8 };
        var result = SuccessiveHalving.Run(Space, options, (c, budget, _) => c.Number == 8 ? -1_000 : double.NaN);
        result.Best.Candidate.Number.ShouldBe(8);
        var none = Should.Throw<InvalidOperationException>(() => SuccessiveHalving.Run(Space, options, (_, budget, _) => budget < Most ? 1 : double.NaN));
        none.Message.ShouldContain("9 candidates");
    }

    [Test]
    public void Run_Cancelled_StopsBeforeTheNextTrial()
    {
        using var source = new CancellationTokenSource();
        var options = new TuningOptions { Candidates = 27, LeastBudget = 1, MostBudget = Most };
        var trials = 0;
        Should.Throw<OperationCanceledException>(() => SuccessiveHalving.Run(
            Space,
            options,
            (_, _, token) =>
            {
                token.ShouldBe(source.Token);
                if (++trials == 5) source.Cancel();
                return 0;
            },
            cancellationToken: source.Token));
        trials.ShouldBe(5);
    }
}
