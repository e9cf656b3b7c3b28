using System.Text;
using Shopstream.Modules.Events;

namespace Shopstream.Tests.Ingest.Importing;

public sealed class SessionsFormatTests : ImportFixture
{
    private const string Good =
        """{"sessionId":"s1","userId":7,"sessionTimestamp":"2025-03-01T10:00:00Z","deviceInformation":{"deviceType":"Mobile"},"referrer":"Google","productIds":[1],"productNames":["sofa"],"productPrices":[5000],"productCategories":["living room"],"campaign":"spring"}""";

    [Test]
    public void Read_GoodLine_IsPublishedByteForByte()
    {
        var row = Import("sessions", Write("s.jsonl", Good + "\r\n")).ShouldHaveSingleItem();
        Json(row).ShouldBe(Good);
        row.Session!.UserId.ShouldBe("7");
        row.Line.ShouldBe(1);
    }

    [Test]
    public void Read_BadLinesBetweenGoodOnes_AreRefusedAlone()
    {
        var text = string.Join('\n', Good, "{\"sessionId\":", "", Good.Replace("5000", "-5"), "garbage", "[]", Good.Replace("2025-", "2031-"), Good);
        var rows = Import("sessions", Write("s.jsonl", text));
        rows.Select(r => (r.Line, r.Rejection?.Reason)).ShouldBe(
        [
            (1, null), (2, RejectionReasons.MalformedJson), (4, RejectionReasons.NegativePrice), (5, RejectionReasons.MalformedJson),
            (6, RejectionReasons.WrongType), (7, RejectionReasons.FutureTimestamp), (8, null),
        ]);
        rows[1].RawText.ShouldBe("{\"sessionId\":");
    }

    [Test]
    public void Read_QuotesAndNulAndBytesThatAreNotUtf8_TouchOnlyTheirLine()
    {
        byte[] bad = [.. "{\"a\":\""u8, 0xFF, 0xC0, .. "\"}\n{\"b\":"u8, 0, .. "1}\n"u8];
        var rows = Import("sessions", Write("s.jsonl", [.. "\uFEFF"u8, .. Encoding.UTF8.GetBytes(Good), (byte)'\n', .. bad, .. Encoding.UTF8.GetBytes(Good)]));
        rows.Select(r => r.Rejection?.Reason).ShouldBe([null, RejectionReasons.MalformedJson, RejectionReasons.MalformedJson, null]);
        rows[1].Rejection!.Detail.ShouldBe("byte 7: found bytes that are not UTF-8, expected text");
        rows[2].Rejection!.Detail.ShouldBe("byte 6: found NUL, expected text");
    }
}
