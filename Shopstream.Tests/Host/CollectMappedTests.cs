using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Host;

/// <summary>Events in the form of others, and the replay of what was refused, through the whole pipeline.</summary>
[TestFixture, CancelAfter(90_000)]
internal sealed class CollectMappedTests
{
    private CollectShop _shop = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _shop = await CollectShop.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _shop.DisposeAsync();

    [Test]
    public async Task Google_SentTwice_IsCountedOnceAndCutIntoSessions()
    {
        var day = _shop.NewDay();
        var micros = day.ToUnixTimeMilliseconds() * 1_000;
        var body = $$$"""
            {"client_id":"c","user_id":"ga-{{{day:yyMMdd}}}","timestamp_micros":{{{micros}}},"events":[
             {"name":"view_item","params":{"ga_session_id":"77","items":[{"item_id":"1","item_brand":"Acme"}]}},
             {"name":"page_view","params":{}},
             {"name":"purchase","params":{"ga_session_id":"77","transaction_id":"T{{{day:yyMMdd}}}","items":[{"item_id":"1","price":5},{"item_id":"2","price":7}]}}
             ]}
            """;
        for (var i = 0; i < 2; i++)
        {
            var answer = await _shop.CollectAsync("/collect/ga4", body);
            answer.GetProperty("accepted").GetInt32().ShouldBe(3);
            var rejected = answer.GetProperty("rejected").EnumerateArray().ShouldHaveSingleItem();
            (rejected.GetProperty("index").GetInt32(), rejected.GetProperty("reason").GetString()).ShouldBe((1, "unknown_event_type"));
        }

        await _shop.CollectAsync("/collect/interactions", $"{{\"user_id\":\"ga-{day:yyMMdd}\",\"product_id\":\"9\",\"event_type\":\"like\",\"event_time\":\"{day:yyyy-MM-ddTHH:mm:ssZ}\",\"session_id\":\"77\"}}");
        await _shop.ReachesAsync(day, t => t.GetProperty("events").GetProperty("like").GetInt64() == 1, "the last event");
        var totals = await _shop.TotalsAsync(day);
        (totals.GetProperty("events").GetProperty("view").GetInt64(), totals.GetProperty("events").GetProperty("purchase").GetInt64(), totals.GetProperty("sessions").GetInt64()).ShouldBe((1, 2, 1));
        totals.GetProperty("revenue").GetDouble().ShouldBe(12);
    }

