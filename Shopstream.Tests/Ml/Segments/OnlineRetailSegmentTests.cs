using Shopstream.Host;
using Shopstream.Host.Commands.Benchmarks;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Ml.Segments;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Segments;

/// <summary>Segments of the customers of a real shop.</summary>
[TestFixture]
internal sealed class OnlineRetailSegmentTests
{
    private static readonly Lazy<(IReadOnlyList<string> Customers, FeatureMatrix Table, long AsOfMs)> Shop = new(Read);

    private static readonly SegmentOptions Options = new() { Most = 7, Restarts = 24 };

    [Test]
    public void Fit_OtherSeeds_PutTheSameCustomersTogether()
    {
        var (customers, table, asOf) = Shop.Value;
        customers.Count.ShouldBe(4_339);
        var runs = Enumerable.Range(1, 3).Select(seed => SegmentTrainer.Fit(customers, table, asOf, Options with { Seed = seed })).ToList();
        foreach (var segment in runs[0].Model.Segments) TestContext.Out.WriteLine(segment.Description);
        foreach (var run in runs)
        {
            run.Model.Segments.Count.ShouldBeGreaterThanOrEqualTo(5);
            run.Model.Segments.Select(s => s.Name).ShouldBeUnique();
            var agreement = AdjustedRand.Index(Labels(run), Labels(runs[0]));
            TestContext.Out.WriteLine($"silhouettes {string.Join(", ", run.Model.Tried)}, adjusted Rand index {agreement:0.000}");
            agreement.ShouldBeGreaterThanOrEqualTo(0.8);
        }
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task Fit_BesideScikitLearn_IsAsGood(CancellationToken cancellationToken)
    {
        var (customers, table, asOf) = Shop.Value;
        var run = SegmentTrainer.Fit(customers, table, asOf, Options);
        var scaled = new FeatureScaling(run.Model.Columns).Apply(table);
        using var folder = new TempDirectory();
        SegmentTableFile.Write(folder.File("table.csv"), scaled, Labels(run));
        var peer = await PeerAsync(folder.File("table.csv"), cancellationToken);
        TestContext.Out.WriteLine(string.Join(", ", peer));
        run.Model.Silhouette.ShouldBe(peer["ownSilhouette"], 1e-4, "the same clusters have the same silhouette there");
        run.Model.Silhouette.ShouldBeGreaterThan(peer["silhouette"] - 0.01);
        peer["ownInertia"].ShouldBeLessThanOrEqualTo(peer["inertia"] * 1.001);
        peer["adjustedRand"].ShouldBeGreaterThan(0.8);
    }

    private static async Task<IReadOnlyDictionary<string, double>> PeerAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await PeerScript.RunAsync("segments.py", [file, "10", "1"], cancellationToken);
        }
        catch (ConfigurationException e) when (e.Message.Contains("ModuleNotFoundError") || e.Message.Contains("found at most one"))
        {
            Assert.Ignore($"This test compares with scikit-learn (python3-sklearn), which is absent: {e.Message}");
            throw;
        }
    }

    private static int[] Labels(SegmentRun run)
    {
        var ids = run.Model.Segments.Select(s => s.Id).ToList();
        return [.. run.Members.Select(m => ids.IndexOf(m))];
    }

    private static (IReadOnlyList<string> Customers, FeatureMatrix Table, long AsOfMs) Read()
    {
        var file = Repository.RealData("online_retail", "online_retail_2010-12_2011-12.csv.gz");
        var builder = new CustomerDayBuilder();
        foreach (var row in ImportFormats.Find("online-retail").Read(file, new ImportOptions(DateTimeOffset.MaxValue), CancellationToken.None))
            if (row.Interaction is { } interaction) builder.Add(interaction);
        var table = new CustomerTable();
        foreach (var day in builder.Build()) table.Add(day);
        var (customers, rows) = table.Build(table.LastMs);
        return (customers, rows, table.LastMs);
    }
}
