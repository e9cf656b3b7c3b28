using System.Text.Json;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Tests.Support;
using static Shopstream.Modules.Stores.AnalyticsIndices;

namespace Shopstream.Tests.Serving;

[CancelAfter(30_000)]
internal sealed class AnalyticsEndpointsTests
{
    private TestShop shop = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => shop = await TestShop.StartAsync(await SampleAsync());

    [OneTimeTearDown]
    public async Task StopAsync() => await shop.DisposeAsync();

    [Test]
    public async Task Overview_LastHour_AddsUpPartitionsAndFillsGaps()
    {
        var answer = await shop.JsonAsync("/analytics/overview");
        Text(answer, "from").ShouldBe("2026-03-10T11:01:00.000Z");
        Text(answer, "to").ShouldBe("2026-03-10T12:01:00.000Z");
        Text(answer, "window").ShouldBe("1m");
        answer.EnumerateObject().Select(p => p.Name).ShouldBe(["from", "to", "window", "totals", "series"]);

        var totals = answer.GetProperty("totals");
        Number(totals, "sessions").ShouldBe(6);
        Number(totals, "uniqueUsers").ShouldBe(3);
        Number(totals, "orders").ShouldBe(2);
        Number(totals, "conversion").ShouldBe(2 / 6d);
        Number(totals, "revenue").ShouldBe(150);
        Number(totals, "meanOrderValue").ShouldBe(75);
        Number(totals, "meanSessionDuration").ShouldBe(30);
        Number(totals, "pageViews").ShouldBe(8);
        Number(totals, "checkouts").ShouldBe(1);
        Number(totals.GetProperty("events"), "view").ShouldBe(6);
        Number(totals.GetProperty("events"), "remove_from_cart").ShouldBe(2);
        totals.GetProperty("events").EnumerateObject().Select(p => p.Name).ShouldBe(EventTypes.All);

        var series = answer.GetProperty("series").EnumerateArray().ToArray();
        series.Length.ShouldBe(60);
        Text(series[0], "start").ShouldBe("2026-03-10T11:01:00.000Z");
        Number(series[0], "sessions").ShouldBe(0);
        Number(series[0], "conversion").ShouldBe(0);
        Number(series[57], "sessions").ShouldBe(4);
        Number(series[57], "meanSessionDuration").ShouldBe(30);
        Number(series[59], "revenue").ShouldBe(49.5);
    }

