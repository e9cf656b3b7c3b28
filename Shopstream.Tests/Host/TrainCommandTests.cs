using System.Globalization;
using System.Text.Json;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Host;

[TestFixture, CancelAfter(150_000)]
internal sealed class TrainCommandTests
{
    private TempDirectory _directory = null!;

    [SetUp]
    public async Task MakeSessions()
    {
        _directory = new TempDirectory();
        await Succeeds("simulate", "--sessions", "1500", "--seed", "3", "--out", _directory.File("s.jsonl"), "--truth", _directory.File("t.csv"));
    }

    [TearDown]
    public void Remove() => _directory.Dispose();

    [Test]
    public async Task Train_Sessions_PrintsMeasuresAndWritesWhatIsAskedFor()
    {
        var output = await Succeeds(
            "train", "purchase", "--data", _directory.File("s.jsonl"), "--model", "forest", "--folds", "3", "--seed", "5", "--oracle", _directory.File("t.csv"),
            "--json", _directory.File("r.json"), "--predictions", _directory.File("p.csv"), "--export", _directory.File("m.json"));
        foreach (var word in new[] { "accuracy", "precision", "recall", "F1", "AUC", "log loss", "seed 5", "majority", "oracle", "±" }) output.ShouldContain(word);

        var json = JsonDocument.Parse(await File.ReadAllTextAsync(_directory.File("r.json"))).RootElement;
        var result = json.GetProperty("results").EnumerateArray().ShouldHaveSingleItem();
        result.GetProperty("model").GetString().ShouldBe("forest");
        foreach (var measure in new[] { "accuracy", "precision", "recall", "f1", "auc", "logLoss", "seconds" }) result.GetProperty(measure).GetDouble().ShouldBeGreaterThan(0, measure);
        result.GetProperty("confusion").EnumerateObject().Sum(c => c.Value.GetInt64()).ShouldBe(json.GetProperty("rows").GetInt64());

        var predictions = await File.ReadAllLinesAsync(_directory.File("p.csv"));
        predictions[0].ShouldBe("row,fold,label,forest");
        predictions.Length.ShouldBe(json.GetProperty("rows").GetInt32() + 1);

        var explained = await Succeeds(
            "explain", "purchase", "--model", _directory.File("m.json"), "--data", _directory.File("s.jsonl"), "--out", _directory.File("e.csv"),
            "--drawing", _directory.File("d.json"), "--row", "2", "7");
        explained.ShouldContain("sessionDuration");
        var lines = await File.ReadAllLinesAsync(_directory.File("e.csv"));
        lines.Length.ShouldBe(predictions.Length);
        foreach (var line in lines.Skip(1).Take(100))
        {
            double[] cells = [.. line.Split(',').Select(c => double.Parse(c, CultureInfo.InvariantCulture))];
            cells[4..].Sum().ShouldBe(cells[1] - cells[3], 1e-4, "the base and the values of a forest add up to its probability");
        }

        JsonDocument.Parse(await File.ReadAllTextAsync(_directory.File("d.json"))).RootElement.GetProperty("waterfalls").EnumerateArray()
            .Select(w => w.GetProperty("row").GetInt32()).ShouldBe([2, 7]);
    }

    [Test]
    public async Task Train_ArchivedSessions_AreThoseOfTheDataDirectory()
    {
        await Succeeds("import", "sessions", _directory.File("s.jsonl"));
        var archived = await Succeeds("train", "purchase", "--documents", "--model", "boosted", "--folds", "1");
        var read = await Succeeds("train", "purchase", "--data", _directory.File("s.jsonl"), "--model", "boosted", "--folds", "1");
        archived.Split('\n')[0].ShouldBe(read.Split('\n')[0], "rows, yes and columns of the archive are those of the file that was imported");
    }

    [Test]
    public async Task Train_WithALedger_RefusesWhatExceedsItsBudget()
    {
        string[] arguments =
        [
            "train", "purchase", "--data", _directory.File("s.jsonl"), "--model", "network", "--epsilon", "2", "--folds", "0", "--export", _directory.File("m.json"),
            "--ledger", _directory.File("ledger.json"), "--budget", "3",
        ];
        (await Succeeds(arguments)).ShouldContain("of 3 spent");
        var (code, _, errors) = await Run(arguments);
        code.ShouldNotBe(0);
        errors.ShouldContain("left of the budget");
        errors.ShouldNotContain("   at ");
    }

    [TestCase("user,amountSpent,n,bought", "amountSpent")]
    [TestCase("user,n,m,sold", "bought")]
    [TestCase("user,n,m,bought", "--epsilon: found x", "--range", "m=1:2", "--model", "network", "--epsilon", "x")]
    public async Task Train_UnusableTable_FailsWithItsName(string header, string named, params string[] more)
    {
        var file = _directory.File("table.csv");
        await File.WriteAllLinesAsync(file, [header, .. Enumerable.Range(0, 60).Select(i => $"u{i},{i % 7},{i % 5},{i % 2}")]);
        var (code, _, errors) = await Run(["train", "purchase", "--data", file, "--target", "bought", "--folds", "2", .. more]);
        code.ShouldNotBe(0);
        errors.ShouldContain(named);
        errors.ShouldNotContain("   at ");
    }

    [Test]
    public async Task Train_TableWithUnevenLines_NamesFileAndLine()
    {
        var file = _directory.File("table.csv");
        await File.WriteAllTextAsync(file, "a,bought\n1,0\n2\n");
        var (code, _, errors) = await Run(["train", "purchase", "--data", file, "--target", "bought"]);
        code.ShouldNotBe(0);
        errors.ShouldContain(file);
        errors.ShouldContain("ine 3");
    }

    private async Task<string> Succeeds(params string[] arguments)
    {
        var (code, output, errors) = await Run(arguments);
        code.ShouldBe(0, errors + output);
        return output;
    }

    private Task<(int ExitCode, string Output, string Errors)> Run(string[] arguments) =>
        HostProcess.RunAsync([.. arguments, $"--Data:Path={_directory.File("data")}"], default);
}
