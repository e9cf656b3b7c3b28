using System.Globalization;
using System.IO.Compression;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Host;

/// <summary>Three months of a real shop through the whole pipeline, latest month first, against a plain recount of the files.</summary>
[TestFixture]
internal sealed class Rees46RecomputationTests
{
    private static readonly string[] Files = ["2019-Dec.first20000.csv.gz", "2019-Nov.first20000.csv.gz", "2019-Oct.first20000.csv.gz"];
    private static readonly long FromMs = new DateTimeOffset(2019, 10, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly long ToMs = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Test, CancelAfter(180_000)]
    public async Task Import_ThreeMonths_IndexEqualsARecountOfTheFiles(CancellationToken cancel)
    {
        var paths = Files.Select(f => Repository.RealData("rees46", f)).ToList();
        var recount = new Recount();
        foreach (var path in paths) recount.Add(path);
        using var data = new TempDirectory();

        foreach (var path in paths) (await PipelineRunner.ImportAsync("rees46", path, data.Path, cancel)).Accepted.ShouldBe(20_000);

        await using var index = PipelineRunner.OpenIndex(data.Path);
        await PipelineRunner.EnsureIndicesAsync(index, cancel);
        foreach (var window in AnalyticsIndices.WindowSizes.Keys)
        {
            var totals = (await index.QueryWindowsAsync(new(AnalyticsIndices.LiveTotals.Name, window, FromMs, ToMs) { GroupBy = WindowGrouping.Total }, cancel)).Single();
            foreach (var (type, count) in recount.ByType) Measure(AnalyticsIndices.LiveTotals, totals, type).ShouldBe(count, $"{type} in {window}");
            Measure(AnalyticsIndices.LiveTotals, totals, "sessions").ShouldBe(recount.Sessions, $"sessions in {window}");
            (Measure(AnalyticsIndices.LiveTotals, totals, "revenue") / (decimal)Money.Scale).ShouldBe(recount.Revenue, $"revenue in {window}");
        }

        var byHour = await index.QueryWindowsAsync(new(AnalyticsIndices.LiveTotals.Name, "1h", FromMs, ToMs) { GroupBy = WindowGrouping.Window }, cancel);
        foreach (var type in recount.ByType.Keys)
        {
            byHour.Where(r => Measure(AnalyticsIndices.LiveTotals, r, type) > 0).ToDictionary(r => r.StartMs, r => Measure(AnalyticsIndices.LiveTotals, r, type))
                .ShouldBe(recount.ByHour[type], ignoreOrder: true, customMessage: type);
        }

        var products = await index.QueryWindowsAsync(new(AnalyticsIndices.ProductActivity.Name, "1d", FromMs, ToMs), cancel);
        products.Select(p => (p.Key, Product(p, "views"), Product(p, "carts"), Product(p, "removals"), Product(p, "purchases"), Product(p, "revenue")))
            .ShouldBe(recount.Products.Select(p => (p.Key, p.Value.Views, p.Value.Carts, p.Value.Removals, p.Value.Purchases, (long)(p.Value.Revenue * Money.Scale))), ignoreOrder: true);

        var users = await index.QueryWindowsAsync(new(AnalyticsIndices.UserActivity.Name, "1m", FromMs, ToMs), cancel);
        users.Select(u => u.Key).ShouldBe(recount.Users, ignoreOrder: true);

        long summaries = 0;
        await foreach (var _ in index.SearchAsync(AnalyticsIndices.SessionSummary.Name, DocumentQuery.All, cancel)) summaries++;
        summaries.ShouldBe(recount.Sessions);
        await using var documents = PipelineRunner.OpenDocuments(data.Path);
        await documents.EnsureCollectionAsync(Modules.Archive.ArchiveCollections.Interactions, cancel);
        (await documents.CountAsync("interactions", DocumentQuery.All, cancel)).ShouldBe(60_000);
    }

    [Test, CancelAfter(120_000)]
    public async Task Import_SameFileTwice_ChangesNothing(CancellationToken cancel)
    {
        var path = Repository.RealData("rees46", Files[2]);
        using var data = new TempDirectory();
        var first = await PipelineRunner.ImportAsync("rees46", path, data.Path, cancel);
        var second = await PipelineRunner.ImportAsync("rees46", path, data.Path, cancel);

        second.AlreadyImported.ShouldBeTrue();
        second.Accepted.ShouldBe(first.Accepted);
        await using var index = PipelineRunner.OpenIndex(data.Path);
        await PipelineRunner.EnsureIndicesAsync(index, cancel);
        var totals = (await index.QueryWindowsAsync(new(AnalyticsIndices.LiveTotals.Name, "1d", FromMs, ToMs) { GroupBy = WindowGrouping.Total }, cancel)).Single();
        EventTypes.All.Sum(t => Measure(AnalyticsIndices.LiveTotals, totals, t)).ShouldBe(20_000);
    }

    private static long Measure(WindowIndexDefinition index, WindowRow row, string name) => row.Measures[index.MeasureIndex(name)];

    private static long Product(WindowRow row, string name) => Measure(AnalyticsIndices.ProductActivity, row, name);

    /// <summary>Counts with nothing but string splitting, none of the project's own parsers.</summary>
    private sealed class Recount
    {
        private readonly Dictionary<(string User, string Session), long> _lastEvent = [];

        public Dictionary<string, long> ByType { get; } = [];

        public Dictionary<string, Dictionary<long, long>> ByHour { get; } = [];

        public Dictionary<string, (long Views, long Carts, long Removals, long Purchases, decimal Revenue)> Products { get; } = [];

        public HashSet<string> Users { get; } = [];

        public decimal Revenue { get; private set; }

        public long Sessions { get; private set; }

        public void Add(string path)
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            reader.ReadLine();
            while (reader.ReadLine() is { } line)
            {
                var f = line.Split(',');
                var time = DateTime.ParseExact(f[0], "yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
                var ms = (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
                var (type, product, price, user, session) = (f[1], f[2], decimal.Parse(f[6], CultureInfo.InvariantCulture), f[7], f[8]);
                ByType[type] = ByType.GetValueOrDefault(type) + 1;
                if (!ByHour.TryGetValue(type, out var hours)) ByHour[type] = hours = [];
                hours[ms / 3_600_000 * 3_600_000] = hours.GetValueOrDefault(ms / 3_600_000 * 3_600_000) + 1;
                Users.Add(user);
                var p = Products.GetValueOrDefault(product);
                switch (type)
                {
                    case "view": p.Views++; break;
                    case "cart": p.Carts++; break;
                    case "remove_from_cart": p.Removals++; break;
                    case "purchase":
                        p.Purchases++;
                        p.Revenue += price;
                        Revenue += price;
                        break;
                }

                Products[product] = p;

                // A named session ends after a day without an event, one without a name after half an hour.
                var gap = session.Length > 0 ? 24 * 3_600_000 : 30 * 60_000;
                if (!_lastEvent.TryGetValue((user, session), out var last) || Math.Abs(ms - last) >= gap) Sessions++;
                _lastEvent[(user, session)] = ms;
            }
        }
    }
}
