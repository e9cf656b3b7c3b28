using System.Text.Json;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Purchase;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Tests.Ml.Purchase;

/// <summary>Purchase models on simulated sessions of users they never saw, beside what the shop itself knew.</summary>
[TestFixture]
internal sealed class SimulatedShopTests
{
    private const long Seed = 21;

    [Test, CancelAfter(400_000)]
    public void Judge_SplitByUser_ComesCloseToTheBestThatIsPossible(CancellationToken cancel)
    {
        var (table, truth) = Sessions(15_000);
        var options = new PurchaseOptions { Target = PurchaseFeatures.Target, Group = PurchaseFeatures.User, Exclude = PurchaseFeatures.Keys };
        var folds = new PurchaseFolds(table, options, 3, TimeProvider.System);
        var everything = Auc(folds.Given("everything", [.. truth.Select(t => (float)t.Probability)]));
        var observable = Auc(folds.Given("observable", [.. truth.Select(t => (float)t.Observable)]));
        TestContext.Out.WriteLine($"seed {Seed}: best possible {everything:F4}, from what is observable {observable:F4}");
        everything.ShouldBeGreaterThan(observable);
        foreach (var kind in Enum.GetValues<PurchaseModelKind>())
        {
            var auc = Auc(folds.Judge(kind, null, null, null, cancel));
            TestContext.Out.WriteLine($"seed {Seed}: {kind} {auc:F4}, gap {observable - auc:F4} and {everything - auc:F4}");
            auc.ShouldBeInRange(observable - 0.03, observable + 0.005, $"{kind}, seed {Seed}");
        }
    }

    [Test]
    public void Truth_OverManySessions_IsCalibratedAndLeavesTheSessionsAsTheyAre()
    {
        var truth = new List<(ShopSession Session, PurchaseTruth Truth)>();
        var shop = new ShopSimulator(new SimulatorOptions { Seed = Seed });
        var with = shop.Generate(20_000, (s, t) => truth.Add((s, t))).Select(s => (s.SessionId, s.PurchaseMade)).ToList();
        with.ShouldBe(shop.Generate(20_000).Select(s => (s.SessionId, s.PurchaseMade)));
        truth.Select(t => t.Session.SessionId).ShouldBeUnique();
        float[] labels = [.. truth.Select(t => t.Session.PurchaseMade ? 1f : 0f)];
        foreach (var chance in new Func<PurchaseTruth, double>[] { t => t.Probability, t => t.Observable })
        {
            float[] chances = [.. truth.Select(t => (float)chance(t.Truth))];
            CalibrationBin.Error(CalibrationBin.EqualRows(labels, chances)).ShouldBeLessThan(0.02, $"seed {Seed}");
        }
    }

    private static double Auc(PurchaseEvaluation evaluation) => evaluation.Of(f => f.Auc).Mean;

    private static (ColumnTable Table, List<PurchaseTruth> Truth) Sessions(int count)
    {
        var table = new PurchaseTable();
        var truth = new List<PurchaseTruth>();
        new ShopSimulator(new SimulatorOptions { Seed = Seed }).Generate(count, Add).Count().ShouldBe(count);
        return (table.Build(), truth);

        void Add(ShopSession session, PurchaseTruth chance)
        {
            if (SessionRules.Check(session) is not null) return;
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream)) FlatView.Write(json, session);
            using var flat = JsonDocument.Parse(stream.ToArray());
            table.Add(session.UserId, session.EventTimeMs, flat.RootElement);
            truth.Add(chance);
        }
    }
}
