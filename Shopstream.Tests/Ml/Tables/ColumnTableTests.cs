using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Tests.Ml.Support;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Tables;

[TestFixture]
internal sealed class ColumnTableTests
{
    private const string Csv = """"
        id,price,bought,when,town,zip,note
        a1,1.5,TRUE,2026-01-05 10:00:00,Bern,01234,"long, quoted ""text"""
        a2,,no,2026-01-06T11:30:00Z,NA,1234,
        a3,-2e3,yes,,Ulm,99999,x
        """";

    [Test]
    public void FromCsv_MixedColumns_InfersTheirKinds()
    {
        var table = Read(Csv, new TableOptions { SurelyCategory = 2 });
        table.Rows.ShouldBe(3);
        table.Columns.Select(c => (c.Name, c.Kind)).ShouldBe(
        [
            ("id", ColumnKind.Text), ("price", ColumnKind.Number), ("bought", ColumnKind.Boolean), ("when", ColumnKind.Time),
            ("town", ColumnKind.Category), ("zip", ColumnKind.Text), ("note", ColumnKind.Category),
        ]);
        table["price"].Number(0).ShouldBe(1.5);
        table["price"].Number(1).ShouldBe(double.NaN);
        table["price"].MissingRows.ShouldBe(1);
        table["bought"].Number(2).ShouldBe(1);
        table["when"].Number(1).ShouldBe(new DateTimeOffset(2026, 1, 6, 11, 30, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
        table["town"].Text(1).ShouldBeNull();
        table["note"].Text(0).ShouldBe("long, quoted \"text\"");
    }

    [Test]
    public void FromCsv_CompressedFile_ReadsTheSame()
    {
        using var folder = new TempDirectory();
        var path = folder.File("table.csv.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(Csv));
        ColumnTable.FromCsv(path)["price"].Number(2).ShouldBe(-2000);
    }

    [Test]
    public void FromCsv_StatedKindsAndFormats_AreFollowed()
    {
        var table = Read("code;when\n7;31.12.2025\n7;1.2.2026\n", new TableOptions
        {
            Separator = ';',
            TimeFormats = ["d.M.yyyy"],
            Kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal) { ["code"] = ColumnKind.Category },
        });
        table["code"].Text(0).ShouldBe("7");
        DateTimeOffset.FromUnixTimeMilliseconds((long)table["when"].Number(1)).Month.ShouldBe(2);
        Should.Throw<InvalidDataException>(() => Read("a\n1\nx\n", Stated("a", ColumnKind.Number))).Message.ShouldBe("line 3, column a: found 'x', expected a value of kind Number");
        Should.Throw<InvalidDataException>(() => Read("b,a\n\"two\nlines\",1\n,x\n", Stated("a", ColumnKind.Number))).Message.ShouldStartWith("line 4, column a");
    }

    [TestCase("a,b\n1,2,3\n", "3")]
    [TestCase("a,a\n1,2\n", "twice")]
    [TestCase("a,\n1,2\n", "without a name")]
    [TestCase("a,b\n1,\"2\n", "")]
    [TestCase("", "empty")]
    public void FromCsv_BrokenText_IsRefused(string text, string named) => Should.Throw<InvalidDataException>(() => Read(text)).Message.ShouldContain(named);

    [Test]
    public void FromRows_ColumnsThatComeAndGo_ArePadded()
    {
        var table = ColumnTable.FromRows(
        [
            Row(("clicks", 3), ("isViewedProduct7", 1)),
            Row(("clicks", 4.5), ("device", "Mobile")),
            Row(("isViewedProduct9", 1), ("device", null), ("late", true)),
        ]);
        table["clicks"].Number(2).ShouldBe(double.NaN);
        Numbers(table["isViewedProduct7"]).ShouldBe([1, 0, 0]);
        Numbers(table["isViewedProduct9"]).ShouldBe([0, 0, 1]);
        table["device"].Text(0).ShouldBeNull();
        table["late"].Kind.ShouldBe(ColumnKind.Boolean);
        Should.Throw<ArgumentException>(() => ColumnTable.FromRows([Row(("x", new object()))])).Message.ShouldContain("column x");
    }

    [Test]
    public void FromRows_NumbersAndTextsMixed_BecomeTextWithoutLoss()
    {
        var table = ColumnTable.FromRows([Row(("x", 1.25)), Row(("x", "red")), Row(("x", 2))]);
        table["x"].Kind.ShouldBe(ColumnKind.Category);
        Enumerable.Range(0, 3).Select(table["x"].Text).ShouldBe(["1.25", "red", "2"]);
        ColumnTable.FromRows([Row(("x", 1.25)), Row(("x", "7"))])["x"].Kind.ShouldBe(ColumnKind.Number);
    }

    [Test]
    public void FromRows_JsonElements_AreReadByTheirKind()
    {
        var rows = JsonSerializer.Deserialize<Dictionary<string, object?>[]>("""[{"a":1,"b":"x","c":true,"d":null},{"a":2.5,"b":"y","c":false,"d":null}]""")!;
        var table = ColumnTable.FromRows(rows);
        table.Columns.Select(c => c.Kind).ShouldBe([ColumnKind.Number, ColumnKind.Category, ColumnKind.Boolean, ColumnKind.Number]);
        Should.Throw<ArgumentException>(() => ColumnTable.FromRows(JsonSerializer.Deserialize<Dictionary<string, object?>[]>("""[{"a":[1]}]""")!)).Message.ShouldContain("column a");
    }

    [Test, CancelAfter(10_000)]
    public async Task FromRowsAsync_AStream_GivesTheSameTable(CancellationToken cancel)
    {
        var table = await ColumnTable.FromRowsAsync(Stream(cancel), null, cancel);
        Numbers(table["x"]).ShouldBe([0, 1, 2]);

        static async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> Stream([EnumeratorCancellation] CancellationToken cancel)
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.Yield();
                cancel.ThrowIfCancellationRequested();
                yield return Row(("x", i));
            }
        }
    }

    [Test]
    public void FromCsv_OnlineShoppers_HasTheKnownRows()
    {
        var table = OnlineShoppers.Read();
        (table.Rows, table.Columns.Count).ShouldBe((12_330, 18));
        OnlineShoppers.Labels(table).Sum().ShouldBe(1908);
        table["Weekend"].Kind.ShouldBe(ColumnKind.Boolean);
        table["Month"].Levels.Count.ShouldBe(10);
        table["PageValues"].Kind.ShouldBe(ColumnKind.Number);
    }

    private static ColumnTable Read(string csv, TableOptions? options = null) => ColumnTable.FromCsv(new MemoryStream(Encoding.UTF8.GetBytes(csv)), options);

    private static TableOptions Stated(string column, ColumnKind kind) => new() { Kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal) { [column] = kind } };

    private static Dictionary<string, object?> Row(params (string Name, object? Value)[] cells) => cells.ToDictionary(c => c.Name, c => c.Value, StringComparer.Ordinal);

    private static double[] Numbers(TableColumn column) => [.. Enumerable.Range(0, column.Rows).Select(column.Number)];
}
