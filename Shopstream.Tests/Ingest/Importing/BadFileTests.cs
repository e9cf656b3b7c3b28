using System.Security.Cryptography;
using System.Text;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Importing;

namespace Shopstream.Tests.Ingest.Importing;

public sealed class BadFileTests : ImportFixture
{
    private const string Header = "user_id,product_id,event_type,note\n";

    // Header, one empty block, length and checksum of nothing.
    private static readonly byte[] EmptyGzip = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static readonly string[] FileFormats = ["sessions", "rees46", "online-retail", "movielens", "interactions"];

    [Test]
    public void Find_UnknownName_ListsTheKnownOnes()
    {
        ImportFormats.Find("REES46").Name.ShouldBe("rees46");
        Should.Throw<ImportFormatException>(() => ImportFormats.Find("excel")).Message
            .ShouldBe("found the format \"excel\", expected one of sessions, rees46, instacart, online-retail, movielens, interactions");
    }

    [TestCaseSource(nameof(FileFormats))]
    public void Read_NoUsableFile_SaysWhatWasFound(string format)
    {
        Unusable(format, Path.Combine(Folder, "none.csv")).Message.ShouldEndWith("none.csv: found nothing there, expected a file");
        Unusable(format, Write("empty.csv", "")).Message.ShouldEndWith("empty.csv: found an empty file, expected lines");
        Unusable(format, Write("bom.csv", "\uFEFF")).Message.ShouldEndWith("bom.csv: found an empty file, expected lines");
        Unusable(format, Write("empty.gz", EmptyGzip)).Message.ShouldEndWith("empty.gz: found an empty file, expected lines");
        Unusable(format, Write("nothing.gz", "")).Message.ShouldEndWith("nothing.gz: not gzip: found fewer than two bytes, expected the first bytes 1F 8B");
        Unusable(format, Write("wide.csv", Encoding.Unicode.GetPreamble())).Message.ShouldEndWith("wide.csv: found UTF-16 text, expected UTF-8");
        Unusable(format, Write("plain.csv.gz", "user_id\n")).Message.ShouldEndWith("plain.csv.gz: not gzip: found 75 73, expected the first bytes 1F 8B");
        if (format != "movielens") Unusable(format, Folder).Message.ShouldEndWith("found a folder, expected a file");
    }

    [Test]
    public void Read_HeaderOnly_GivesNoRows() => Import("interactions", Write("i.csv", Header)).ShouldBeEmpty();

    [Test]
    public void Read_BinaryGarbage_IsUnusableOrRefusedLineByLine()
    {
        var garbage = new byte[300_000];
        new Random(17).NextBytes(garbage);
        garbage[0] = 0x80;
        Unusable("rees46", Write("g.csv", garbage)).Message.ShouldContain("g.csv: ");
        var sessions = Import("sessions", Write("g.jsonl", garbage));
        sessions.Count.ShouldBeGreaterThan(500);
        sessions.ShouldAllBe(r => r.Rejection!.Reason == RejectionReasons.MalformedJson || r.Rejection.Reason == RejectionReasons.WrongType);
        var after = Import("interactions", Write("h.csv", [.. Encoding.UTF8.GetBytes(Header), .. garbage, .. "\n1,2,view,x\n"u8]));
        after[^1].Interaction!.ProductId.ShouldBe("2");
        after.Count(r => r.Rejection is null).ShouldBe(1);
    }

    [Test]
    public void Read_OverLongLine_IsRefusedAndCut()
    {
        var options = Options with { MaxLineLength = 200 };
        var text = Header + "1,2,view,a\n1,2,view," + new string('x', 500_000) + "\r\n1,2,view,b\n1,2,view,\"" + new string('y', 150) + "\n" + new string('z', 150) + "\"\n1,2,view,c\n";
        var rows = Import("interactions", Write("i.csv", text), options);
        rows.Select(r => (r.Line, r.Rejection?.Reason)).ShouldBe([(2, null), (3, RejectionReasons.TooLong), (4, null), (5, RejectionReasons.MalformedRow), (6, RejectionReasons.MalformedRow), (7, null)]);
        rows[1].Rejection!.Detail.ShouldBe("found 500009 bytes, expected at most 200");
        rows[1].RawText.ShouldBe("1,2,view," + new string('x', 191));
        rows[3].Rejection!.Detail.ShouldBe("quote at byte 10: expected a closing quote within 200 bytes");
    }

    [Test]
    public void Read_StrayQuote_CostsOneLine()
    {
        var rows = Import("interactions", Write("i.csv", Header + "1,2,view,\"never closed\n1,2,view,a\n1,2,view,\"b, c\"\n1,2,view,\"x\"y\n1,2,view,it's 5\" wide\n"));
        rows.Select(r => (r.Line, r.Rejection?.Reason)).ShouldBe([(2, RejectionReasons.MalformedRow), (3, null), (4, null), (5, RejectionReasons.MalformedRow), (6, null)]);
        rows[0].RawText.ShouldBe("1,2,view,\"never closed");
        rows[0].Rejection!.Detail.ShouldBe("quote at byte 10 of line 4: expected a separator or the end of the row after a closing quote");
        rows[3].Rejection!.Detail.ShouldBe("quote at byte 12: expected a separator or the end of the row after a closing quote");
        rows[4].Interaction!.Extra!["note"].GetString().ShouldBe("it's 5\" wide");
    }

