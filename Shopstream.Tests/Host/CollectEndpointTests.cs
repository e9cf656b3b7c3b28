using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Tests.Serving;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Host;

/// <summary>What shops send to <c>/collect</c>, through the whole pipeline to what is read.</summary>
[TestFixture, CancelAfter(60_000)]
internal sealed class CollectEndpointTests
{
    private CollectShop _shop = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _shop = await CollectShop.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _shop.DisposeAsync();

    [Test]
    public async Task Ready_SoonAfterTheStart_Becomes200() => await Eventually.BecomesTrueAsync(
        async () => (await _shop.Client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, "/health/ready");

    [Test]
    public async Task Sessions_ObjectArrayAndLines_AreAllTaken()
    {
        var day = _shop.NewDay();
        string Session(int n) => SampleSession.Json($"{day:yyMMdd}-{n}", $"{day:yyMMdd}-u{n}", day).ToJsonString();
        (await _shop.CollectAsync("/collect/sessions", Session(0))).GetProperty("accepted").GetInt32().ShouldBe(1);
        (await _shop.CollectAsync("/collect/sessions", $"[{Session(1)}, {Session(2)}]")).GetProperty("accepted").GetInt32().ShouldBe(2);
        (await _shop.CollectAsync("/collect/sessions", $"{Session(3)}\r\n\n{Session(4)}\n{Session(5)}\n")).GetProperty("accepted").GetInt32().ShouldBe(3);
        await _shop.ReachesAsync(day, t => t.GetProperty("sessions").GetInt64() == 6 && t.GetProperty("uniqueUsers").GetInt64() == 6, "six sessions of six users");
    }

    [Test]
    public async Task Sessions_BrokenLineAmongGoodOnes_OnlyThatOneIsRefusedAndKept(CancellationToken cancel)
    {
        var day = _shop.NewDay();
        var good = SampleSession.Json($"{day:yyMMdd}-a", "u", day).ToJsonString();
        var other = SampleSession.Json($"{day:yyMMdd}-b", "u", day).ToJsonString();
        var wrong = SampleSession.Json($"{day:yyMMdd}-c", "u", day).With(("clicks", "seven")).ToJsonString();
        var broken = $"{{\"sessionId\": \"{day:yyMMdd}-broken";

        var answer = await _shop.CollectAsync("/collect/sessions", $"{good}\n{broken}\n{wrong}\n{other}");

        answer.GetProperty("accepted").GetInt32().ShouldBe(2);
        var rejected = answer.GetProperty("rejected").EnumerateArray().ToList();
        rejected.Select(r => (r.GetProperty("index").GetInt32(), r.GetProperty("reason").GetString())).ShouldBe([(1, "malformed_json"), (2, "wrong_type")]);
        var kept = (await _shop.RejectedAsync(Topics.RejectedSessions, cancel)).Where(r => r.Raw == broken || r.Raw == wrong).OrderBy(r => r.Position).ToList();
        kept.Select(r => (r.Reason, r.Source, r.Position, r.Raw)).ShouldBe(
            [("malformed_json", "collect/sessions", "1", broken), ("wrong_type", "collect/sessions", "2", wrong)]);
        kept[1].Detail.ShouldContain("clicks");
        kept.ShouldAllBe(r => r.RejectedAt > day);
    }

    [TestCase("[]", 0)]
    [TestCase("  \n ", 0)]
    public async Task Sessions_NothingInTheBody_TakesNothing(string body, int accepted) =>
        (await _shop.CollectAsync("/collect/sessions", body)).GetProperty("accepted").GetInt32().ShouldBe(accepted);

    [TestCase("\"text\"")]
    [TestCase("42")]
    [TestCase("null")]
    [TestCase("[[1]]")]
    public async Task Sessions_NoObject_IsRefused(string body)
    {
        var answer = await _shop.CollectAsync("/collect/sessions", body);
        answer.GetProperty("accepted").GetInt32().ShouldBe(0);
        answer.GetProperty("rejected")[0].GetProperty("reason").GetString().ShouldBe("wrong_type");
    }

    [Test]
    public async Task Interactions_RetryWithIdempotencyKey_CountsOnce()
    {
        var day = _shop.NewDay();
        var body = $"[{Interaction("r", "1", "view", day)},{Interaction("r", "2", "view", day)},{Interaction("r", "3", "cart", day)}]";
        for (var i = 0; i < 3; i++)
            (await _shop.CollectAsync("/collect/interactions", body, ("Idempotency-Key", $"key-{day:yyMMdd}"))).GetProperty("accepted").GetInt32().ShouldBe(3);

        // A last event of the same user, and so of the same partition, shows that all before it was processed.
        await _shop.CollectAsync("/collect/interactions", Interaction("r", "4", "like", day));
        await _shop.ReachesAsync(day, t => t.GetProperty("events").GetProperty("like").GetInt64() == 1, "the last event");
        var events = (await _shop.TotalsAsync(day)).GetProperty("events");
        events.GetProperty("view").GetInt64().ShouldBe(2);
        events.GetProperty("cart").GetInt64().ShouldBe(1);
    }

    [Test]
    public async Task Interactions_WithoutKeyOrId_CountEachTime()
    {
        var day = _shop.NewDay();
        for (var i = 0; i < 2; i++) await _shop.CollectAsync("/collect/interactions", Interaction("twice", "1", "view", day));
        await _shop.ReachesAsync(day, t => t.GetProperty("events").GetProperty("view").GetInt64() == 2, "two views");
    }

    [Test]
    public async Task Interactions_Refused_AreKeptWithReasonDetailAndRaw(CancellationToken cancel)
    {
        var day = _shop.NewDay();
        var unknown = Interaction($"x{day:yyMMdd}", "1", "stare", day);
        var noProduct = $"{{\"user_id\":\"x{day:yyMMdd}\",\"event_type\":\"view\"}}";
        var answer = await _shop.CollectAsync("/collect/interactions", $"[{unknown},{noProduct}]");
        answer.GetProperty("rejected").EnumerateArray().Select(r => r.GetProperty("reason").GetString()).ShouldBe(["unknown_event_type", "missing_field"]);
        var kept = (await _shop.RejectedAsync(Topics.RejectedInteractions, cancel)).Where(r => r.Raw == unknown || r.Raw == noProduct).OrderBy(r => r.Position).ToList();
        kept.Select(r => (r.Reason, r.Raw)).ShouldBe([("unknown_event_type", unknown), ("missing_field", noProduct)]);
        kept[0].Detail.ShouldContain("stare");
        kept[1].Detail.ShouldContain("product_id");
    }

    [Test]
    public async Task Sessions_SameIdTwice_CountsOnceAndKeepsTheRepeat(CancellationToken cancel)
    {
        var day = _shop.NewDay();
        var session = SampleSession.Json($"{day:yyMMdd}-same", "same", day).ToJsonString();
        await _shop.CollectAsync("/collect/sessions", session);
        await _shop.CollectAsync("/collect/sessions", session);
        await _shop.CollectAsync("/collect/sessions", SampleSession.Json($"{day:yyMMdd}-other", "same", day).ToJsonString());

        await Eventually.BecomesTrueAsync(
            async () => (await _shop.RejectedAsync(Topics.RejectedSessions, cancel)).Any(r => r.Reason == RejectionReasons.DuplicateSession && r.Raw == session),
            "the repeat among the rejected sessions");
        await _shop.ReachesAsync(day, t => t.GetProperty("sessions").GetInt64() == 2, "two sessions");
    }

    [Test]
    public async Task Sessions_IdsAsNumbersAndUnknownFields_AreArchived(CancellationToken cancel)
    {
        var day = _shop.NewDay();
        var user = 7_000_000_000 + day.DayOfYear;
        var session = SampleSession.Json($"{day:yyMMdd}-n", "", day).With(
            ("userId", user), ("productIds", new System.Text.Json.Nodes.JsonArray(11, 12)), ("browsingPattern", new System.Text.Json.Nodes.JsonArray(11, 12, 11)),
            ("loyalty", new System.Text.Json.Nodes.JsonObject { ["tier"] = "gold", ["since"] = 2019 }));
        (await _shop.CollectAsync("/collect/sessions", session.ToJsonString())).GetProperty("accepted").GetInt32().ShouldBe(1);

        var document = await ArchivedAsync($"{user}", cancel);
        document.GetProperty("userId").GetInt64().ShouldBe(user);
        document.GetProperty("loyalty").GetProperty("tier").GetString().ShouldBe("gold");
        document.GetProperty("loyalty").GetProperty("since").GetInt32().ShouldBe(2019);
        document.GetProperty("startMs").GetInt64().ShouldBe(day.ToUnixTimeMilliseconds());
        document.GetProperty("flat").GetProperty("hour_of_day").GetInt32().ShouldBe(12);
        document.GetProperty("flat").GetProperty("isViewedProduct11").GetInt32().ShouldBe(1);
        document.GetProperty("email").GetString()!.ShouldMatch("^[0-9a-f]{32}$");
    }

    [Test]
    public async Task Purchases_InOrder_ComeWithWhatTheBuyerHasNotSeen(CancellationToken cancel)
    {
        var day = _shop.NewDay();
        string Buy(string product, string session, int minute) =>
            $"{{\"user_id\":\"buyer-{day:yyMMdd}\",\"product_id\":\"{product}\",\"event_type\":\"purchase\",\"session_id\":\"{session}\",\"price\":10,\"event_time\":\"{day.AddMinutes(minute):yyyy-MM-ddTHH:mm:ssZ}\"}}";
        await _shop.CollectAsync("/collect/interactions", $"{Buy("tea", "s1", 0)}\n{Buy("cup", "s1", 1)}\n{Buy("pot", "s1", 2)}\n{Buy("tea", "s2", 3)}\n{Buy("cup", "s2", 4)}\n{Buy("tea", "s3", 5)}");

        List<PurchaseInFlight> purchases = [];
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                purchases = [.. (await _shop.Bus.ReadTopicAsync(Topics.RealTimeRecommendations, cancel))
                    .Select(r => JsonSerializer.Deserialize(r.Value.Span, EventsJsonContext.Default.PurchaseInFlight)!)
                    .Where(p => p.UserId == $"buyer-{day:yyMMdd}")];
                return purchases.Count == 6;
            },
            "six purchases in flight");
        purchases.Select(p => p.ProductId).ShouldBe(["tea", "cup", "pot", "tea", "cup", "tea"]);
        purchases[^1].SessionId.ShouldBe("s3");
        purchases[^1].Recommendations.Select(r => r.ProductId).ShouldNotContain(p => p == "tea" || p == "cup" || p == "pot");
    }

    [Test]
    public async Task CloudEvents_StructuredBatchedAndBinary_AreTaken()
    {
        var day = _shop.NewDay();
        string Event(string id, string type, string data) =>
            $"{{\"specversion\":\"1.0\",\"id\":\"{id}\",\"source\":\"/shop/{day:yyMMdd}\",\"type\":\"{type}\",\"data\":{data}}}";
        var view = $"{{\"user_id\":\"ce\",\"product_id\":\"1\",\"event_type\":\"view\",\"event_time\":\"{day:yyyy-MM-ddTHH:mm:ssZ}\"}}";
        var session = SampleSession.Json($"{day:yyMMdd}-ce", "ce", day).ToJsonString();

        (await _shop.CollectAsync("/collect/cloudevents", Event("1", "com.shop.interaction", view))).GetProperty("accepted").GetInt32().ShouldBe(1);
        var batch = await _shop.CollectAsync(
            "/collect/cloudevents", $"[{Event("1", "com.shop.interaction", view)},{Event("2", "shop.session.v1", session)},{Event("3", "shop.refund", "{}")},{Event("", "shop.session", session)}]");
        batch.GetProperty("accepted").GetInt32().ShouldBe(2);
        batch.GetProperty("rejected").EnumerateArray().Select(r => (r.GetProperty("index").GetInt32(), r.GetProperty("reason").GetString()))
            .ShouldBe([(2, "unknown_cloud_event_type"), (3, "missing_field")]);
        var binary = await _shop.CollectAsync(
            "/collect/cloudevents", view, ("ce-specversion", "1.0"), ("ce-id", "9"), ("ce-source", $"/shop/{day:yyMMdd}"), ("ce-type", "com.shop.interaction"));
        binary.GetProperty("accepted").GetInt32().ShouldBe(1);

        // The session document counts two views of its own; event 1 came twice and counts once.
        await _shop.ReachesAsync(day, t => t.GetProperty("events").GetProperty("view").GetInt64() == 4, "two interactions and a session of two products");
    }

    [Test]
    public async Task CloudEvent_OfAnotherVersion_IsRefused()
    {
        var answer = await _shop.CollectAsync("/collect/cloudevents", "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"a\",\"type\":\"session\",\"data\":{}}");
        answer.GetProperty("rejected")[0].GetProperty("detail").GetString()!.ShouldContain("0.3");
    }

    [Test]
    public async Task Stream_AfterACollectedSession_DeliversIt(CancellationToken cancel)
    {
        using var stream = await SseReader.OpenAsync(_shop.Client, cancel);
        var before = (await stream.OverviewAsync(cancel)).Json.GetProperty("day").GetProperty("totals").GetProperty("events").GetProperty("dislike").GetInt64();
        await _shop.CollectAsync("/collect/interactions", "{\"user_id\":\"live\",\"product_id\":\"1\",\"event_type\":\"dislike\"}");
        long after;
        do after = (await stream.OverviewAsync(cancel)).Json.GetProperty("day").GetProperty("totals").GetProperty("events").GetProperty("dislike").GetInt64();
        while (after == before);
        after.ShouldBe(before + 1);
    }

    private static string Interaction(string user, string product, string type, DateTimeOffset at) =>
        $"{{\"user_id\":\"{user}\",\"product_id\":\"{product}\",\"event_type\":\"{type}\",\"event_time\":\"{at:yyyy-MM-ddTHH:mm:ssZ}\"}}";

    private async Task<JsonElement> ArchivedAsync(string userId, CancellationToken cancel)
    {
        var store = _shop.App.Services.GetRequiredService<IDocumentStore>();
        await store.EnsureCollectionAsync(ArchiveCollections.Sessions, cancel);
        Document? found = null;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var query = new DocumentQuery { Where = [new("userId", Comparison.Equal, userId)] };
                await foreach (var document in store.FindAsync(ArchiveCollections.Sessions.Name, query, cancel)) found = document;
                return found is not null;
            },
            $"the archived session of {userId}");
        return JsonDocument.Parse(found!.Body).RootElement;
    }
}