    [Test]
    public async Task Overview_RangeWithoutData_IsAllZeros()
    {
        var answer = await shop.JsonAsync("/analytics/overview?from=2020-01-01&to=2020-01-03&window=1d");
        answer.GetProperty("series").GetArrayLength().ShouldBe(2);
        answer.GetProperty("totals").EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Number).ShouldAllBe(p => p.Value.GetDouble() == 0);
    }

    [Test]
    public async Task Products_ByEachOrder_AreLargestFirst()
    {
        Keys(await shop.JsonAsync("/analytics/products"), "products").ShouldBe(["sofa", "bed"]);
        Keys(await shop.JsonAsync("/analytics/products?order=revenue"), "products").ShouldBe(["bed", "sofa"]);
        Keys(await shop.JsonAsync("/analytics/products?order=purchases&top=1"), "products").ShouldBe(["bed"]);
        Keys(await shop.JsonAsync("/analytics/products?order=carts"), "products").ShouldBe(["sofa", "bed"]);
    }

    [Test]
    public async Task Products_Row_HoldsUnitsAndRatios()
    {
        var sofa = (await shop.JsonAsync("/analytics/products")).GetProperty("products")[0];
        Text(sofa, "name").ShouldBe("Sofa, new name");
        Text(sofa, "category").ShouldBe("Living room");
        sofa.GetProperty("brand").ValueKind.ShouldBe(JsonValueKind.Null);
        Number(sofa, "views").ShouldBe(10);
        Number(sofa, "carts").ShouldBe(3);
        Number(sofa, "purchases").ShouldBe(1);
        Number(sofa, "revenue").ShouldBe(5000.25);
        Number(sofa, "conversion").ShouldBe(0.1);
        Number(sofa, "meanViewTime").ShouldBe(2.5);
        Number(sofa, "ratings").ShouldBe(2);
        Number(sofa, "meanRating").ShouldBe(4.5);
    }

    [Test]
    public async Task Users_ByOrder_AreLargestFirst()
    {
        Keys(await shop.JsonAsync("/analytics/users"), "users").ShouldBe(["ann", "cid", "bob"]);
        Keys(await shop.JsonAsync("/analytics/users?order=duration&top=2"), "users").ShouldBe(["bob", "cid"]);
        var ann = (await shop.JsonAsync("/analytics/users")).GetProperty("users")[0];
        Number(ann, "sessions").ShouldBe(2);
        Number(ann, "spent").ShouldBe(150);
        Number(ann, "conversion").ShouldBe(0.5);
        Number(ann, "duration").ShouldBe(120);
        Number(ann, "meanSessionDuration").ShouldBe(60);
        Text(ann, "deviceType").ShouldBe("Desktop");
        Text(ann, "lastSeen").ShouldBe("2026-03-10T12:00:05.000Z");
    }

    [TestCase("", new[] { "bob" }, 300)]
    [TestCase("?minDuration=PT1M", new[] { "bob", "cid" }, 60)]
    [TestCase("?minDuration=00:01:00&top=1", new[] { "bob" }, 60)]
    [TestCase("?minDuration=10000", new string[0], 10_000)]
    public async Task PotentialCustomers_MinDuration_ListsLongVisitsWithoutOrder(string query, string[] expected, double seconds)
    {
        var answer = await shop.JsonAsync("/analytics/potential-customers" + query);
        Keys(answer, "users").ShouldBe(expected);
        Number(answer, "minDuration").ShouldBe(seconds);
    }

    [Test]
    public async Task Sessions_ByDimension_KeepsDimensionsApart()
    {
        var answer = await shop.JsonAsync("/analytics/sessions");
        var referrers = answer.GetProperty("referrer").EnumerateArray().ToArray();
        referrers.Select(r => Text(r, "value")).ShouldBe(["Google", "a:b"]);
        Number(referrers[0], "sessions").ShouldBe(4);
        Number(referrers[0], "orders").ShouldBe(1);
        Number(referrers[0], "conversion").ShouldBe(0.25);
        Number(referrers[0], "revenue").ShouldBe(100);
        Number(referrers[0], "meanDuration").ShouldBe(15);
        Number(referrers[0], "meanPages").ShouldBe(2.5);
        Number(referrers[0], "bounceRate").ShouldBe(0.5);
        answer.GetProperty("deviceType").EnumerateArray().Select(r => Text(r, "value")).ShouldBe(["Mobile"]);
        answer.GetProperty("state").GetArrayLength().ShouldBe(0);
    }

    [Test]
    public async Task Sessions_Latest_AreNewestFirstAndInsideTheRange()
    {
        var latest = (await shop.JsonAsync("/analytics/sessions?top=2")).GetProperty("latest").EnumerateArray().ToArray();
        latest.Select(s => Text(s, "sessionId")).ShouldBe(["s3", "s2"]);
        Text(latest[0], "start").ShouldBe("2026-03-10T12:00:10.000Z");
        Number(latest[0], "amountSpent").ShouldBe(49.5);
        var before = await shop.JsonAsync("/analytics/sessions?from=2026-03-10T09:00:00Z&to=2026-03-10T11:00:00Z");
        before.GetProperty("latest").EnumerateArray().Select(s => Text(s, "sessionId")).ShouldBe(["s0"]);
    }

    [Test]
    public async Task Sentiment_ByCategory_AddsUpProducts()
    {
        var answer = await shop.JsonAsync("/analytics/sentiment");
        var rooms = answer.GetProperty("categories").EnumerateArray().ToArray();
        rooms.Select(c => Text(c, "category")).ShouldBe(["Living room", "unknown"]);
        var living = rooms[0].GetProperty("reviews");
        Number(living, "reviews").ShouldBe(8);
        Number(living, "positiveShare").ShouldBe(0.5);
        Number(living, "neutralShare").ShouldBe(0.125);
        Number(living, "negativeShare").ShouldBe(0.375);
        Number(living, "meanScore").ShouldBe(0.2);
        Number(answer.GetProperty("totals"), "reviews").ShouldBe(9);
        Keys(answer, "products").ShouldBe(["sofa", "chair", "mystery"]);
        var review = answer.GetProperty("latest").EnumerateArray().Single();
        Text(review, "text").ShouldBe("Soft & warm");
        Text(review, "time").ShouldBe("2026-03-10T11:59:00.000Z");
    }

    [Test]
    public async Task Payments_Abandoned_CountsInSharesButNotAsPaid()
    {
        var answer = await shop.JsonAsync("/analytics/payments");
        Number(answer, "sessions").ShouldBe(10);
        Number(answer, "paidSessions").ShouldBe(4);
        Number(answer, "paidAmount").ShouldBe(300);
        Number(answer, "abandonedShare").ShouldBe(0.6);
        var methods = answer.GetProperty("methods").EnumerateArray().ToArray();
        methods.Select(m => Text(m, "method")).ShouldBe(["abandoned", "CreditCard", "PayPal"]);
        Number(methods[1], "share").ShouldBe(0.3);
        Number(methods[1], "amount").ShouldBe(250);
        Number(methods[1], "amountShare").ShouldBe(0.25);
        Number(methods[2], "meanAmount").ShouldBe(50);
        (await shop.JsonAsync("/analytics/payments?top=1")).GetProperty("abandonedShare").GetDouble().ShouldBe(0.6);
    }

    [TestCase("overview")]
    [TestCase("users")]
    [TestCase("sessions")]
    [TestCase("products")]
    [TestCase("sentiment")]
    [TestCase("payments")]
    [TestCase("potential-customers")]
    public async Task Any_BadParameters_AreAllNamedWithFoundAndExpected(string path)
    {
        using var response = await shop.Client.GetAsync($"/analytics/{path}?from=yesterday&window=5m&top=0");
        var problem = await TestShop.ProblemAsync(response, System.Net.HttpStatusCode.BadRequest);
        var errors = problem.GetProperty("errors").EnumerateArray().ToArray();
        errors.Select(e => Text(e, "parameter")).ShouldBe(["from", "window", "top"]);
        errors.Select(e => Text(e, "found")).ShouldBe(["yesterday", "5m", "0"]);
        errors.ShouldAllBe(e => Text(e, "expected").Length > 0);
        Text(problem, "detail").ShouldContain("window: found \"5m\", expected one of 1m, 1h, 1d");
        Text(problem, "instance").ShouldBe("/analytics/" + path);
    }

    [TestCase("products?order=price", "order", "one of views, carts, purchases, revenue")]
    [TestCase("users?order=name", "order", "one of spent, duration")]
    [TestCase("potential-customers?minDuration=-5", "minDuration", "not below zero")]
    [TestCase("overview?top=1001", "top", "a whole number from 1 to 1000")]
    [TestCase("overview?top=1&top=2", "top", "a whole number from 1 to 1000")]
    [TestCase("overview?from=2020-01-01&window=1m", "window", "take window=1d")]
    public async Task One_BadParameter_IsNamed(string path, string parameter, string expected)
    {
        using var response = await shop.Client.GetAsync("/analytics/" + path);
        var problem = await TestShop.ProblemAsync(response, System.Net.HttpStatusCode.BadRequest);
        var error = problem.GetProperty("errors").EnumerateArray().Single();
        Text(error, "parameter").ShouldBe(parameter);
        Text(error, "expected").ShouldContain(expected);
    }

    private static string[] Keys(JsonElement answer, string list) => [.. answer.GetProperty(list).EnumerateArray().Select(r => Text(r, "id"))];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private static Task<InMemorySearchIndex> SampleAsync() => new SampleWindows()
        .Row(LiveTotals, "1m", "2026-03-10T10:00", "a", "all", [], ("sessions", 99))
        .Row(LiveTotals, "1m", "2026-03-10T11:58", "a", "all", [], ("sessions", 3), ("orders", 1), ("view", 5), ("cart", 2), ("remove_from_cart", 2),
            ("purchase", 1), ("revenue", 1_005_000), ("duration", 90_000), ("pageViews", 7), ("checkouts", 1))
        .Row(LiveTotals, "1m", "2026-03-10T11:58", "b", "all", [], ("sessions", 1), ("view", 1), ("duration", 30_000), ("pageViews", 1))
        .Row(LiveTotals, "1m", "2026-03-10T12:00", "a", "all", [], ("sessions", 2), ("orders", 1), ("revenue", 495_000), ("duration", 60_000)).Sketch("1m", "2026-03-10T11:58", "a", "ann").Sketch("1m", "2026-03-10T11:58", "b", "bob", "cid").Sketch("1m", "2026-03-10T12:00", "a", "ann")
        .Row(UserActivity, "1m", "2026-03-10T11:58", "a", "ann", ["USA", "Ohio", "Mobile", "Google"], ("sessions", 1), ("spent", 1_500_000), ("orders", 1),
            ("duration", 60_000), ("lastSeen", SampleWindows.Ms("2026-03-10T11:58:30")))
        .Row(UserActivity, "1m", "2026-03-10T12:00", "a", "ann", [null, null, "Desktop", null], ("sessions", 1), ("duration", 60_000),
            ("lastSeen", SampleWindows.Ms("2026-03-10T12:00:05")))
        .Row(UserActivity, "1m", "2026-03-10T11:58", "b", "bob", [null, null, null, null], ("sessions", 1), ("duration", 900_000))
        .Row(UserActivity, "1m", "2026-03-10T11:58", "b", "cid", [null, null, null, null], ("sessions", 1), ("duration", 299_999), ("spent", 1))
        .Row(ProductActivity, "1m", "2026-03-10T11:30", "a", "sofa", ["Sofa", "Living room", null], ("views", 6), ("carts", 3), ("viewTime", 20_000))
        .Row(ProductActivity, "1m", "2026-03-10T11:31", "b", "sofa", ["Sofa, new name", null, null], ("views", 4), ("purchases", 1), ("revenue", 50_002_500),
            ("viewTime", 5_000), ("ratings", 2), ("ratingSum", 9_000))
        .Row(ProductActivity, "1m", "2026-03-10T11:31", "b", "bed", ["Bed", "Bedroom", null], ("views", 5), ("carts", 2), ("purchases", 2), ("revenue", 90_000_000))
        .Row(SessionActivity, "1m", "2026-03-10T11:30", "a", "referrer:Google", [], ("sessions", 4), ("orders", 1), ("revenue", 1_000_000),
            ("duration", 60_000), ("pageViews", 10), ("bounces", 2))
        .Row(SessionActivity, "1m", "2026-03-10T11:30", "a", "referrer:a:b", [], ("sessions", 1))
        .Row(SessionActivity, "1m", "2026-03-10T11:30", "a", "deviceType:Mobile", [], ("sessions", 5))
        .Row(ProductSentiment, "1m", "2026-03-10T11:30", "a", "sofa", ["Sofa", "Living room"], ("positive", 3), ("negative", 2), ("score", 1_000))
        .Row(ProductSentiment, "1m", "2026-03-10T11:30", "a", "chair", ["Chair", "Living room"], ("positive", 1), ("neutral", 1), ("negative", 1), ("score", 600))
        .Row(ProductSentiment, "1m", "2026-03-10T11:30", "a", "mystery", [null, null], ("negative", 1), ("score", -900))
        .Row(Payments, "1m", "2026-03-10T11:30", "a", "CreditCard", [], ("sessions", 3), ("amount", 2_500_000))
        .Row(Payments, "1m", "2026-03-10T11:30", "a", "PayPal", [], ("sessions", 1), ("amount", 500_000))
        .Row(Payments, "1m", "2026-03-10T11:30", "a", "abandoned", [], ("sessions", 6), ("amount", 7_000_000))
        .Session(new() { SessionId = "s0", UserId = "ann", StartMs = SampleWindows.Ms("2026-03-10T10:00:00") })
        .Session(new() { SessionId = "s1", UserId = "ann", StartMs = SampleWindows.Ms("2026-03-10T11:58:00") })
        .Session(new() { SessionId = "s2", UserId = "bob", StartMs = SampleWindows.Ms("2026-03-10T11:58:20") })
        .Session(new() { SessionId = "s3", UserId = "ann", StartMs = SampleWindows.Ms("2026-03-10T12:00:10"), AmountSpent = 49.5 })
        .Review("r1", new() { ProductId = "sofa", TimeMs = SampleWindows.Ms("2026-03-10T11:59:00"), Text = "Soft & warm", Sentiment = "positive", Score = 0.8 })
        .Review("r0", new() { ProductId = "sofa", TimeMs = SampleWindows.Ms("2026-03-10T09:59:00"), Text = "Old", Sentiment = "neutral" })
        .WriteAsync();
}
