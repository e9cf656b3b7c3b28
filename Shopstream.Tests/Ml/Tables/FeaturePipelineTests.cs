using System.Text;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Tests.Ml.Tables;

[TestFixture]
internal sealed class FeaturePipelineTests
{
    [TestCase("amountSpent")]
    [TestCase("AMOUNT_SPENT")]
    [TestCase("session.amountSpent")]
    [TestCase("paymentMethodType")]
    [TestCase("payment_method_type=PayPal")]
    [TestCase("actions")]
    [TestCase("Actions")]
    [TestCase("actions_checkout")]
    [TestCase("purchaseMade")]
    public void Fit_ColumnKnownOnlyAfterCheckout_IsRefusedByNameUnlessForcedOrExcluded(string column)
    {
        var table = Table($"y,clicks,{column}", 20, i => $"{i % 2},{i},{i % 3}");
        var options = FeatureOptions.ForTrees("y");
        Should.Throw<ArgumentException>(() => Fit(table, options)).Message.ShouldContain(column);
        Fit(table, options with { Force = Set(column) }).Pipeline.Features.ShouldBe(["clicks", column]);
        Fit(table, options with { Exclude = Set(column) }).Pipeline.Features.ShouldBe(["clicks"]);
    }

    [Test]
    public void Fit_HarmlessNames_Enter() =>
        Fit(Table("purchaseMade,amount,paymentsBefore,actionsBefore", 20, i => $"{i % 2},{i},{i},{i}"), FeatureOptions.ForTrees("purchaseMade"))
            .Pipeline.Features.Count.ShouldBe(3);

    [Test]
    public void Fit_Categories_RareTogetherAndUnseenAllZero()
    {
        // 12 red, 12 blue, then three levels of one row; row 27 and 28 are only seen later.
        var table = Table("y,colour", 29, i => $"{i % 2},{(i < 24 ? i % 2 == 0 ? "red" : "blue" : i == 27 ? "new" : i == 28 ? "" : "odd" + i)}");
        var (pipeline, training) = Fit(table, FeatureOptions.ForTrees("y"), [.. Enumerable.Range(0, 27)]);
        pipeline.Features.ShouldBe(["colour=blue", "colour=red", "colour=(rare)"]);
        Rows(training.Features, 0, 1, 25).ShouldBe(["0 1 0", "1 0 0", "0 0 1"]);
        Rows(pipeline.Apply(table), 26, 27, 28).ShouldBe(["0 0 1", "0 0 0", "0 0 0"]);
        pipeline.Sources.ShouldBe(["colour", "colour", "colour"]);
    }

    [Test]
    public void Fit_MissingCategory_HasAColumnOfItsOwn()
    {
        var table = Table("y,colour", 24, i => $"{i % 2},{(i % 2 == 0 ? "red" : "")}");
        Fit(table, FeatureOptions.ForTrees("y")).Pipeline.Features.ShouldBe(["colour=red", "colour=(missing)"]);
    }

    [Test]
    public void Fit_TargetShares_AreSmoothedAndLeaveOutTheRowsOwnFold()
    {
        var table = Table("y,user", 400, i => $"{(i % 7 == 0 ? 1 : 0)},u{i % 40}");
        var options = FeatureOptions.ForTrees("y") with { Categories = CategoryEncoding.TargetShare, TargetSmoothing = 5 };
        var (pipeline, training) = Fit(table, options);
        pipeline.Features.ShouldBe(["user~share"]);
        var prior = training.Labels.Average(l => (double)l);
        var applied = pipeline.Apply(table);
        for (var level = 0; level < 40; level++)
        {
            var rows = Enumerable.Range(0, 400).Where(i => i % 40 == level).ToArray();
            var expected = (rows.Sum(r => training.Labels[r]) + (5 * prior)) / (rows.Length + 5);
            ((double)applied[rows[0], 0]).ShouldBe(expected, 1e-6);
        }

        // Changing a row's label must not move its own feature.
        for (var row = 0; row < 400; row += 57)
        {
            var changed = Table("y,user", 400, i => $"{((i % 7 == 0) != (i == row) ? 1 : 0)},u{i % 40}");
            Fit(changed, options).Training.Features[row, 0].ShouldBe(training.Features[row, 0]);
        }

        pipeline.Apply(Table("y,user", 40, i => "0,unknown"))[0, 0].ShouldBe((float)prior, 1e-6f);
    }

    [Test]
    public void Fit_UsersThatSayNothing_TargetSharesDoNotGiveTheLabelAway()
    {
        // Two rows a user, labels by chance: shares that include the own label would reach an AUC near 0.8.
        var random = new SeededRandom(3);
        var labels = Enumerable.Range(0, 2000).Select(_ => random.Below(2)).ToArray();
        var table = Table("y,user", 2000, i => $"{labels[i]},u{i / 2}");
        var (pipeline, training) = Fit(table, FeatureOptions.ForTrees("y") with { Categories = CategoryEncoding.TargetShare, TargetSmoothing = 1 });
        BinaryScores.Auc(training.Labels, training.Features.Column(0)).ShouldBeInRange(0.45, 0.55);
        BinaryScores.Auc(training.Labels, pipeline.Apply(table).Column(0)).ShouldBeGreaterThan(0.7);
    }

