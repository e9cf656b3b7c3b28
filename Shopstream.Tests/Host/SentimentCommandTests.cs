using System.IO.Compression;
using System.Text.Json;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Host;

[TestFixture, CancelAfter(120_000)]
internal sealed class SentimentCommandTests
{
    private const string Texts = "I love this sofa\nIt broke after a week, what a waste of money\nThe table has four legs.\n";

    [Test]
    public async Task Sentiment_File_GetsLabelAndScoreForEachLine(CancellationToken cancel)
    {
        using var directory = new TempDirectory();
        await File.WriteAllTextAsync(directory.File("in.txt"), Texts, cancel);
        var (exitCode, output, errors) = await HostProcess.RunAsync(
            ["sentiment", "--in", directory.File("in.txt"), "--out", directory.File("out.tsv.gz"), "--json", directory.File("out.json")], cancel);
        exitCode.ShouldBe(0, errors);
        output.ShouldContain("3 texts");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(directory.File("out.tsv.gz")), CompressionMode.Decompress));
        var lines = (await reader.ReadToEndAsync(cancel)).Split('\n');
        lines.Select(line => line.Split('\t')[0]).ShouldBe(["positive", "negative", "neutral", ""]);
        double.Parse(lines[0].Split('\t')[1]).ShouldBeInRange(0.5, 1);
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(directory.File("out.json"), cancel));
        json.RootElement.GetProperty("positive").GetInt64().ShouldBe(1);
        json.RootElement.GetProperty("model").GetProperty("version").GetString().ShouldBe("built-in");
    }

    [Test]
    public async Task Sentiment_TrainAndExport_MakesAModelThatScores(CancellationToken cancel)
    {
        using var directory = new TempDirectory();
        var reviews = Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? $"Chair {i} is zorpy\t5" : $"Desk {i} is glibby\t1");
        await File.WriteAllLinesAsync(directory.File("rated.tsv"), reviews, cancel);
        await File.WriteAllTextAsync(directory.File("in.txt"), "Such a zorpy bed\nSuch a glibby bed\n", cancel);
        var trained = await HostProcess.RunAsync(
            ["sentiment", "--train", directory.File("rated.tsv"), "--model", "built-in", "--evaluate", directory.File("rated.tsv"), "--export", directory.File("m.json")], cancel);
        trained.ExitCode.ShouldBe(0, trained.Errors);
        trained.Output.ShouldContain("rated.tsv: 60 texts, accuracy 1.000");
        var scored = await HostProcess.RunAsync(["sentiment", "--in", directory.File("in.txt"), "--model", directory.File("m.json")], cancel);
        scored.ExitCode.ShouldBe(0, scored.Errors);
        scored.Output.Split('\n').Select(line => line.Split('\t')[0]).ShouldBe(["positive", "negative", ""]);
        scored.Errors.ShouldContain("2 texts");
    }

    [Test]
    public async Task Sentiment_CurrentModelOfAShopWithoutVersions_IsTheBuiltInOne(CancellationToken cancel)
    {
        using var directory = new TempDirectory();
        await File.WriteAllTextAsync(directory.File("in.txt"), Texts, cancel);
        var current = await HostProcess.RunAsync(["sentiment", "--in", directory.File("in.txt"), "--model", "current", $"--Data:Path={directory.File("data")}"], cancel);
        current.ExitCode.ShouldBe(0, current.Errors);
        current.Output.ShouldBe((await HostProcess.RunAsync(["sentiment", "--in", directory.File("in.txt")], cancel)).Output);
    }

    [TestCase("", "nothing to do")]
    [TestCase("--in absent.txt", "absent.txt")]
    [TestCase("--train a.tsv --train-built-in . --export m.json", "expected one of them")]
    [TestCase("--train untabbed.txt --export m.json", "line 1: found no tab")]
    [TestCase("--in untabbed.txt --model untabbed.txt", "no JSON")]
    [TestCase("--train rated.tsv --passes 0 --export m.json", "Passes: found 0")]
    public async Task Sentiment_UnusableArguments_AreExplained(string arguments, string expected)
    {
        using var directory = new TempDirectory();
        await File.WriteAllTextAsync(directory.File("untabbed.txt"), Texts);
        await File.WriteAllTextAsync(directory.File("rated.tsv"), "good\t1\n");
        var placed = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(a => a.Contains('.') ? directory.File(a) : a);
        var (exitCode, _, errors) = await HostProcess.RunAsync(["sentiment", .. placed], default);
        exitCode.ShouldBe(1);
        errors.ShouldContain(expected);
        errors.ShouldNotContain("   at ");
        File.Exists(directory.File("m.json")).ShouldBeFalse();
    }
}
