using Shopstream.Modules.Events;

namespace Shopstream.Tests.Ingest.Importing;

public sealed class Rees46FormatTests : ImportFixture
{
    private const string Header = "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n";
    private const string Good = "2019-10-01 00:00:07 UTC,cart,5881589,2151191071051219817,,lovely,13.48,429681830,49e8d843\n";

    [Test]
    public void Read_WholeRow_MapsEveryColumn()
    {
        var path = Write("a.csv", Header + "2019-10-01 10:20:30 UTC,purchase,17,205,furniture.sofa,ikea,543.10,519,s-1\n");
        var row = Import("rees46", path).ShouldHaveSingleItem();
        row.Line.ShouldBe(2);
        Json(row).ShouldBe("""{"user_id":"519","product_id":"17","event_type":"purchase","event_time":"2019-10-01T10:20:30.000Z","session_id":"s-1","brand":"ikea","category":"furniture.sofa","price":543.1}""");
        row.Interaction!.Quantity.ShouldBeNull();
        row.Interaction.EventTime.ShouldBe(new DateTimeOffset(2019, 10, 1, 10, 20, 30, TimeSpan.Zero));
    }

    [Test]
    public void Read_EmptyOptionalColumns_AreNullAndCategoryFallsBackToItsId()
    {
        var row = Import("rees46", Write("a.csv", Header + "2019-10-01 00:00:00 UTC,view,17,205,,,,519,\n")).ShouldHaveSingleItem();
        Json(row).ShouldBe("""{"user_id":"519","product_id":"17","event_type":"view","event_time":"2019-10-01T00:00:00.000Z","category":"205"}""");
    }

    [Test]
    public void Read_ColumnsInAnotherOrder_AreFoundByName()
    {
        var path = Write("a.csv", "user_session,User_Id,price,brand,category_code,category_id,product_id,event_type,event_time,more\ns,519,1,b,c,2,17,view,2019-10-01T00:00:00Z,x\n");
        var interaction = Import("rees46", path).ShouldHaveSingleItem().Interaction!;
        (interaction.SessionId, interaction.UserId, interaction.ProductId, interaction.Brand, interaction.Category).ShouldBe(("s", "519", "17", "b", "c"));
    }

    [Test]
    public void Read_OpenAvenuesSample_TakesUnixTime()
    {
        var path = Write("a.csv", "seq,consumer,user_id,unix_time,event_type,product_id,brand,category_code\n1,Batch,569,1573255093,view,47,neoline,auto.x\n2,Batch,569,soon,view,47,,\n");
        var rows = Import("rees46", path);
        rows[0].Interaction!.EventTime.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1573255093));
        rows[0].Interaction!.Category.ShouldBe("auto.x");
        rows[1].Rejection!.ShouldBe(new(RejectionReasons.InvalidTimestamp, "unix_time: found \"soon\", expected seconds since 1970-01-01 UTC"));
    }

    [TestCase("2019-13-01 00:00:00 UTC,view,17,205,,,1,519,s", RejectionReasons.InvalidTimestamp, "event_time: found \"2019-13-01 00:00:00 UTC\", expected a time such as")]
    [TestCase("10:30,view,17,205,,,1,519,s", RejectionReasons.InvalidTimestamp, "event_time: found \"10:30\"")]
    [TestCase(",view,17,205,,,1,519,s", RejectionReasons.InvalidTimestamp, "event_time: found nothing")]
    [TestCase("2019-10-01 00:00:00 UTC,view,17,205,,,cheap,519,s", RejectionReasons.WrongType, "price: found \"cheap\", expected a number")]
    [TestCase("2019-10-01 00:00:00 UTC,view,17,205,,,NaN,519,s", RejectionReasons.WrongType, "price: found \"NaN\", expected a number")]
    [TestCase("2019-10-01 00:00:00 UTC,view,17,205,,,1e999,519,s", RejectionReasons.WrongType, "price: found \"1e999\", expected a number")]
    [TestCase("2019-10-01 00:00:00 UTC,view,17,205,,,-1,519,s", RejectionReasons.NegativePrice, "price: found -1")]
    [TestCase("2019-10-01 00:00:00 UTC,view,17,205,,,1,,s", RejectionReasons.MissingUser, "user_id: found nothing")]
    [TestCase("2019-10-01 00:00:00 UTC,view,,205,,,1,519,s", RejectionReasons.MissingField, "product_id: found nothing")]
    [TestCase("2019-10-01 00:00:00 UTC,stare,17,205,,,1,519,s", RejectionReasons.UnknownEventType, "event_type: found \"stare\"")]
    [TestCase("2027-10-01 00:00:00 UTC,view,17,205,,,1,519,s", RejectionReasons.FutureTimestamp, "event_time: found 2027-10-01")]
    [TestCase("2019-10-01 00:00:00 UTC,view,17,205,,,1,519", RejectionReasons.MalformedRow, "found 8 fields, expected 9: event_time,")]
    [TestCase("2019-10-01 00:00:00 UTC,view,17,205,,,1,519,s,", RejectionReasons.MalformedRow, "found 10 fields, expected 9")]
    public void Read_BadRow_IsRefusedAloneWithItsLineAndText(string bad, string reason, string detail)
    {
        var rows = Import("rees46", Write("a.csv", Header + Good + bad + "\n" + Good));
        rows.Select(r => r.Line).ShouldBe([2, 3, 4]);
        rows[0].Rejection.ShouldBeNull();
        rows[1].Rejection!.Reason.ShouldBe(reason);
        rows[1].Rejection!.Detail.ShouldStartWith(detail);
        rows[1].RawText.ShouldBe(bad);
        rows[2].Interaction!.UserId.ShouldBe("429681830");
    }

    [Test]
    public void Read_MissingColumns_NamesThemAndThoseFoundAndExpected()
    {
        var message = Unusable("rees46", Write("a.csv", "event_time,event_type,product_id,user_id\n" + Good)).Message;
        message.ShouldContain("a.csv");
        message.ShouldContain("missing category_id, category_code, brand, price, user_session");
        message.ShouldContain("found the columns \"event_time,event_type,product_id,user_id\"");
        message.ShouldContain("expected event_time,event_type,product_id,user_id,category_id");
    }

    [Test]
    public void Read_RowsAreKept_TheirJsonStaysAsItWas()
    {
        var text = string.Concat(Enumerable.Range(1, 2000).Select(i => $"2019-10-01 00:00:07 UTC,view,{i},1,,b,1,{i},s{i}\n"));
        var rows = Import("rees46", Write("a.csv", Header + text));
        for (var i = 0; i < rows.Count; i++) Json(rows[i]).ShouldContain($"\"session_id\":\"s{i + 1}\"");
    }
}
