using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shopstream.Modules.Events;

namespace Shopstream.Tests.Events;

[TestFixture]
internal sealed class SessionReaderTests
{
    private static readonly DateTimeOffset Latest = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private const string Valid =
        """
        {"sessionId":"6f1c3b1e-0000-4000-8000-000000000001","userId":"u1","sessionTimestamp":"2026-03-01T11:00:00Z",
         "productIds":["1",2],"productNames":["sofa","bed"],"productPrices":[5000,4500.5],"productCategories":["living room","bedroom"],
         "productReviews":[null,"Lovely."],"name":"Ada","gender":"female","email":"ada@example.com",
         "deviceInformation":{"deviceType":"Mobile","operatingSystem":"iOS","browserType":"Safari"},
         "locationData":{"country":"US","state":"CA","city":"San Jose","zipCode":95112},"ipAddress":"10.0.0.1","sessionDuration":312.5,
         "pageViews":7,"browsingPattern":["1","2","1"],"timeSpentonEachPage":[10,20,30],"clicks":9,"actions":"checkout","referrer":"Google",
         "exitPage":"bed","purchaseMade":true,"amountSpent":9500.5,"paymentMethodType":"PayPal","loyaltyTier":"gold"}
        """;

    [Test]
    public void Read_ValidDocument_HasEveryField()
    {
        SessionReader.Read(Encoding.UTF8.GetBytes(Valid), Latest, out var session).ShouldBeNull();

        session!.SessionId.ShouldBe("6f1c3b1e-0000-4000-8000-000000000001");
        session.ProductIds.ShouldBe(["1", "2"]);
        session.ProductPrices.ShouldBe([5000, 4500.5]);
        session.ProductReviews.ShouldBe([null, "Lovely."]);
        session.LocationData!.ZipCode.ShouldBe("95112");
        session.TimeSpentOnEachPage.ShouldBe([10, 20, 30]);
        session.SessionTimestamp.ShouldBe(new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.Zero));
        session.Extra!["loyaltyTier"].GetString().ShouldBe("gold");
    }

    [Test]
    public void Write_AfterRead_KeepsEverything()
    {
        SessionReader.Read(Encoding.UTF8.GetBytes(Valid), Latest, out var session);
        var written = JsonNode.Parse(JsonSerializer.SerializeToUtf8Bytes(session!, EventsJsonContext.Default.ShopSession))!.AsObject();
        var original = JsonNode.Parse(Valid)!.AsObject();
        original.Select(p => p.Key).Order().ShouldBe(written.Select(p => p.Key).Order());
        JsonNode.DeepEquals(original["productReviews"], written["productReviews"]).ShouldBeTrue();
        written["loyaltyTier"]!.GetValue<string>().ShouldBe("gold");
    }

    [TestCase("2026-03-01T11:00:00Z", 0)]
    [TestCase("2026-03-01T11:00:00.250Z", 250)]
    [TestCase("2026-03-01 11:00:00 UTC", 0)]
    [TestCase("2026-03-01T12:00:00+01:00", 0)]
    [TestCase("2026-03-01T11:00:00", 0)]
    public void Read_TimeForms_GiveTheSameInstant(string text, int millisecond)
    {
        SessionReader.Read(Changed("sessionTimestamp", text), Latest, out var session).ShouldBeNull();
        session!.EventTimeMs.ShouldBe(new DateTimeOffset(2026, 3, 1, 11, 0, 0, millisecond, TimeSpan.Zero).ToUnixTimeMilliseconds());
    }

    [TestCase("sessionId", null, RejectionReasons.MissingField, "sessionId: found nothing, expected a non-empty id")]
    [TestCase("sessionId", "\"\"", RejectionReasons.MissingField, "sessionId")]
    [TestCase("userId", null, RejectionReasons.MissingField, "userId")]
    [TestCase("userId", "true", RejectionReasons.WrongType, "userId")]
    [TestCase("sessionTimestamp", null, RejectionReasons.MissingField, "sessionTimestamp")]
    [TestCase("sessionTimestamp", "\"yesterday\"", RejectionReasons.InvalidTimestamp, "found \"yesterday\", expected an ISO 8601 time")]
    [TestCase("sessionTimestamp", "\"2026-02-30T00:00:00Z\"", RejectionReasons.InvalidTimestamp, "2026-02-30")]
    [TestCase("sessionTimestamp", "\"2099-01-01T00:00:00Z\"", RejectionReasons.FutureTimestamp, "expected no later than 2026-03-01T12:00:00.000Z")]
    [TestCase("deviceInformation", null, RejectionReasons.MissingField, "deviceInformation.deviceType")]
    [TestCase("referrer", null, RejectionReasons.MissingField, "referrer")]
    [TestCase("productPrices", "[5000]", RejectionReasons.UnequalLengths, "productPrices: found 1 items, expected 2 as in productIds")]
    [TestCase("productNames", "[\"sofa\"]", RejectionReasons.UnequalLengths, "productNames")]
    [TestCase("productCategories", "[]", RejectionReasons.UnequalLengths, "productCategories")]
    [TestCase("productReviews", "[null]", RejectionReasons.UnequalLengths, "productReviews")]
    [TestCase("timeSpentonEachPage", "[1]", RejectionReasons.UnequalLengths, "timeSpentonEachPage: found 1 items, expected 3 as in browsingPattern")]
    [TestCase("productPrices", "[5000,-1]", RejectionReasons.NegativePrice, "productPrices[1]: found -1")]
    [TestCase("productPrices", "[5000,1e300]", RejectionReasons.NegativePrice, "productPrices[1]")]
    [TestCase("productPrices", "[5000,\"cheap\"]", RejectionReasons.WrongType, "productPrices[1]")]
    [TestCase("productIds", "[\"1\",null]", RejectionReasons.WrongType, "productIds")]
    [TestCase("productIds", "null", RejectionReasons.WrongType, "")]
    [TestCase("sessionDuration", "-1", RejectionReasons.NegativeNumber, "sessionDuration: found -1")]
    [TestCase("pageViews", "-3", RejectionReasons.NegativeNumber, "pageViews")]
    [TestCase("clicks", "-3", RejectionReasons.NegativeNumber, "clicks")]
    [TestCase("amountSpent", "-3", RejectionReasons.NegativeNumber, "amountSpent")]
    [TestCase("pageViews", "\"many\"", RejectionReasons.WrongType, "pageViews")]
    [TestCase("purchaseMade", "\"yes\"", RejectionReasons.WrongType, "purchaseMade")]
    public void Read_BrokenRule_SaysWhichAndWhere(string field, string? json, string reason, string detail)
    {
        var document = JsonNode.Parse(Valid)!.AsObject();
        if (json is null) document.Remove(field);
        else document[field] = JsonNode.Parse(json);

        var rejection = SessionReader.Read(Encoding.UTF8.GetBytes(document.ToJsonString()), Latest, out var session).ShouldNotBeNull();

        session.ShouldBeNull();
        rejection.Reason.ShouldBe(reason);
        rejection.Detail.ShouldContain(detail);
    }

    [TestCase("{\"sessionId\":\"a\"", "malformed_json")]
    [TestCase("not json", "malformed_json")]
    [TestCase("", "malformed_json")]
    [TestCase("[]", "wrong_type")]
    [TestCase("42", "wrong_type")]
    [TestCase("null", "wrong_type")]
    public void Read_NoJsonObject_IsRefused(string text, string reason) =>
        SessionReader.Read(Encoding.UTF8.GetBytes(text), Latest, out _).ShouldNotBeNull().Reason.ShouldBe(reason);

    [Test]
    public void Read_TooManyProducts_IsRefused()
    {
        var ids = "[" + string.Join(',', Enumerable.Range(0, SessionReader.MaxItems + 1)) + "]";
        SessionReader.Read(Encoding.UTF8.GetBytes(Valid.Replace("[\"1\",2]", ids)), Latest, out _)!.Reason.ShouldBe(RejectionReasons.TooLong);
    }

    [TestCase("unknown", "Google", RejectionReasons.UnknownDevice)]
    [TestCase("Mobile", "unknown", RejectionReasons.UnknownReferrer)]
    [TestCase("Mobile", "Google", null)]
    public void Check_UnknownDeviceOrReferrer_IsRefused(string device, string referrer, string? reason)
    {
        SessionReader.Read(Encoding.UTF8.GetBytes(Valid.Replace("\"Mobile\"", $"\"{device}\"").Replace("\"Google\"", $"\"{referrer}\"")), Latest, out var session);
        SessionRules.Check(session!)?.Reason.ShouldBe(reason);
        (SessionRules.Check(session!) is null).ShouldBe(reason is null);
    }

    private static byte[] Changed(string field, string text)
    {
        var document = JsonNode.Parse(Valid)!.AsObject();
        document[field] = text;
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }
}
