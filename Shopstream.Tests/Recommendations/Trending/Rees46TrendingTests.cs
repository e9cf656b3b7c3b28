using System.Globalization;
using System.IO.Compression;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Recommendations.Trending;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Trending;

/// <summary>Three months of a real shop through the pipeline and the batch layer, against a plain recount of the files.</summary>
[TestFixture]
internal sealed class Rees46TrendingTests
{
    private static readonly string[] Files = ["2019-Oct.first20000.csv.gz", "2019-Nov.first20000.csv.gz", "2019-Dec.first20000.csv.gz"];

    [Test, CancelAfter(180_000)]
    public async Task Run_ThreeMonths_EqualsARecountOfTheFiles(CancellationToken cancel)
    {
        var paths = Files.Select(f => Repository.RealData("rees46", f)).ToList();
        using var data = new TempDirectory();
        foreach (var path in paths) await PipelineRunner.ImportAsync("rees46", path, data.Path, cancel);
        await using var documents = PipelineRunner.OpenDocuments(data.Path);
        var options = Options.Create(new TrendingOptions());
        var store = new TrendingStore(documents, options);
        using var reader = new TrendingReader(documents, store, options, TimeProvider.System);
        foreach (var threshold in (int[])[1, 10])
        {
            var job = new TrendingJob(documents, store, reader, options);
            var parameters = new Dictionary<string, string> { ["from"] = "2019-10-01", ["to"] = "2020-01-01", ["threshold"] = $"{threshold}" };

            var summary = await job.RunAsync(new(job, "run", parameters, TimeProvider.System), cancel);

            var (expected, rises, falls) = Recount(paths, threshold);
            (summary["events"], summary["rises"], summary["falls"]).ShouldBe((60_000L, rises, falls));
            var found = (await store.GetAsync(new(Day("2019-10-01"), Day("2019-12-31")), threshold, cancel))!.Findings.Top;
            found.Count.ShouldBe(Math.Min(expected.Count, TrendingResult.MostProducts));
            foreach (var product in found) product.Percentage.ShouldBe(expected[product.ProductId], 1e-9, product.ProductId);
            found.Select(p => p.Percentage).ShouldBe(expected.Values.OrderDescending().Take(found.Count), 1e-9);
        }
    }

    /// <summary>A row of the days of three months for each product, by string splitting alone.</summary>
    private static (Dictionary<string, double> Rises, long RiseCount, long FallCount) Recount(List<string> paths, int threshold)
    {
        const int Length = 92;
        var first = new DateTime(2019, 10, 1, 0, 0, 0, DateTimeKind.Utc);
        var rows = new Dictionary<string, int[]>();
        foreach (var path in paths)
        {
            using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            lines.ReadLine();
            while (lines.ReadLine() is { } line)
            {
                var fields = line.Split(',');
                var day = (DateTime.ParseExact(fields[0][..10], "yyyy-MM-dd", CultureInfo.InvariantCulture) - first.Date).Days;
                if (!rows.TryGetValue(fields[2], out var row)) rows.Add(fields[2], row = new int[Length]);
                row[day]++;
            }
        }

        var (best, rises, falls) = (new Dictionary<string, double>(), 0L, 0L);
        foreach (var (product, row) in rows)
        {
            for (var day = 0; day + 1 < Length; day++)
            {
                var difference = row[day + 1] - row[day];
                if (Math.Abs(difference) < threshold) continue;
                if (difference > 0) rises++;
                else falls++;
                var percentage = 100.0 * difference / (row[day] + row[day + 1] + 1);
                if (difference > 0) best[product] = Math.Max(best.GetValueOrDefault(product), percentage);
            }
        }

        return (best, rises, falls);
    }

    private static int Day(string text) => (int)(DateTime.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) - DateTime.UnixEpoch.Date).TotalDays;
}