    [Test]
    public void Fit_ManyLevels_TakesTargetSharesByItself()
    {
        var table = Table("y,user", 600, i => $"{i % 2},u{i % 30}");
        Fit(table, FeatureOptions.ForTrees("y") with { MaxLevels = 29 }).Pipeline.Features.ShouldBe(["user~share"]);
        Fit(table, FeatureOptions.ForTrees("y") with { MaxLevels = 30 }).Pipeline.Features.Count.ShouldBe(30);
    }

    [Test]
    public void Fit_Numbers_LearnFromTrainingRowsOnly()
    {
        var table = Table("y,x", 100, i => $"{i % 2},{(i < 50 ? i % 5 : 1_000_000)}");
        var options = FeatureOptions.ForNetwork("y") with { Numbers = NumberScaling.Standardised };
        var (pipeline, training) = Fit(table, options, [.. Enumerable.Range(0, 50)]);
        training.Features.Column(0).ToArray().Average().ShouldBe(0, 1e-6f);
        training.Features.Column(0).ToArray().Average(v => v * v).ShouldBe(1, 1e-5f);
        pipeline.Apply(table, [99])[0, 0].ShouldBe(10, "far values are clipped to ten deviations");
    }

    [Test]
    public void Fit_SkewedNumber_GivesLogarithmAndRank()
    {
        var table = Table("y,x", 1000, i => $"{i % 2},{(i == 7 ? "" : (i * (long)i * i).ToString())}");
        var (pipeline, training) = Fit(table, FeatureOptions.ForNetwork("y"));
        pipeline.Features.ShouldBe(["x~log", "x~rank", "x=(missing)"]);
        training.Features[7, 0].ShouldBe(0);
        training.Features[7, 2].ShouldBe(1);
        var ranks = training.Features.Column(1).ToArray();
        ranks.Max().ShouldBe(MathF.Sqrt(3), 0.01f);
        ranks.Average(v => v * v).ShouldBe(1, 0.01f);
        pipeline.Apply(Table("y,x", 1, _ => "0,-5"))[0, 1].ShouldBe(-MathF.Sqrt(3), 1e-5f);
    }

    [Test]
    public void Fit_Times_BecomeTheirParts()
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var table = Table("y,when", 2000, i => $"{i % 2},{start.AddHours(i * 5):yyyy-MM-dd HH:mm:ss}");
        var (pipeline, training) = Fit(table, FeatureOptions.ForTrees("y"));
        pipeline.Features.ShouldBe(["when.hour", "when.weekday", "when.month", "when.week", "when.weekend"]);

