using System.Text;
using Shopstream.Modules.Events;

namespace Shopstream.Tests.Events;

[TestFixture]
internal sealed class InteractionReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Read_ShortestForm_TakesTheArrivalTime()
    {
        Read("""{"user_id": 1, "product_id": 101, "event_type": "view"}""", out var interaction).ShouldBeNull();
        interaction!.UserId.ShouldBe("1");
        interaction.ProductId.ShouldBe("101");
        interaction.EventTime.ShouldBe(Now);
    }

    [Test]
    public void Read_AllFields_ComeThrough()
    {
        Read(
            """
            {"event_id":"e1","user_id":"u","product_id":"p","event_type":"purchase","event_time":"2026-03-01T10:00:00Z","session_id":7,
             "brand":"b","category":1487580005268456287,"price":3.5,"quantity":2,"value":5,"campaign":"spring"}
            """,
            out var interaction).ShouldBeNull();
        (interaction!.SessionId, interaction.Category, interaction.Price, interaction.Quantity).ShouldBe(("7", "1487580005268456287", 3.5, 2));
        interaction.Extra!.ShouldContainKey("campaign");
    }

    [TestCase("""{"product_id":1,"event_type":"view"}""", RejectionReasons.MissingField, "user_id")]
    [TestCase("""{"user_id":1,"event_type":"view"}""", RejectionReasons.MissingField, "product_id")]
    [TestCase("""{"user_id":1,"product_id":1}""", RejectionReasons.MissingField, "event_type")]
    [TestCase("""{"user_id":1,"product_id":1,"event_type":"stare"}""", RejectionReasons.UnknownEventType, "found \"stare\", expected one of view, cart")]
    [TestCase("""{"user_id":1,"product_id":1,"event_type":"view","event_time":"2030-01-01T00:00:00Z"}""", RejectionReasons.FutureTimestamp, "2030")]
    [TestCase("""{"user_id":1,"product_id":1,"event_type":"view","event_time":"soon"}""", RejectionReasons.InvalidTimestamp, "event_time")]
    [TestCase("""{"user_id":1,"product_id":1,"event_type":"purchase","price":-0.01}""", RejectionReasons.NegativePrice, "price: found -0.01")]
    [TestCase("""{"user_id":1,"product_id":1,"event_type":"purchase","quantity":-1}""", RejectionReasons.NegativeNumber, "quantity")]
    [TestCase("""{"user_id":{},"product_id":1,"event_type":"view"}""", RejectionReasons.WrongType, "user_id")]
    [TestCase("""{"user_id":1,"product_id":1,"event_type":"view","price":"3"}""", RejectionReasons.WrongType, "price")]
    [TestCase("""{"user_id":1,""", RejectionReasons.MalformedJson, "byte")]
    public void Read_BrokenRule_SaysWhichAndWhere(string json, string reason, string detail)
    {
        var rejection = Read(json, out var interaction).ShouldNotBeNull();
        interaction.ShouldBeNull();
        rejection.Reason.ShouldBe(reason);
        rejection.Detail.ShouldContain(detail);
    }

    [TestCase(0.1, 1_000)]
    [TestCase(5.24, 52_400)]
    [TestCase(999_999_999.9999, 9_999_999_999_999)]
    public void Money_RoundTrip_IsExact(double amount, long parts)
    {
        Money.FromUnits(amount).ShouldBe(parts);
        Money.ToUnits(parts).ShouldBe(amount);
    }

    private static Rejection? Read(string json, out Interaction? interaction) =>
        InteractionReader.Read(Encoding.UTF8.GetBytes(json), Now, Now.AddMinutes(5), out interaction);
}
