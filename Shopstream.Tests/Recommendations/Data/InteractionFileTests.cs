using System.IO.Compression;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Data;

[TestFixture]
internal sealed class InteractionFileTests
{
    [TestCase("7\ta\t5\t881250949\n8\tb\t3\t881250950\n")]
    [TestCase("7,a,5,881250949\r\n\r\n8,b,3,881250950")]
    [TestCase("\uFEFFtime,item,shop,user,rating\n881250949,a,x,7,5\n881250950,\"b\",x,8,3\n")]
    public void ReadInto_EachFormat_GivesTheSame(string content)
    {
        var (log, file) = Read(content);
        file.Accepted.ShouldBe(2);
        file.Rejected.ShouldBe(0);
        log.Interactions.ToArray().ShouldBe([new(0, 0, 5, 881250949), new(1, 1, 3, 881250950)]);
        (log.Users[1], log.Items[1]).ShouldBe(("8", "b"));
    }

    [Test]
    public void ReadInto_NoRatingAndTime_CountsOne()
    {
        var (log, _) = Read("u\ti\nu\tj\n");
        log.Interactions.ToArray().ShouldBe([new(0, 0, 1, null), new(0, 1, 1, null)]);
        log.HasTimes.ShouldBeFalse();
    }

    [TestCase("u", "found 1 fields, expected at least 2")]
    [TestCase("u\t ", "found no item")]
    [TestCase("\ti", "found no user")]
    [TestCase("u\ti\tmany", "found the rating \"many\"")]
    [TestCase("u\ti\tNaN", "found the rating \"NaN\"")]
    [TestCase("u\ti\t1\tnoon", "found the time \"noon\"")]
    public void ReadInto_BadLine_IsReportedWithItsNumberAndTheRestRead(string bad, string reason)
    {
        var (log, file) = Read($"a\tb\t1\t1\n\n{bad}\nc\td\t1\t2\n");
        (file.Read, file.Accepted, file.Rejected).ShouldBe((3, 2, 1));
        file.BadLines.ShouldHaveSingleItem().Line.ShouldBe(3);
        file.BadLines[0].Reason.ShouldStartWith(reason);
        log.Count.ShouldBe(2);
        log.Users.Find("u").ShouldBe(-1);
    }

    [Test]
    public void ReadInto_HeaderWithoutItem_SaysWhatIsMissing() =>
        Should.Throw<FormatException>(() => Read("user,product\n1,2\n")).Message.ShouldContain("expected it to name user and item");

    [Test]
    public void ReadInto_Gzip_IsUnpackedWhateverItsName()
    {
        using var directory = new TempDirectory();
        using (var writer = new StreamWriter(new GZipStream(File.Create(directory.File("x")), CompressionLevel.Fastest))) writer.Write("1\t2\t3\t4\n");
        var log = new InteractionLog(new(), new());
        InteractionFile.ReadInto(log, directory.File("x"), default).Accepted.ShouldBe(1);
    }

    private static (InteractionLog Log, InteractionFile File) Read(string content)
    {
        using var directory = new TempDirectory();
        File.WriteAllText(directory.File("in"), content);
        var log = new InteractionLog(new(), new());
        return (log, InteractionFile.ReadInto(log, directory.File("in"), default));
    }
}
