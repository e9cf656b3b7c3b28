using Shopstream.Modules.Events;

namespace Shopstream.Tests.Ingest.Importing;

public sealed class InteractionsFormatTests : ImportFixture
{
    [Test]
    public void Read_Csv_TakesKnownColumnsByNameAndKeepsTheOthersAsText()
    {
        var path = Write("i.csv", "campaign,product_id,user_id,event_type,event_time,price,quantity,value,brand,category,session_id,event_id,product_name,country,zip\n"
            + "spring,17,9,purchase,2025-03-01T10:00:00+01:00,2.5,3,,b,c,s,e-1,\"a \"\"b\"\"\nc\",NZ,007\n");
        var row = Import("interactions", path).ShouldHaveSingleItem();
        Json(row).ShouldBe("""{"event_id":"e-1","user_id":"9","product_id":"17","event_type":"purchase","event_time":"2025-03-01T09:00:00.000Z","session_id":"s","brand":"b","category":"c","price":2.5,"quantity":3,"product_name":"a \u0022b\u0022\nc","country":"NZ","campaign":"spring","zip":"007"}""");
        row.Interaction!.ProductName.ShouldBe("a \"b\"\nc");
    }

    [Test]
    public void Read_WithoutTime_UsesTheArrivalTimeInEventAndJson()
    {
        var arrival = Latest.AddHours(-1);
        var options = Options with { ArrivalTime = arrival };
        var csv = Import("interactions", Write("i.csv", "user_id,product_id,event_type\n1,2,view\n"), options).ShouldHaveSingleItem();
        var json = Import("interactions", Write("i.jsonl", """{"user_id":1,"product_id":2,"event_type":"view"}"""), options).ShouldHaveSingleItem();
        csv.Interaction!.EventTime.ShouldBe(arrival);
        Json(csv).ShouldBe(Json(json));
        Json(json).ShouldContain("\"event_time\":\"2025-12-31T23:00:00.000Z\"");
    }

    [TestCase("i.csv")]
    [TestCase("i.jsonl")]
    public void Read_JsonLines_AreRecognisedByNameOrFirstByte(string name)
    {
        var line = """{"user_id":1,"product_id":2,"event_type":"view","event_time":"2025-03-01T10:00:00Z","colour":"red"}""";
        var rows = Import("interactions", Write(name, line + "\n{\"user_id\":1}\n"));
        Json(rows[0]).ShouldBe(line);
        (rows[1].Line, rows[1].Rejection!.Reason).ShouldBe((2, RejectionReasons.MissingField));
    }

    [Test]
    public void Read_EpochMillisecondsAndBadNumbers_AreReadOrRefused()
    {
        var rows = Import("interactions", Write("i.csv", "user_id,product_id,event_type,event_time,quantity\n1,2,view,1740823200000,\n1,2,view,2025,\n1,2,view,,x\n1,2,view,,-1\n,2,view,,1\n"));
        rows[0].Interaction!.EventTime.ShouldBe(new DateTimeOffset(2025, 3, 1, 10, 0, 0, TimeSpan.Zero));
        rows.Skip(1).Select(r => r.Rejection!.Reason).ShouldBe(
            [RejectionReasons.InvalidTimestamp, RejectionReasons.WrongType, RejectionReasons.NegativeNumber, RejectionReasons.MissingUser]);
    }

    [Test]
    public void Read_MissingOrRepeatedColumn_IsUnusable()
    {
        Unusable("interactions", Write("a.csv", "user,product_id,event_type\n1,2,view\n")).Message.ShouldContain("missing user_id: found the columns \"user,product_id,event_type\"");
        Unusable("interactions", Write("b.csv", "user_id,product_id,event_type,User_ID\n1,2,view,3\n")).Message.ShouldContain("\"User_ID\" twice");
    }
}
