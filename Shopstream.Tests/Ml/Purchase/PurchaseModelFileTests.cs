using System.Text;
using System.Text.Json.Nodes;
using Shopstream.Modules.Ml.Purchase;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Ml.Trees;
using Shopstream.Tests.Ml.Trees;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Purchase;

[TestFixture]
internal sealed class PurchaseModelFileTests
{
    [TestCase(PurchaseModelKind.Forest)]
    [TestCase(PurchaseModelKind.Boosted)]
    [TestCase(PurchaseModelKind.Network)]
    [CancelAfter(60_000)]
    public void Load_WhatWasSaved_PredictsAndExplainsTheSame(PurchaseModelKind kind, CancellationToken cancel)
    {
        var (table, model) = Trained(kind, cancel);
        var loaded = PurchaseModelFile.Load(new MemoryStream(Saved(model)));
        (loaded.Kind, loaded.Threshold, loaded.Privacy).ShouldBe((kind, model.Threshold, null));
        loaded.Predict(table).ShouldBe(model.Predict(table));
        var features = model.Pipeline.Apply(table);
        var (before, after) = (model.Explain(features, cancel), loaded.Explain(features, cancel));
        after.BaseValue.ShouldBe(before.BaseValue, 1e-9);
        for (var f = 0; f < features.Columns; f++) after.Of(f).ToArray().ShouldBe(before.Of(f).ToArray());
    }

    [Test, CancelAfter(60_000)]
    public void Load_ModelWithPrivacy_KeepsItsStatement(CancellationToken cancel)
    {
        var (table, options) = SmallShop.Make(1_500, seed: 2);
        var how = SmallShop.Quick(options) with { Privacy = new PurchasePrivacy { Epsilon = 2 } };
        var ledger = new Modules.Ml.Privacy.PrivacyLedger(9, 0.1, TimeProvider.System);
        foreach (var kind in Enum.GetValues<PurchaseModelKind>())
        {
            var model = PurchaseTraining.Train(kind, table, SmallShop.All(table), how, ledger, cancel);
            PurchaseModelFile.Load(new MemoryStream(Saved(model))).Privacy.ShouldBe(model.Privacy);
        }
    }

    [TestCase(PurchaseModelKind.Forest)]
    [TestCase(PurchaseModelKind.Boosted)]
    [CancelAfter(120_000)]
    public async Task Save_LoadedByXgboost_PredictsTheSame(PurchaseModelKind kind, CancellationToken cancel)
    {
        using var folder = new TempDirectory();
        var (table, model) = Trained(kind, cancel);

        // The exchange script calls the columns x0, x1 …
        var json = JsonNode.Parse(Saved(model))!;
        json["learner"]!["feature_names"] = new JsonArray([.. model.Pipeline.Features.Select((_, i) => (JsonNode)$"x{i}")]);
        await File.WriteAllTextAsync(folder.File("m.json"), json.ToJsonString(), cancel);
        var features = model.Pipeline.Apply(table);
        Xgboost.SaveRows(features, new float[features.Rows], folder.Path);
        await Xgboost.RunAsync(cancel, "explain", folder.Path, $"{features.Columns}", "m");
        var theirs = Xgboost.Floats(folder.File("m.predictions.f32"));
        var ours = model.Predict(table);
        for (var row = 0; row < ours.Length; row++) ours[row].ShouldBe(theirs[row], 1e-5f, $"row {row}");
    }

    [Test, CancelAfter(120_000)]
    public async Task Load_SavedAgainByXgboost_StillHasItsPipeline(CancellationToken cancel)
    {
        // Letters, quotes and signs that JSON writers like to escape.
        string[] rooms = ["Küche & \"Bad\"", "a<b + c", "back\\slash", "寝室"];
        var table = ColumnTable.FromRows(Enumerable.Range(0, 400).Select(i => new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["room"] = rooms[i % 4],
            ["n"] = i % 7,
            ["bought"] = i % 4 == 0 || i % 7 == 1,
        }));
        var options = SmallShop.Quick(new PurchaseOptions { Target = "bought" });
        var model = PurchaseTraining.Train(PurchaseModelKind.Boosted, table, SmallShop.All(table), options, ledger: null, cancel);
        using var folder = new TempDirectory();
        await File.WriteAllBytesAsync(folder.File("m.json"), Saved(model), cancel);
        await Xgboost.RunAsync(cancel, "resave", folder.Path, "0", "m");
        await using var again = File.OpenRead(folder.File("m.again.json"));
        var loaded = PurchaseModelFile.Load(again);
        loaded.Pipeline.Features.ShouldBe(model.Pipeline.Features);
        loaded.Predict(table).ShouldBe(model.Predict(table));
    }

    [Test]
    public void Load_BareModelOfXgboost_TakesColumnsAsNumbers()
    {
        var (matrix, labels) = SampleRows.Binary(300, 4, 9);
        var trees = BoostedTrees.Train(matrix, labels, new BoostingOptions { Trees = 10 }).Model;
        using var file = new MemoryStream();
        XgboostModel.Save(trees, file);
        var model = PurchaseModelFile.Load(new MemoryStream(file.ToArray()));
        var csv = string.Join(',', matrix.Names) + "\n" + string.Join('\n', Enumerable.Range(0, matrix.Rows).Select(r =>
            string.Join(',', Enumerable.Range(0, matrix.Columns).Select(c => float.IsNaN(matrix[r, c]) ? "" : matrix[r, c].ToString("R", null)))));
        var table = ColumnTable.FromCsv(new MemoryStream(Encoding.UTF8.GetBytes(csv)), model.Pipeline.InputOptions());
        model.Predict(table).ShouldBe(trees.Predict(matrix));
    }

    [TestCase("{}", "another kind")]
    [TestCase("nothing", "no model")]
    [TestCase("""{"learner":{}}""", "no model")]
    [TestCase("""{"format":"shopstream-network","shopstream_purchase":{"version":2,"threshold":0.5}}""", "version 2")]
    public void Load_AnythingElse_IsRefused(string json, string named) =>
        Should.Throw<InvalidDataException>(() => PurchaseModelFile.Load(new MemoryStream(Encoding.UTF8.GetBytes(json)))).Message.ShouldContain(named);

    private static (ColumnTable Table, PurchaseModel Model) Trained(PurchaseModelKind kind, CancellationToken cancel)
    {
        var (table, options) = SmallShop.Make(400, seed: 1);
        return (table, PurchaseTraining.Train(kind, table, SmallShop.All(table), SmallShop.Quick(options), ledger: null, cancel));
    }

    private static byte[] Saved(PurchaseModel model)
    {
        using var file = new MemoryStream();
        PurchaseModelFile.Save(model, file);
        return file.ToArray();
    }
}
