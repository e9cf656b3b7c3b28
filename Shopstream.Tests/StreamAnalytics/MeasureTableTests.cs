using System.Buffers;
using System.Text.Json;
using Shopstream.Modules.Stores;
using Shopstream.Modules.StreamAnalytics;

namespace Shopstream.Tests.StreamAnalytics;

[TestFixture]
internal sealed class MeasureTableTests
{
    private static readonly WindowIndexDefinition Definition = new("t", "key", ["first", "second"], [new("a"), new("b"), new("c")]);

    [Test]
    public void Write_ManyRows_ComeBackEqual([Values(0, 1, 3, 5, 1_000)] int rows)
    {
        var table = new MeasureTable(Definition);
        for (var i = 0; i < rows; i++)
        {
            var row = table.Row($"k\"{i}ä", out var attributes);
            (row[0], row[1], row[2]) = (i, -i, long.MaxValue - i);
            attributes[1] = i % 2 == 0 ? null : $"text {i} \\";
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true })) table.Write(json);
        var read = new MeasureTable(Definition);
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        reader.Read();
        read.Read(ref reader);

        reader.TokenType.ShouldBe(JsonTokenType.EndArray);
        read.Count.ShouldBe(rows);
        read.IsChanged.ShouldBe(rows > 0);
        read.Shown().ShouldBe(table.Shown());
        read.Attributes().ShouldBe(table.Attributes());
    }

    [Test]
    public void Row_SameKeyAgain_IsTheSameRowWhileTheTableGrows()
    {
        var table = new MeasureTable(Definition);
        for (var round = 1; round <= 3; round++)
            for (var i = 0; i < 100; i++) table.Row($"k{i}")[1] += i;
        table.Count.ShouldBe(100);
        for (var i = 0; i < 100; i++) table.Row($"k{i}")[1].ShouldBe(3 * i);
    }

    [Test]
    public void ToRows_WrittenToAfterwards_KeepsItsNumbers()
    {
        var table = new MeasureTable(Definition);
        table.Row("k", out var attributes)[0] = 1;
        attributes[0] = "before";
        var rows = table.ToRows();
        table.Row("k", out attributes)[0] = 2;
        attributes[0] = "after";
        PaneReading.Shown(Definition, rows)["k"].ShouldBe("a=1");
        rows[0].Attributes[0].ShouldBe("before");
    }

    [Test]
    public void IsChanged_FollowsRowAndClean()
    {
        var table = new MeasureTable(Definition);
        table.IsChanged.ShouldBeFalse();
        table.Row("k");
        table.IsChanged.ShouldBeTrue();
        table.Clean();
        table.IsChanged.ShouldBeFalse();
    }
}