    [TestCase(1 << 20, "expected a closing quote before the end of the file")]
    [TestCase(4000, "expected a closing quote within 4000 bytes")]
    public void Read_QuoteNeverClosed_LosesNoOtherLine(int maxLength, string expected)
    {
        var good = string.Concat(Enumerable.Repeat("1,2,view,a\n", 20_000));
        var rows = Import("interactions", Write("i.csv", Header + good + "1,2,view,\"open\n" + good), Options with { MaxLineLength = maxLength });
        rows.Count.ShouldBe(40_001);
        var bad = rows.Where(r => r.Rejection is not null).ShouldHaveSingleItem();
        bad.Line.ShouldBe(20_002);
        bad.Rejection!.Detail.ShouldBe($"quote at byte 10: {expected}");
    }

    [Test]
    public void Read_BlankLinesAndNoFinalLineEnd_AreNoRows()
    {
        var rows = Import("interactions", Write("i.csv", "\r\n\uFEFF".TrimStart('\r', '\n') + Header.Replace("\n", "\r\n") + "\r\n  \r\n1,2,view,a\r\n\r\n1,2,view,\r\n3,4,cart,z"));
        rows.Select(r => r.Line).ShouldBe([4, 6, 7]);
        rows[2].Interaction!.Extra!["note"].GetString().ShouldBe("z");
    }

    [Test]
    public void Read_GzipCutAnywhere_KeepsWholeLinesAndReportsTheCutOnce()
    {
        var lines = Enumerable.Range(1, 3000).Select(i => $"{i},{Convert.ToHexString(SHA256.HashData(BitConverter.GetBytes(i)))[..12]},view,n{i}\n").ToList();
        var whole = Gzip(Header + string.Concat(lines));
        Import("interactions", Write("whole.csv.gz", whole)).Count.ShouldBe(3000);
        foreach (var cut in (int[])[whole.Length / 3, whole.Length / 2, whole.Length - 100, whole.Length - 9, whole.Length - 8, whole.Length - 4, whole.Length - 1])
        {
            var rows = Import("interactions", Write("cut.csv.gz", whole[..cut]));
            var last = rows[^1];
            last.Rejection.ShouldNotBeNull($"cut at {cut}").Reason.ShouldBe(ImportReasons.TruncatedArchive);
            last.Rejection.Detail.ShouldStartWith($"the archive ends early at byte {cut} of the compressed file, in line {rows.Count + 1} after ");
            last.Line.ShouldBe(rows.Count + 1);
            rows.SkipLast(1).ShouldAllBe(r => r.Rejection == null);
            if (rows.Count <= 3000) lines[rows.Count - 1].ShouldStartWith(last.RawText);
        }
    }

    [Test]
    public void Read_GzipCutBeforeTheHeaderEnds_IsUnusable() =>
        Unusable("interactions", Write("cut.csv.gz", Gzip(Header + "1,2,view,\n")[..14])).Message.ShouldContain("cut.csv.gz: line 1: the archive ends early at byte 14");

    [Test]
    public void Read_DamagedGzip_KeepsWhatCameBefore()
    {
        var whole = Gzip(Header + string.Concat(Enumerable.Range(1, 20_000).Select(i => $"{i},{i * 7919 % 10007},view,n{i}\n")));
        whole[^6] ^= 0x55;
        var rows = Import("interactions", Write("bad.csv.gz", whole));
        rows.Count.ShouldBeGreaterThan(18_000);
        rows[^1].Rejection!.Reason.ShouldBe(ImportReasons.TruncatedArchive);
        rows[^1].Rejection!.Detail.ShouldStartWith("the archive is damaged at byte ");
        rows.SkipLast(1).ShouldAllBe(r => r.Rejection == null);
    }

    [Test]
    public void Read_GzipOfSeveralMembersOrWithoutItsEnding_IsReadWhole()
    {
        byte[] two = [.. Gzip(Header + "1,2,view,a\n"), .. Gzip("3,4,view,b\n")];
        Import("interactions", Write("two.csv", two)).Select(r => r.Interaction!.UserId).ShouldBe(["1", "3"]);
        Import("interactions", Write("padded.csv.gz", [.. two, .. new byte[1000]])).Count.ShouldBe(2);
        Import("interactions", Write("cut.csv.gz", two[..^3]))[^1].Rejection!.Reason.ShouldBe(ImportReasons.TruncatedArchive);
    }

    [Test]
    public void Read_Cancelled_Stops()
    {
        using var cancellation = new CancellationTokenSource();
        var path = Write("i.csv", Header + "1,2,view,\n1,2,view,\n");
        using var rows = ImportFormats.Find("interactions").Read(path, Options, cancellation.Token).GetEnumerator();
        rows.MoveNext().ShouldBeTrue();
        cancellation.Cancel();
        Should.Throw<OperationCanceledException>(() => rows.MoveNext());
    }

    [Test]
    public void Read_ToTheEnd_ProgressReachesItsTotal()
    {
        var options = new ImportOptions(Latest);
        options.Progress.BytesTotal.ShouldBe(0);
        var path = Write("i.csv.gz", Gzip(Header + "1,2,view,\n"));
        Import("interactions", path, options);
        options.Progress.BytesTotal.ShouldBe(new FileInfo(path).Length);
        options.Progress.BytesRead.ShouldBe(options.Progress.BytesTotal);
    }

    [TestCase(0)]
    [TestCase(int.MaxValue)]
    public void Options_LineLengthOutOfRange_Throws(int length) => Should.Throw<ArgumentOutOfRangeException>(() => new ImportOptions(Latest, length));
}
