using System.Text.Json;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Host;

[TestFixture, CancelAfter(240_000)]
internal sealed class CustomerCommandTests
{
    private TempDirectory _directory = null!;

    [SetUp]
    public void Make() => _directory = new TempDirectory();

    [TearDown]
    public void Remove() => _directory.Dispose();

    [Test]
    public async Task SegmentsAndSimilarUsers_OnAFile_PrintAndWriteWhatIsAskedFor(CancellationToken cancel)
    {
        await SucceedsAsync(cancel, "simulate", "--sessions", "3000", "--seed", "3", "--out", _directory.File("s.jsonl"), "--Simulator:Users=300");
        var printed = await SucceedsAsync(
            cancel, "segments", "--data", _directory.File("s.jsonl"), "--restarts", "8", "--most", "6", "--other-seeds", "1",
            "--json", _directory.File("r.json"), "--out", _directory.File("members.csv"));
        printed.ShouldContain("silhouette");
        printed.ShouldContain("adjusted Rand index with other seeds");
        var report = JsonDocument.Parse(await File.ReadAllTextAsync(_directory.File("r.json"), cancel)).RootElement;
        report.GetProperty("source").GetString().ShouldBe("sessions");
        var segments = report.GetProperty("segments").EnumerateArray().ToList();
        segments.Count.ShouldBeInRange(5, 6);
        foreach (var segment in segments) printed.ShouldContain(segment.GetProperty("description").GetString()!);
        var customers = report.GetProperty("customers").GetInt32();
        segments.Sum(s => s.GetProperty("size").GetInt32()).ShouldBe(customers);
        (await File.ReadAllLinesAsync(_directory.File("members.csv"), cancel)).Length.ShouldBe(customers + 1);

        await SucceedsAsync(cancel, "similar-users", "--data", _directory.File("s.jsonl"), "--out", _directory.File("similar.jsonl"), "--top", "3");
        var lines = await File.ReadAllLinesAsync(_directory.File("similar.jsonl"), cancel);
        lines.Length.ShouldBe(customers);
        var first = JsonDocument.Parse(lines[0]).RootElement;
        first.GetProperty("similar").GetArrayLength().ShouldBeInRange(0, 3);
        var one = await SucceedsAsync(cancel, "similar-users", "--data", _directory.File("s.jsonl"), "--user", first.GetProperty("userId").GetString()!);
        one.ShouldContain(first.GetProperty("userId").GetString()!);
    }

    [Test]
    public async Task SegmentsAndSimilarUsers_OnDocuments_RunTheJobs(CancellationToken cancel)
    {
        await SucceedsAsync(cancel, "simulate", "--sessions", "1500", "--seed", "3", "--Simulator:Users=200");
        (await SucceedsAsync(cancel, "segments", "--restarts", "4", "--most", "6")).ShouldContain("(documents) in");
        (await SucceedsAsync(cancel, "similar-users")).ShouldContain("(documents)");
    }

    [TestCase("--data: found nothing at", "segments", "--data", "nowhere.csv")]
    [TestCase("--peers, --out, --other-seeds: found without --data", "segments", "--peers")]
    [TestCase("Too few customers to divide: found 0", "segments")]
    [TestCase("Most: found 3, expected 5 to 50.", "segments", "--most", "3")]
    [TestCase("items: found \"bougt\"", "similar-users", "--items", "bougt")]
    [TestCase("--user: found \"nobody\"", "similar-users", "--user", "nobody")]
    public async Task WrongArguments_EndWithOneClearMessage(string expected, params string[] arguments)
    {
        var (code, _, errors) = await RunAsync(arguments, CancellationToken.None);
        code.ShouldNotBe(0);
        errors.ShouldContain(expected);
        errors.ShouldNotContain("   at Shopstream");
    }

    private async Task<string> SucceedsAsync(CancellationToken cancel, params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(arguments, cancel);
        code.ShouldBe(0, errors + output);
        return output;
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] arguments, CancellationToken cancel) =>
        HostProcess.RunAsync([.. arguments, $"--Data:Path={_directory.File("data")}"], cancel);
}
