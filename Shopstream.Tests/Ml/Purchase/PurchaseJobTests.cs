using System.Net;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Purchase;
using Shopstream.Modules.Ml.Trees;
using Shopstream.Tests.Batch;
using Shopstream.Tests.Jobs;

namespace Shopstream.Tests.Ml.Purchase;

[TestFixture]
internal sealed class PurchaseJobTests
{
    private const string OneRow =
        """{"rows": [{"sessionDuration": 900, "clicks": 25, "deviceType": "Desktop", "referrer": "Direct", "gender": "Female", "hour_of_day": 20, "amountSpent": 5}]}""";

    [Test, CancelAfter(240_000)]
    public async Task Run_OnSimulatedSessions_KeepsTheBestModelWhichThenPredictsAndExplains(CancellationToken cancel)
    {
        await using var shop = await PurchaseShop.StartAsync(15_000, seed: 5, cancel);

        var run = await PurchaseShop.TrainAsync(shop, cancel, ("tune", "0"), ("seed", "3"));

        run.Result!["outcome"]!.GetValue<string>().ShouldBe("current", run.Result.ToJsonString());
        run.Result["auc"]!.AsObject().Select(m => m.Key).ShouldBe(["forest", "boosted", "network"]);
        var stored = (await PurchaseShop.Models(shop).CurrentAsync("purchase", cancel))!;
        var version = stored.Version;
        (version.Number, version.Seed, version.RunId).ShouldBe((1, 3, run.Id));
        version.Kind.ShouldBe(run.Result["model"]!.GetValue<string>());
        version.Metrics["laterUnseenUsers"]["auc"].ShouldBeInRange(0.72, 0.95, run.Result.ToJsonString());
        version.Metrics["unseenUsers"]["auc"].ShouldBeInRange(0.72, 0.95);
        version.Data.Users.ShouldNotBeNull().ShouldBeGreaterThan(100);
        (version.Data.FromMs < version.Data.ToMs).ShouldBeTrue();
        stored.Verdict!.IsBetter.ShouldBeTrue();

        var predicted = await shop.SendAsync(HttpMethod.Post, "/models/purchase/predict", OneRow);
        var explained = await shop.SendAsync(HttpMethod.Post, "/models/purchase/explain", OneRow);
        (predicted.Status, explained.Status).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK), $"{predicted.Body} {explained.Body}");
        predicted.Body.GetProperty("version").GetInt32().ShouldBe(1);
        predicted.Body.GetProperty("ignored").EnumerateArray().Select(i => i.GetString()).ShouldBe(["amountSpent"]);
        var probability = predicted.Body.GetProperty("predictions")[0].GetProperty("probability").GetDouble();
        var row = explained.Body.GetProperty("rows")[0];
        row.GetProperty("probability").GetDouble().ShouldBe(probability);
        var output = explained.Body.GetProperty("base").GetDouble() + row.GetProperty("contributions").EnumerateArray().Sum(c => c.GetProperty("shap").GetDouble());
        (explained.Body.GetProperty("scale").GetString() == "probability" ? output : 1 / (1 + Math.Exp(-output))).ShouldBe(probability, 1e-4);

        var drift = await shop.Runner.RunAsync("model-drift", new Dictionary<string, string>(StringComparer.Ordinal) { ["window"] = "9.00:00:00" }, JobTrigger.Command, cancel);
        drift.Result!["purchase"]!.GetValue<string>().ShouldBe("stable");
    }

    [Test, CancelAfter(240_000)]
    public async Task Run_Again_ReplacesTheCurrentVersionOnlyWhenItIsBetter(CancellationToken cancel)
    {
        await using var shop = await PurchaseShop.StartAsync(15_000, seed: 6, cancel);
        var models = PurchaseShop.Models(shop);
        await AddForestOfGuessesAsync(shop, cancel);

        var better = await PurchaseShop.TrainAsync(shop, cancel, ("model", "forest"), ("tune", "0"));
        var again = await PurchaseShop.TrainAsync(shop, cancel, ("model", "forest"), ("tune", "0"));

        better.Result!["outcome"]!.GetValue<string>().ShouldBe("current", better.Result.ToJsonString());
        again.Result!["outcome"]!.GetValue<string>().ShouldBe("rejected", again.Result.ToJsonString());
        var versions = await models.ListAsync("purchase", cancel);
        versions.Select(v => (v.Version.Number, v.State)).ShouldBe([(3, ModelState.Rejected), (2, ModelState.Current), (1, ModelState.Retired)]);
        versions[1].Verdict!.Against.ShouldBe(1);
        versions[0].Verdict!.Low.ShouldBe(0);
        versions[0].Version.Data.Fingerprint.ShouldBe(versions[1].Version.Data.Fingerprint);
        versions[0].Version.Artifact.Sha256.ShouldBe(versions[1].Version.Artifact.Sha256);
        (await models.RollbackAsync("purchase", "test", cancel)).Version.Number.ShouldBe(1);
    }

    [Test, CancelAfter(240_000)]
    public async Task Run_WithTuning_KeepsTheSettingsItFound(CancellationToken cancel)
    {
        await using var shop = await PurchaseShop.StartAsync(8_000, seed: 7, cancel);
        var messages = new List<string>();

        var started = await shop.Runner.StartAsync(
            "purchase", new Dictionary<string, string>(StringComparer.Ordinal) { ["model"] = "forest", ["tune"] = "9" }, JobTrigger.Command, cancel);
        await foreach (var record in shop.Runner.FollowAsync(started.Id, cancel)) messages.Add(record.Message);

        var run = (await shop.Runner.GetAsync(started.Id, cancel))!;
        run.State.ShouldBe(JobState.Succeeded, run.Error);
        messages.ShouldContain(m => m.StartsWith("tuning the forest model", StringComparison.Ordinal), string.Join("; ", messages));
        var version = (await PurchaseShop.Models(shop).GetAsync("purchase", 1, cancel))!.Version;
        version.Kind.ShouldBe("forest");
        version.Hyperparameters.Keys.ShouldBe(["columnsPerNode", "features", "maxDepth", "minLeafWeight", "rowsPerTree", "threshold", "trees"], ignoreOrder: true);
    }

    [Test, CancelAfter(60_000)]
    public async Task Run_OnTooFewSessions_TrainsNothingAndSaysWhy(CancellationToken cancel)
    {
        await using var shop = await PurchaseShop.StartAsync(300, seed: 8, cancel);

        var run = await PurchaseShop.TrainAsync(shop, cancel);

        run.Result!["outcome"]!.GetValue<string>().ShouldBe("nothing trained");
        run.Result["reason"]!.GetValue<string>().ShouldContain("expected at least 100 with and 100 without one");
        (await PurchaseShop.Models(shop).ListAsync("purchase", cancel)).ShouldBeEmpty();
    }

    [Test, CancelAfter(60_000)]
    public async Task Run_WithoutAnArchive_TrainsNothing(CancellationToken cancel)
    {
        await using var shop = await JobShop.StartAsync([], builder => MlModule.Register(builder), MlModule.Map);

        (await PurchaseShop.TrainAsync(shop, cancel)).Result!["sessions"]!.GetValue<int>().ShouldBe(0);
    }

    [Test, CancelAfter(120_000)]
    public async Task Run_Cancelled_StopsSoonAndKeepsNothing(CancellationToken cancel)
    {
        await using var shop = await PurchaseShop.StartAsync(8_000, seed: 9, cancel);
        var started = await shop.Runner.StartAsync("purchase", JobHosts.NoParameters, JobTrigger.Api, cancel);
        await foreach (var record in shop.Runner.FollowAsync(started.Id, cancel))
            if (record.Message.StartsWith("tuning", StringComparison.Ordinal) && !record.CancelRequested) await shop.Runner.CancelAsync(started.Id, cancel);

        (await shop.Runner.GetAsync(started.Id, cancel))!.State.ShouldBe(JobState.Cancelled);
        (await PurchaseShop.Models(shop).ListAsync("purchase", cancel)).ShouldBeEmpty();
    }

    /// <summary>A current version that learnt from labels that mean nothing.</summary>
    private static async Task AddForestOfGuessesAsync(JobShop shop, CancellationToken cancel)
    {
        var documents = PurchaseShop.Sessions(500, seed: 1).ConvertAll(d => d with
        {
            Body = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(d.Body.Span)
                .Replace("\"purchaseMade\":1", "\"purchaseMade\":0", StringComparison.Ordinal)
                .Replace("\"purchaseMade\":0", d.Id[0] % 3 == 0 ? "\"purchaseMade\":1" : "\"purchaseMade\":0", StringComparison.Ordinal)),
        });
        var table = await PurchaseFeatures.ReadAsync(documents.ToAsyncEnumerable(), like: null, cancel);
        var options = new PurchaseOptions
        {
            Target = PurchaseFeatures.Target,
            Exclude = PurchaseFeatures.Keys,
            Forest = new ForestOptions { Trees = 20, MaxDepth = 6 },
        };
        var model = PurchaseTraining.Train(PurchaseModelKind.Forest, table, [.. Enumerable.Range(0, table.Rows)], options, ledger: null, cancel);
        var version = new ModelVersion { Name = "purchase", Kind = "forest", Data = new ModelData("none", null, null, table.Rows, 1, 1, "") };
        var added = await PurchaseShop.Models(shop).AddAsync(version, PurchaseFamily.Write(model), default, cancel);
        await PurchaseShop.Models(shop).PromoteAsync("purchase", added.Number, "for want of a better one", cancel);
    }
}
