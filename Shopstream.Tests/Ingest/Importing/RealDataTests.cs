using System.Globalization;
using System.IO.Compression;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Importing;

namespace Shopstream.Tests.Ingest.Importing;

/// <summary>The importers on the files of real shops, against counts taken here by plain string splitting.</summary>
public sealed class RealDataTests : ImportFixture
{
    [TestCase("2019-Oct.first20000.csv.gz", 20_000)]
    [TestCase("2019-Nov.first20000.csv.gz", 20_000)]
    [TestCase("2019-Dec.first20000.csv.gz", 20_000)]
    [TestCase("2019-Oct.first17434.csv.gz", 17_434)]
    public void Rees46_WholeFile_CountsAsPlainSplittingDoes(string name, int expected)
    {
        var path = Data("rees46", name);
        var lines = Lines(path).Skip(1).Select(l => l.Split(',')).ToList();
        var rows = Import("rees46", path);
        rows.Count.ShouldBe(expected);
        rows.ShouldAllBe(r => r.Rejection == null);
        Counts(rows.Select(r => r.Interaction!.EventType)).ShouldBe(Counts(lines.Select(l => l[1])));
        rows.Select(r => r.Interaction!.UserId).ShouldBe(lines.Select(l => l[7]));
        rows.Select(r => r.Interaction!.SessionId ?? "").ShouldBe(lines.Select(l => l[8]));
        rows.Sum(r => (decimal)r.Interaction!.Price!.Value).ShouldBe(lines.Sum(l => decimal.Parse(l[6], CultureInfo.InvariantCulture)));
        rows.Select(r => r.Line).ShouldBe(Enumerable.Range(2, expected).Select(i => (long)i));
    }

    [Test]
    public void Rees46_OpenAvenuesSample_IsReadWhole()
    {
        var path = Data("rees46", "2019-Nov.random10000.open-avenues.csv.gz");
        var lines = Lines(path).Skip(1).Select(l => l.Split(',')).ToList();
        var rows = Import("rees46", path);
        rows.Select(r => (r.Interaction!.EventType, r.Interaction.EventTime.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)))
            .ShouldBe(lines.Select(l => (l[4], l[3])));
        rows.Count.ShouldBe(10_000);
    }

    [Test]
    public void OnlineRetail_WholeFile_AddsUpToTheKnownSum()
    {
        var rows = ImportFormats.Find("online-retail").Read(Data("online_retail", "online_retail_2010-12_2011-12.csv.gz"), Options, CancellationToken.None);
        var count = 0;
        decimal accepted = 0, refused = 0;
        Dictionary<string, int> reasons = new(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            count++;
            if (row.Interaction is { } purchase)
            {
                accepted += (decimal)purchase.Quantity!.Value * (decimal)purchase.Price!.Value;
                continue;
            }

            // The last columns hold no commas, so they are counted from the end whatever the description holds.
            var fields = row.RawText.Split(',');
            refused += decimal.Parse(fields[^5], CultureInfo.InvariantCulture) * decimal.Parse(fields[^3], CultureInfo.InvariantCulture);
            reasons[row.Rejection!.Reason] = reasons.GetValueOrDefault(row.Rejection.Reason) + 1;
        }

        count.ShouldBe(541_909);
        Math.Round(accepted + refused, 2).ShouldBe(9_747_747.93m);
        reasons.Keys.ShouldBe([ImportReasons.Cancellation, RejectionReasons.MissingUser, RejectionReasons.NegativePrice], ignoreOrder: true);
        (reasons[RejectionReasons.MissingUser] + reasons[RejectionReasons.NegativePrice]).ShouldBe(135_080, "lines without a customer, two of them bad debt");
        reasons[RejectionReasons.NegativePrice].ShouldBe(2);
    }

    [Test]
    public void MovieLens_Folder_GivesEveryRating()
    {
        var rows = Import("movielens", Data("movielens-100k"));
        var lines = Lines(Data("movielens-100k", "u.data.gz")).Select(l => l.Split('\t')).ToList();
        rows.Count.ShouldBe(100_000);
        rows.Select(r => r.Interaction!.UserId).Distinct().Count().ShouldBe(943);
        rows.Select(r => r.Interaction!.ProductId).Distinct().Count().ShouldBe(1_682);
        rows.Sum(r => r.Interaction!.Value!.Value).ShouldBe(lines.Sum(l => int.Parse(l[2], CultureInfo.InvariantCulture)));
    }

    [Test]
    public void Instacart_Sample_SplitsLinesByWhetherTheUserIsKnown()
    {
        var folder = Data("instacart");
        var users = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in (string[])["random10k_orders.csv.gz", "random100k_order_user_product.csv.gz"])
            foreach (var line in Lines(Path.Combine(folder, name)).Skip(1).Select(l => l.Split(','))) users.TryAdd(line[0], line[1]);
        var lines = new[] { "order_products__prior.first.csv.gz", "order_products__train.first.csv.gz" }
            .SelectMany(n => Lines(Path.Combine(folder, n)).Skip(1)).Select(l => l.Split(',')).ToList();
        var rows = Import("instacart", folder);
        rows.Count.ShouldBe(199_995 + 107_192);
        var accepted = rows.Where(r => r.Interaction is not null).Select(r => r.Interaction!).ToList();
        accepted.Select(i => (i.SessionId!, i.UserId, i.ProductId)).ShouldBe(lines.Where(l => users.ContainsKey(l[0])).Select(l => (l[0], users[l[0]], l[1])));
        rows.Where(r => r.Rejection is not null).ShouldAllBe(r => r.Rejection!.Reason == RejectionReasons.MissingUser);
        accepted.ShouldAllBe(i => i.Category != null && i.ProductName != null && i.EventTime >= InstacartOrders.Epoch && i.EventTime < InstacartOrders.Epoch.AddYears(9));
    }

    private static SortedDictionary<string, int> Counts(IEnumerable<string> values) =>
        new(values.GroupBy(v => v).ToDictionary(g => g.Key, g => g.Count()), StringComparer.Ordinal);

    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static string Data(params string[] path)
    {
        var root = Environment.GetEnvironmentVariable("SHOPSTREAM_DATA");
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); root is null && folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate)) root = candidate;
        }

        var found = Path.Combine([root ?? "shared/data", .. path]);
        if (!File.Exists(found) && !Directory.Exists(found))
            Assert.Ignore($"The real data {string.Join('/', path)} is not here: set SHOPSTREAM_DATA to the folder that holds it.");
        return found;
    }
}