    [Test]
    public async Task Segment_ArrayOfCalls_IsTaken()
    {
        var day = _shop.NewDay();
        string Call(string name, string id, string properties) =>
            $"{{\"type\":\"track\",\"event\":\"{name}\",\"userId\":\"seg\",\"messageId\":\"{id}-{day:yyMMdd}\",\"timestamp\":\"{day:yyyy-MM-ddTHH:mm:ssZ}\",\"properties\":{properties}}}";
        var answer = await _shop.CollectAsync(
            "/collect/segment", $"[{Call("Product Viewed", "1", "{\"product_id\":\"1\"}")},{Call("Order Completed", "2", "{\"order_id\":\"o\",\"products\":[{\"product_id\":\"1\",\"price\":3}]}")}]");
        answer.GetProperty("accepted").GetInt32().ShouldBe(2);
        await _shop.ReachesAsync(day, t => t.GetProperty("events").GetProperty("purchase").GetInt64() == 1 && t.GetProperty("events").GetProperty("view").GetInt64() == 1, "a view and a purchase");
    }

    [TestCase("/collect/ga4", "{\"client_id\":\"\\ud800\",\"events\":[{\"name\":\"view_item\",\"params\":{\"items\":[{\"item_id\":\"1\"}]}}]}", "malformed_json")]
    [TestCase("/collect/ga4", "{\"broken", "malformed_json")]
    [TestCase("/collect/segment", "null", "wrong_type")]
    public async Task Mapped_Unreadable_IsRefused(string path, string body, string reason) =>
        (await _shop.CollectAsync(path, body)).GetProperty("rejected")[0].GetProperty("reason").GetString().ShouldBe(reason);

    [Test]
    public async Task Replay_AfterAFix_AcceptsOnceAndSaysWhatIsStillRefused(CancellationToken cancel)
    {
        var day = _shop.NewDay();
        var mark = $"replay-{day:yyMMdd}";
        var noProduct = $"{{\"user_id\":\"{mark}\",\"event_type\":\"view\"}}";
        var badType = $"{{\"client_id\":\"{mark}\",\"events\":[{{\"name\":\"viewed\",\"params\":{{\"items\":[{{\"item_id\":\"1\"}}]}}}}]}}";
        var future = $"{{\"user_id\":\"{mark}\",\"product_id\":\"1\",\"event_type\":\"view\",\"event_time\":\"2099-01-01T00:00:00Z\"}}";
        await _shop.CollectAsync("/collect/interactions", $"[{noProduct},{future}]");
        await _shop.CollectAsync("/collect/ga4", badType);
        await _shop.CollectAsync("/collect/sessions", "{\"sessionId\":\"" + mark);
        var records = new List<JsonElement>();
        await Eventually.BecomesTrueAsync(async () => (records = await OfAsync(mark)).Count == 4, "four refused records");
        records.Select(r => r.GetProperty("source").GetString()).ShouldBe(["collect/interactions", "collect/interactions", "collect/ga4", "collect/sessions"], ignoreOrder: true);
        records.ShouldAllBe(r => r.GetProperty("state").GetString() == "open" && r.GetProperty("detail").GetString()!.Length > 0);

        // The sender's mistake is mended where the record is kept, as an operator would.
        var id = records.Single(r => r.GetProperty("raw").GetString() == noProduct).GetProperty("id").GetString()!;
        var store = _shop.App.Services.GetRequiredService<IDocumentStore>();
        var stored = RejectedRecords.Read((await store.GetAsync(RejectedRecords.Collection.Name, id, cancel))!);
        var at = $"{day:yyyy-MM-ddTHH:mm:ssZ}";
        await store.UpsertAsync(RejectedRecords.Collection.Name, [RejectedRecords.Write(stored with { Raw = $"{{\"user_id\":\"{mark}\",\"product_id\":\"3\",\"event_type\":\"dislike\",\"event_time\":\"{at}\"}}" })], cancel);

        var answer = await ReplayAsync(new { ids = records.Select(r => r.GetProperty("id").GetString()) });
        (answer.GetProperty("found").GetInt32(), answer.GetProperty("accepted").GetInt32(), answer.GetProperty("interactions").GetInt32()).ShouldBe((4, 1, 1));
        answer.GetProperty("rejected").EnumerateArray().Select(r => r.GetProperty("reason").GetString()).ShouldBe(["future_timestamp", "unknown_event_type", "malformed_json"], ignoreOrder: true);
        for (var i = 0; i < 2; i++) (await ReplayAsync(new { ids = new[] { id } })).GetProperty("accepted").GetInt32().ShouldBe(1);
        await _shop.CollectAsync("/collect/interactions", $"{{\"user_id\":\"{mark}\",\"product_id\":\"9\",\"event_type\":\"like\",\"event_time\":\"{at}\"}}");
        await _shop.ReachesAsync(day, t => t.GetProperty("events").GetProperty("like").GetInt64() == 1, "the last event");
        (await _shop.TotalsAsync(day)).GetProperty("events").GetProperty("dislike").GetInt64().ShouldBe(1, "however often it is replayed");
        (await OfAsync(mark, "&state=replayed")).ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(id);
        (await OfAsync(mark, "&state=open&reason=unknown_event_type&source=collect/ga4")).ShouldHaveSingleItem().GetProperty("replayDetail").GetString()!.ShouldContain("viewed");
    }

    [Test]
    public async Task Replay_OfDuplicateSession_IsRefusedAgainByTheChecks()
    {
        var day = _shop.NewDay();
        var session = SampleSession.Json($"{day:yyMMdd}-twice", $"twice-{day:yyMMdd}", day).ToJsonString();
        for (var i = 0; i < 2; i++) await _shop.CollectAsync("/collect/sessions", session);
        var records = new List<JsonElement>();
        await Eventually.BecomesTrueAsync(async () => (records = await OfAsync($"twice-{day:yyMMdd}")).Count == 1, "the duplicate");
        (await ReplayAsync(new { ids = new[] { records[0].GetProperty("id").GetString() } })).GetProperty("sessions").GetInt32().ShouldBe(1);
        await Eventually.BecomesTrueAsync(async () => (await OfAsync($"twice-{day:yyMMdd}")).Count == 2, "the duplicate again");
        await _shop.ReachesAsync(day, t => t.GetProperty("sessions").GetInt64() == 1, "one session");
    }

    [TestCase("/rejected?limit=0", "limit: found \"0\", expected a whole number from 1 to 1000.")]
    [TestCase("/rejected?state=done&from=x", "from: found \"x\", expected an ISO 8601 date or time such as 2026-01-31T18:05:00Z; state: found \"done\", expected open or replayed.")]
    public async Task Rejected_BadParameters_AreNamed(string path, string detail)
    {
        using var response = await _shop.Client.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString().ShouldBe(detail);
    }

    [TestCase("{}")]
    [TestCase("{\"limit\":0,\"reason\":\"x\"}")]
    [TestCase("[]")]
    [TestCase("{\"ids\":5}")]
    public async Task Replay_BadRequest_Is400(string body)
    {
        using var response = await _shop.Client.PostAsync("/rejected/replay", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private async Task<List<JsonElement>> OfAsync(string mark, string query = "")
    {
        var answer = JsonDocument.Parse(await _shop.Client.GetStringAsync($"/rejected?limit=1000{query}")).RootElement;
        return [.. answer.GetProperty("records").EnumerateArray().Where(r => r.GetProperty("raw").GetString()!.Contains(mark, StringComparison.Ordinal))];
    }

    private async Task<JsonElement> ReplayAsync(object request)
    {
        using var response = await _shop.Client.PostAsJsonAsync("/rejected/replay", request);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
