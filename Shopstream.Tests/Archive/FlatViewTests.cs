using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Events;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Archive;

[TestFixture]
internal sealed class FlatViewTests
{
    [TestCase("2026-11-16T00:00:00Z", 0, 0, 0, 11, 47)]
    [TestCase("2026-11-20T23:59:59Z", 23, 4, 0, 11, 47)]
    [TestCase("2026-11-21T00:00:00Z", 0, 5, 1, 11, 47)]
    [TestCase("2026-11-22T12:00:00Z", 12, 6, 1, 11, 47)]
    [TestCase("2026-12-31T08:00:00Z", 8, 3, 0, 12, 53)]
    [TestCase("2027-01-03T08:00:00Z", 8, 6, 1, 1, 53)]
    [TestCase("2027-01-04T08:00:00Z", 8, 0, 0, 1, 1)]
    [TestCase("2024-12-30T08:00:00Z", 8, 0, 0, 12, 1)]
    [TestCase("2026-11-16T01:30:00+05:00", 20, 6, 1, 11, 46)]
    public void Write_KnownTimes_GivesTheirParts(string time, int hour, int day, int weekend, int month, int week)
    {
        var flat = Flat(Session(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)));
        flat.GetProperty("hour_of_day").GetInt32().ShouldBe(hour);
        flat.GetProperty("day_of_week").GetInt32().ShouldBe(day);
        flat.GetProperty("is_weekend").GetInt32().ShouldBe(weekend);
        flat.GetProperty("month").GetInt32().ShouldBe(month);
        flat.GetProperty("week_of_year").GetInt32().ShouldBe(week);
    }

    [Test]
    public void PartOfDay_EveryHour_HasTheBordersOfTheContract() =>
        string.Concat(Enumerable.Range(0, 24).Select(h => FlatView.PartOfDay(h)[0])).ShouldBe("NNNNN" + "MMMMMMM" + "AAAAA" + "EEEE" + "NNN");

    [Test]
    public void Write_Session_HasEveryFieldOfTheContract()
    {
        var session = Session(new DateTimeOffset(2026, 3, 10, 17, 0, 0, TimeSpan.Zero));
        (session.Gender, session.PurchaseMade) = ("Female", true);
        Flat(session).EnumerateObject().Select(p => $"{p.Name}={p.Value}").ShouldBe(
        [
            "hour_of_day=17", "day_of_week=1", "is_weekend=0", "month=3", "week_of_year=11", "part_of_day=Evening", "gender=Female", "state=Ohio",
            "sessionDuration=120", "clicks=7", "exitPage=Sofa", "referrer=Google", "deviceType=Mobile", "isViewedProduct1=1", "isViewedProduct2=1",
            "purchaseMade=1",
        ]);
    }

    [Test]
    public void Write_ProductTwiceAndNothingElseKnown_WritesItOnceAndNulls()
    {
        var session = new ShopSession { SessionTimestamp = new DateTimeOffset(2026, 3, 10, 3, 0, 0, TimeSpan.Zero), ProductIds = ["9", "9"] };
        var flat = Flat(session);
        flat.EnumerateObject().Count(p => p.Name == "isViewedProduct9").ShouldBe(1);
        flat.GetProperty("state").ValueKind.ShouldBe(JsonValueKind.Null);
        flat.GetProperty("purchaseMade").GetInt32().ShouldBe(0);
    }

    private static ShopSession Session(DateTimeOffset at)
    {
        SessionReader.Read(Encoding.UTF8.GetBytes(SampleSession.Json("s", "u", at.ToUniversalTime()).ToJsonString()), DateTimeOffset.MaxValue, out var session).ShouldBeNull();
        return session!;
    }

    private static JsonElement Flat(ShopSession session)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) FlatView.Write(json, session);
        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }
}
