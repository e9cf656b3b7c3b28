using System.Globalization;
using System.Text.Json;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Host;

[TestFixture, CancelAfter(150_000)]
internal sealed class EvaluateCommandTests
{
    private TempDirectory _directory = null!;

    [SetUp]
    public void Make() => _directory = new TempDirectory();

    [TearDown]
    public void Remove() => _directory.Dispose();

    [Test]
    public async Task Sessions_EveryAlgorithm_IsMeasuredAsByHand(CancellationToken cancel)
    {
        // After a comes b, always; after b comes c, mostly. One prefix is answered at rank 1, one has a target that never follows.
        await File.WriteAllLinesAsync(_directory.File("train.txt"), Enumerable.Range(0, 60).Select(n => n % 10 == 9 ? "a b d" : "a b c"), cancel);
        await File.WriteAllLinesAsync(_directory.File("test.tsv"), ["a\tb", "a b\tc", "a b\td", "b\ta"], cancel);
        var printed = await Succeeds(cancel, "evaluate", "sessions", "--train", _directory.File("train.txt"), "--test", _directory.File("test.tsv"), "--at", "1,2", "--json", _directory.File("r.json"));
        foreach (var name in (string[])["popular", "s-pop", "markov", "sequential-rules", "item-knn", "v-sknn", "stan", "repeat", "hybrid"]) printed.ShouldContain(name);
        var results = JsonDocument.Parse(await File.ReadAllTextAsync(_directory.File("r.json"), cancel)).RootElement.GetProperty("results").EnumerateArray().ToList();
        double Value(string metric, int at) => results.Single(r =>
            r.GetProperty("algorithm").GetString() == "markov" && r.GetProperty("metric").GetString() == metric && r.GetProperty("at").GetInt32() == at).GetProperty("value").GetDouble();
        Value("hitRate", 1).ShouldBe(0.5);
        Value("hitRate", 2).ShouldBe(0.75);
        Value("mrr", 2).ShouldBe((1 + 1 + 0.5) / 4);
        results.Count.ShouldBe(9 * 2 * 2);
    }

    [TestCase("--at", "0", "--at")]
    [TestCase("--algorithms", "markov,nonsense", "nonsense")]
    public async Task Sessions_UnusableArguments_SayWhatIsExpected(string option, string value, string expected, CancellationToken cancel)
    {
        await File.WriteAllTextAsync(_directory.File("train.txt"), "a b\n", cancel);
        await File.WriteAllTextAsync(_directory.File("test.tsv"), "a\tb\n", cancel);
        var (code, _, error) = await Run(cancel, "evaluate", "sessions", "--train", _directory.File("train.txt"), "--test", _directory.File("test.tsv"), option, value);
        code.ShouldBe(1);
        error.ShouldContain(expected);
    }

    [Test]
    public async Task Recommenders_OnlineRetailTuned_ComparesAllAndNamesTheFallback(CancellationToken cancel)
    {
        var random = new Random(3);
        var lines = new List<string> { "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country" };
        var start = new DateTime(2011, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var invoice = 0; invoice < 400; invoice++)
        {
            // New customers keep arriving, so that some of the test are unknown.
            var customer = random.Next(1 + (invoice / 6));
            for (var line = 0; line < 4; line++)
            {
                var item = (customer % 4 * 10) + random.Next(10);
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{1000 + invoice},{20000 + item},THING {item % 4} {item},1,{start.AddHours(invoice):yyyy-MM-dd HH:mm:ss},{1 + item}.5,{customer},Country {customer % 4}"));
            }
        }

        await File.WriteAllLinesAsync(_directory.File("retail.csv"), lines, cancel);
        var printed = await Succeeds(
            cancel, "evaluate", "recommenders", "--data", _directory.File("retail.csv"), "--split", "temporal:0.2", "--algorithms", "popular,recent,content,demographics,co-occurrence,user-knn:candidates=min-hash,ease,hybrid",
            "--tune", "--at", "5", "--json", _directory.File("r.json"));
        printed.ShouldContain("the others are answered by popular");
        printed.ShouldContain("temporal:0.1 of the training part");
        printed.ShouldContain("ease:lambda=");
        printed.ShouldContain("MinHash finds");
        printed.ShouldContain("fused:");
        var results = JsonDocument.Parse(await File.ReadAllTextAsync(_directory.File("r.json"), cancel)).RootElement.GetProperty("results").EnumerateArray().ToList();
        double Value(string algorithm, string metric) => results.Single(r => r.GetProperty("algorithm").GetString()!.StartsWith(algorithm, StringComparison.Ordinal) && r.GetProperty("metric").GetString() == metric).GetProperty("value").GetDouble();
        Value("popular", "userCoverage").ShouldBe(1);
        Value("ease", "userCoverage").ShouldBeLessThan(1);
        Value("ease", "ndcg").ShouldBeGreaterThan(Value("popular", "ndcg"));
        var (code, output, _) = await Run(cancel, "evaluate", "recommenders", "--data", _directory.File("retail.csv"), "--algorithms", "ease", "--fallback", "none");
        code.ShouldBe(0);
        output.ShouldContain("answered by nobody");
    }

    [Test]
    public async Task Ratings_OfAKnownStructure_AreForetoldBetterThanByMeans(CancellationToken cancel)
    {
        var random = new Random(1);
        await File.WriteAllLinesAsync(_directory.File("ratings.tsv"), Enumerable.Range(0, 4_000).Select(_ =>
        {
            var (user, item) = (random.Next(100), random.Next(60));
            return $"{user}\t{item}\t{(user % 2 == item % 2 ? 5 : 1)}";
        }), cancel);
        var printed = await Succeeds(cancel, "evaluate", "ratings", "--data", _directory.File("ratings.tsv"), "--top", "3", "--out", _directory.File("top.tsv"), "--json", _directory.File("r.json"));
        printed.ShouldContain("of the items' means");
        var report = JsonDocument.Parse(await File.ReadAllTextAsync(_directory.File("r.json"), cancel)).RootElement;
        report.GetProperty("rmse").GetDouble().ShouldBeLessThan(0.7);
        report.GetProperty("rmseOfMean").GetDouble().ShouldBe(2, 0.05);
        var top = (await File.ReadAllLinesAsync(_directory.File("top.tsv"), cancel)).Select(l => l.Split('\t')).ToList();
        top.Count.ShouldBe(300);
        top.Count(t => int.Parse(t[0], CultureInfo.InvariantCulture) % 2 == int.Parse(t[1], CultureInfo.InvariantCulture) % 2).ShouldBeGreaterThan(290);
        (await Run(cancel, "evaluate", "ratings")).Code.ShouldBe(1);
    }

    private static async Task<string> Succeeds(CancellationToken cancel, params string[] arguments)
    {
        var (code, output, errors) = await Run(cancel, arguments);
        code.ShouldBe(0, errors + output);
        return output;
    }

    private static async Task<(int Code, string Output, string Errors)> Run(CancellationToken cancel, params string[] arguments)
    {
        var (code, output, errors) = await HostProcess.RunAsync(arguments, cancel);
        return (code, output, errors);
    }
}
