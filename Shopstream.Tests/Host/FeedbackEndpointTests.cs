using System.Net;
using System.Text;
using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Host;

/// <summary>What shops send to <c>/feedback</c>, through the bus and the job to the results of an experiment.</summary>
[TestFixture, CancelAfter(60_000)]
internal sealed class FeedbackEndpointTests
{
    private CollectShop _shop = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _shop = await CollectShop.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _shop.DisposeAsync();

    [Test]
    public async Task Feedback_OnServedAnswers_ReachesTheResults(CancellationToken cancel)
    {
        const string Definition = """{"id":"whole","state":"running","variants":[{"name":"a","algorithm":"popular"},{"name":"b","algorithm":"hybrid"}]}""";
        using var created = await _shop.Client.PostAsync("/experiments", new StringContent(Definition, Encoding.UTF8, "application/json"), cancel);
        created.StatusCode.ShouldBe(HttpStatusCode.Created, await created.Content.ReadAsStringAsync(cancel));
        var now = TimeProvider.System.GetUtcNow();

        // One user's feedback comes before the answer.
        await SendAsync("""{"recommendationId":"r-3","userId":"u-3","productId":7,"type":"click"}""");
        await ServeAsync(now, cancel, ("r-1", "u-1", "a"), ("r-2", "u-2", "b"), ("r-3", "u-3", "b"));
        await SendAsync(
            """
            {"recommendationId":"r-1","userId":"u-1","productId":"7","type":"impression","position":1}
            {"recommendation_id":"r-1","user_id":"u-1","product_id":"7","event_type":"click","eventId":"c-1"}
            {"recommendationId":"r-1","userId":"u-1","productId":"7","type":"click","eventId":"c-1"}
            {"recommendationId":"r-2","userId":"u-2","productId":"8","type":"purchase","value":19.5}
            """);

        JsonElement results = default;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                results = JsonDocument.Parse(await _shop.Client.GetStringAsync("/experiments/whole/results", cancel)).RootElement;
                var (a, b) = (results.GetProperty("variants")[0], results.GetProperty("variants")[1]);
                return a.GetProperty("clicks").GetDouble() == 1 && b.GetProperty("clicks").GetDouble() == 1 && b.GetProperty("revenue").GetDouble() == 19.5
                    && a.GetProperty("users").GetInt64() == 1 && b.GetProperty("users").GetInt64() == 2
                    && results.GetProperty("excluded").GetProperty("repeated").GetInt64() == 1
                    && results.GetProperty("days").EnumerateArray().Sum(d => d.GetProperty("sums").TryGetProperty("answers", out var n) ? n.GetDouble() : 0) == 3;
            },
            "the feedback stands in the results");
    }

    [TestCase("""{"userId":"u","productId":"p","type":"click"}""", "missing_field", "recommendation_id")]
    [TestCase("""{"recommendationId":{},"userId":"u","productId":"p","type":"click"}""", "wrong_type", "recommendation_id")]
    [TestCase("""{"recommendationId":"r","productId":"p","type":"click"}""", "missing_field", "user_id")]
    [TestCase("""{"recommendationId":"r","userId":"u","type":"click"}""", "missing_field", "product_id")]
    [TestCase("""{"recommendationId":"r","userId":"u","productId":"p"}""", "missing_field", "event_type")]
    [TestCase("""{"recommendationId":"r","userId":"u","productId":"p","type":"view"}""", "unknown_event_type", "type")]
    [TestCase("""{"recommendationId":"r","userId":"u","productId":"p","type":5}""", "wrong_type", "event_type")]
    [TestCase("""{"recommendationId":"r","userId":"u","productId":"p","type":"rating"}""", "missing_field", "value")]
    [TestCase("""{"recommendationId":"r","userId":"u","productId":"p","type":"purchase","value":-1}""", "negative_price", "price")]
    [TestCase("""{"recommendationId":"r","userId":"u","productId":"p","type":"click","position":0}""", "wrong_type", "position")]
    [TestCase("""{"recommendationId":"r","userId":"u","productId":"p","type":"click","time":"yesterday"}""", "invalid_timestamp", "event_time")]
    [TestCase("5", "wrong_type", "expected a JSON object")]
    [TestCase("{broken", "malformed_json", "byte 0")]
    public async Task Feedback_ThatCannotBeUsed_IsRefusedWithItsReasonAndKept(string body, string reason, string part)
    {
        var answer = await SendAsync(body, accepted: 0);
        var refused = answer.GetProperty("rejected").EnumerateArray().ShouldHaveSingleItem();
        (refused.GetProperty("index").GetInt32(), refused.GetProperty("reason").GetString()).ShouldBe((0, reason));
        refused.GetProperty("detail").GetString()!.ShouldContain(part);
        (await _shop.RejectedAsync(Topics.RejectedInteractions, default)).ShouldContain(r => r.Source == "feedback" && r.Reason == reason && r.Raw == body);
    }

    [Test]
    public async Task Feedback_Taken_IsAnInteractionWithEverythingThatWasSent(CancellationToken cancel)
    {
        var time = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        await _shop.CollectAsync(
            "/feedback",
            $$"""[{"recommendationId":12,"userId":34,"productId":56,"type":"rating","value":4,"position":2,"time":"{{time:O}}","page":"home"},{"recommendationId":"rr","userId":"x","productId":"p","type":"cart"}]""",
            ("Idempotency-Key", "key-1"));
        var sent = (await _shop.Bus.ReadTopicAsync(Topics.UserInteractions, cancel))
            .Select(r => JsonSerializer.Deserialize(r.Value.Span, EventsJsonContext.Default.Interaction)!).Where(i => i.EventId?.StartsWith("key-1", StringComparison.Ordinal) == true).ToList();
        sent.Count.ShouldBe(2);
        var rating = sent.Single(i => i.EventType == "rating");
        (rating.RecommendationId, rating.UserId, rating.ProductId, rating.Value, rating.EventId).ShouldBe(("12", "34", "56", 4, "key-1/0"));
        rating.EventTime.ShouldBe(time, TimeSpan.FromMilliseconds(1));
        (rating.Extra!["position"].GetInt32(), rating.Extra["page"].GetString()).ShouldBe((2, "home"));
    }

    private async Task<JsonElement> SendAsync(string body, int? accepted = null)
    {
        var answer = await _shop.CollectAsync("/feedback", body);
        if (accepted is not null) answer.GetProperty("accepted").GetInt32().ShouldBe(accepted.Value);
        return answer;
    }

    private async Task ServeAsync(DateTimeOffset at, CancellationToken cancel, params (string Id, string User, string Variant)[] answers)
    {
        await _shop.Bus.EnsureTopicAsync(Topics.ServedRecommendations, cancel);
        await _shop.Bus.PublishAsync(
            Topics.ServedRecommendations,
            [.. answers.Select(a => new OutgoingRecord
            {
                Key = a.User,
                TimestampMs = at.ToUnixTimeMilliseconds(),
                Value = JsonSerializer.SerializeToUtf8Bytes(
                    new ServedRecommendations
                    {
                        RecommendationId = a.Id, UserId = a.User, ServedAt = at, Experiment = "whole", Variant = a.Variant, Algorithm = "x",
                        Items = [new() { ProductId = "7", Position = 1 }, new() { ProductId = "8", Position = 2 }],
                    },
                    EventsJsonContext.Default.ServedRecommendations),
            })],
            cancel);
    }
}
