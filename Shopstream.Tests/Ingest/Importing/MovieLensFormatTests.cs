using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Importing;

namespace Shopstream.Tests.Ingest.Importing;

public sealed class MovieLensFormatTests : ImportFixture
{
    private const string Lines = "196\t242\t3\t881250949\n186\t302\t9\t891717742\n186\t302\t3\n\t302\t3\t891717742\n22\t377\t1\t878887116\n";

    [Test]
    public void Read_File_GivesRatingsAndRefusesBadLines()
    {
        var rows = Import("movielens", Write("u.data", Lines));
        Json(rows[0]).ShouldBe("""{"user_id":"196","product_id":"242","event_type":"rating","event_time":"1997-12-04T15:55:49.000Z","value":3}""");
        rows.Select(r => r.Line).ShouldBe([1, 2, 3, 4, 5]);
        rows.Select(r => r.Rejection?.Reason).ShouldBe([null, ImportReasons.OutOfRange, RejectionReasons.MalformedRow, RejectionReasons.MissingUser, null]);
        rows[1].Rejection!.Detail.ShouldBe("rating: found \"9\", expected 0.5 to 5");
        rows[2].Rejection!.Detail.ShouldStartWith("found 3 fields, expected 4");
    }

    [Test]
    public void Read_FolderWithGzip_FindsTheRatings()
    {
        Write("u.data.gz", Gzip(Lines));
        Import("movielens", Folder).Count(r => r.Interaction is not null).ShouldBe(2);
    }

    [Test]
    public void Read_FolderWithoutRatings_NamesWhatItHolds()
    {
        Write("u.item", "x");
        Unusable("movielens", Folder).Message.ShouldEndWith("found u.item, expected u.data or u.data.gz");
    }
}