        // Row 10 is Saturday 3 January 2026, 02:00, row 15 Sunday 03:00, both of ISO week 1.
        Rows(training.Features, 10, 10 + 5).ShouldBe(["2 5 1 1 1", "3 6 1 1 1"]);
    }

    [Test]
    public void Fit_ConstantAndTextColumns_AreLeftOutByName()
    {
        var table = Table("y,same,id,x", 100, i => $"{i % 2},5,id{i},{i}");
        Fit(table, FeatureOptions.ForTrees("y")).Pipeline.Ignored.ShouldBe(["same", "id"]);
        Should.Throw<ArgumentException>(() => Fit(Table("y,same", 10, i => $"{i % 2},1"), FeatureOptions.ForTrees("y"))).Message.ShouldContain("no column");
    }

    [Test]
    public void Load_WhatWasSaved_GivesTheSameFeatures()
    {
        var table = Table("y,x,colour,user,when", 300, i => $"{i % 2},{i * i},{(i % 3 == 0 ? "red" : "blue")},u{i % 60},2026-02-{1 + (i % 28):00}");
        var (pipeline, _) = Fit(table, FeatureOptions.ForNetwork("y") with { MaxLevels = 10, MinLevelRows = 2 });
        using var stream = new MemoryStream();
        pipeline.Save(stream);
        stream.Position = 0;
        var loaded = FeaturePipeline.Load(stream);
        loaded.Features.ShouldBe(pipeline.Features);
        Rows(loaded.Apply(table), 0, 17, 299).ShouldBe(Rows(pipeline.Apply(table), 0, 17, 299));
        Should.Throw<InvalidDataException>(() => FeaturePipeline.Load(new MemoryStream("""{"version":9}"""u8.ToArray())));
    }

    [Test]
    public void Apply_OneRowAtServingTime_ReadsWithTheLearntKinds()
    {
        var table = Table("y,code,x", 60, i => $"{i % 2},{i % 3},{i}", Stated("code"));
        var (pipeline, _) = Fit(table, FeatureOptions.ForTrees("y"));
        var row = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = "2" };
        var features = pipeline.Apply(ColumnTable.FromRows([row], pipeline.InputOptions()));
        Rows(features, 0).ShouldBe(["0 0 1 NaN"]);
        var inferred = ColumnTable.FromRows([new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = "2", ["x"] = 3 }]);
        Should.Throw<ArgumentException>(() => pipeline.Apply(inferred)).Message.ShouldContain("column code is of kind Number");
        Should.Throw<ArgumentException>(() => pipeline.Apply(ColumnTable.FromRows([row]))).Message.ShouldContain("column");
    }

    [Test]
    public void Fit_StatedOnly_LooksAtNoValue()
    {
        var options = FeatureOptions.ForTrees("y") with
        {
            StatedOnly = true,
            Ranges = new Dictionary<string, NumberRange>(StringComparer.Ordinal) { ["x"] = new(0, 99, IsLogarithmic: true) },
            Levels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["colour"] = ["red", "green"] },
        };
        var one = Fit(Table("y,x,colour", 20, i => $"{i % 2},{i},{(i % 2 == 0 ? "red" : "blue")}"), options).Pipeline;
        var other = Fit(Table("y,x,colour", 20, i => $"{i % 2},{1e6 - i},{(i % 2 == 0 ? "green" : "blue")}"), options).Pipeline;
        Text(one).ShouldBe(Text(other));
        var probe = Table("y,x,colour", 3, i => new[] { "0,0,red", "0,99,blue", "0,1000,green" }[i]);
        Rows(one.Apply(probe), 0, 1, 2).ShouldBe(["-1 1 0", "1 0 0", "1 0 1"]);
        Should.Throw<ArgumentException>(() => Fit(Table("y,z", 20, i => $"{i % 2},{i}"), options)).Message.ShouldContain("column z");

        static string Text(FeaturePipeline pipeline)
        {
            using var stream = new MemoryStream();
            pipeline.Save(stream);
            return Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    [Test]
    public void Fit_Labels_AreReadFromBooleansNumbersAndLevels()
    {
        Fit(Table("y,x", 4, i => $"{(i > 1 ? "yes" : "no")},{i}"), FeatureOptions.ForTrees("y")).Training.Labels.ShouldBe([0, 0, 1, 1]);
        Fit(Table("y,x", 4, i => $"{(i > 1 ? "won" : "lost")},{i}"), FeatureOptions.ForTrees("y") with { PositiveLevel = "won" }).Training.Labels.ShouldBe([0, 0, 1, 1]);
        Should.Throw<ArgumentException>(() => Fit(Table("y,x", 4, i => $"{i},{i}"), FeatureOptions.ForTrees("y"))).Message.ShouldContain("row 3: found 2");
        Should.Throw<ArgumentException>(() => Fit(Table("y,x", 4, i => $"{(i > 1 ? "won" : "lost")},{i}"), FeatureOptions.ForTrees("y"))).Message.ShouldContain("lost");
        Should.Throw<ArgumentException>(() => Fit(Table("y,x", 4, i => $"{(i > 1 ? "1" : "")},{i}"), FeatureOptions.ForTrees("y"))).Message.ShouldContain("row 1: the label is missing");
    }

    [Test]
    public void Fit_OptionsOutOfRange_AreRefusedByName()
    {
        var table = Table("y,x", 4, i => $"{i % 2},{i}");
        Refused(FeatureOptions.ForTrees("y") with { MinLevelRows = 0 }, "MinLevelRows");
        Refused(FeatureOptions.ForTrees("y") with { TargetSmoothing = 0 }, "TargetSmoothing");
        Refused(FeatureOptions.ForTrees("y") with { Ranges = new Dictionary<string, NumberRange>(StringComparer.Ordinal) { ["x"] = new(1, 1) } }, "range of x");
        Refused(FeatureOptions.ForTrees("z"), "column z");

        void Refused(FeatureOptions options, string named) => Should.Throw<ArgumentException>(() => Fit(table, options)).Message.ShouldContain(named);
    }

    private static (FeaturePipeline Pipeline, TrainingSet Training) Fit(ColumnTable table, FeatureOptions options, int[]? rows = null) =>
        FeaturePipeline.Fit(table, rows ?? [.. Enumerable.Range(0, table.Rows)], options);

    private static ColumnTable Table(string header, int rows, Func<int, string> row, TableOptions? options = null)
    {
        var text = header + "\n" + string.Join('\n', Enumerable.Range(0, rows).Select(row)) + "\n";
        return ColumnTable.FromCsv(new MemoryStream(Encoding.UTF8.GetBytes(text)), options);
    }

    private static TableOptions Stated(string category) =>
        new() { Kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal) { [category] = ColumnKind.Category } };

    private static HashSet<string> Set(string name) => new(StringComparer.Ordinal) { name };

    private static string[] Rows(FeatureMatrix matrix, params int[] rows) =>
        [.. rows.Select(r => string.Join(' ', Enumerable.Range(0, matrix.Columns).Select(c => Math.Round(matrix[r, c], 4))))];
}
