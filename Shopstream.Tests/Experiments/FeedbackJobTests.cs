using System.Text;
using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Experiments;
using Shopstream.Modules.Experiments.Feedback;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Modules.Stores;
using static Shopstream.Tests.Experiments.FeedbackBench;

namespace Shopstream.Tests.Experiments;

[TestFixture, CancelAfter(60_000)]
internal sealed class FeedbackJobTests
{
    private FeedbackBench _bench = null!;

    [SetUp]
    public async Task OpenAsync() => _bench = await FeedbackBench.OpenAsync(new ExperimentsOptions { MaxWaiting = 3 });

    [TearDown]
    public async Task CloseAsync() => await _bench.DisposeAsync();

    [Test]
    public async Task Feedback_OnAnswers_IsSummedByUserAndVariant()
    {
        await _bench.AnswersAsync(Answer(0, "r1", "u1"), Answer(1, "r2", "u1"), Answer(2, "r3", "u2"), Answer(3, "r4", "u3", "b"));
        await _bench.FeedbackAsync(
            Did(0, "u1", "impression", "p1", "r1"), Did(1, "u1", "impression", "p2", "r1"), Did(2, "u1", "click", "p2", "r1"),
            Did(3, "u2", "impression", "p1", "r3"), Did(4, "u1", "purchase", "p2", "r1", price: 12.5), Did(5, "u3", "like", "p1", "r4"),
            Did(6, "u3", "view", "p1", null));
        await _bench.EmitAsync();

        var a = await _bench.VariantAsync();
        (a.Users, a.Answers, a.Purchases).ShouldBe((2, 3, 1));
        a.ClicksOnImpressions.ShouldBe(new(2, 1, 1, 3, 5, 2));
        a.OverUsers(a.Revenue).Mean()!.Value.Value.ShouldBe(6.25);
        a.OverUsers(a.Conversions).Mean()!.Value.Value.ShouldBe(0.5);
        (await _bench.VariantAsync("b")).Users.ShouldBe(1);
        (await _bench.DailyAsync("answers"), await _bench.DailyAsync("items"), await _bench.DailyAsync("impression"), await _bench.DailyAsync("like")).ShouldBe((4, 20, 3, 1));
        (await _bench.DailyAsync("revenue")).ShouldBe(Money.FromUnits(12.5));
        var fact = await FactAsync("r1|click|p2");
        (fact.Position, fact.Propensity, fact.Variant, fact.Algorithm, fact.UserId).ShouldBe((2, 0.5, "a", "algo-a", "u1"));
    }

    [Test]
    public async Task Feedback_ThatDoesNotFit_IsCountedByReasonAndLeftOut()
    {
        await _bench.AnswersAsync(Answer(0, "r1", "u1"), Answer(1, "r1", "u1"), Answer(2, "r9", "u1", "b"));
        await _bench.FeedbackAsync(
            Did(0, "u1", "click", "p1", "r1"), Did(1, "u1", "click", "p1", "r1", minutes: 2), Did(2, "u2", "click", "p1", "r1"),
            Did(3, "u1", "click", "p9", "r1"), Did(4, "u1", "click", "p2", "r1", minutes: 24 * 60 + 1), Did(5, "u1", "click", "p1", "r9"));
        await _bench.EmitAsync();
        (await _bench.DailyAsync("otherProduct")).ShouldBe(0, "a further page of the answer may still come");
        _bench.Clock.Advance(TimeSpan.FromMinutes(6));
        await _bench.EmitAsync();

        (await _bench.VariantAsync()).Clicks.Y.ShouldBe(1);
        (await _bench.VariantAsync("b")).Clicks.Y.ShouldBe(0);
        foreach (var (name, count) in ((string, long)[])[("repeated", 2), ("otherUser", 1), ("otherProduct", 1), ("late", 1), ("otherVariant", 2)])
            (await _bench.DailyAsync(name)).ShouldBe(count, name);
    }

    [Test]
    public async Task Feedback_BeforeItsAnswer_WaitsForIt()
    {
        await _bench.FeedbackAsync(Did(0, "u1", "click", "p1", "r1"), Did(1, "u1", "impression", "p1", "r1"));
        await _bench.EmitAsync();
        (await _bench.VariantAsync()).Clicks.Y.ShouldBe(0);
        await _bench.CheckpointAsync(Topics.UserInteractions);
        _bench.Crash(Topics.UserInteractions);
        await _bench.AnswersAsync(Answer(0, "r1", "u1"));
        await _bench.FeedbackAsync();
        _bench.Clock.Advance(TimeSpan.FromSeconds(2));
        await _bench.EmitAsync();
        (await _bench.VariantAsync()).ClicksOnImpressions.ShouldBe(new(1, 1, 1, 1, 1, 1));
    }

    [Test]
    public async Task Feedback_OnAFurtherPage_CountsForTheSameAnswer()
    {
        await _bench.AnswersAsync(Answer(0, "r1", "u1"));
        await _bench.FeedbackAsync(Did(0, "u1", "click", "p7", "r1"), Did(1, "u1", "impression", "p1", "r1"));
        await _bench.AnswersAsync(Answer(1, "r1", "u1", from: 6), Answer(2, "r1", "u1", from: 11));
        _bench.Clock.Advance(TimeSpan.FromSeconds(2));
        await _bench.EmitAsync();
        var a = await _bench.VariantAsync();
        (a.Answers, a.Clicks.Y, a.ClicksOnImpressions.X).ShouldBe((1, 1, 1));
        (await FactAsync("r1|click|p7")).Position.ShouldBe(7);
        (await _bench.DailyAsync("answers"), await _bench.DailyAsync("items"), await _bench.DailyAsync("otherProduct")).ShouldBe((1, 15, 0));
    }

    [Test]
    public async Task Feedback_OnAnAnswerThatNeverComes_IsGivenUpAndCounted()
    {
        await _bench.FeedbackAsync(Did(0, "u1", "click", "p1", "none"));
        _bench.Clock.Advance(TimeSpan.FromMinutes(6));
        await _bench.EmitAsync();
        (await _bench.DailyAsync("unmatched", experiment: "")).ShouldBe(1);

        // Only so many wait: of five, the two oldest give way at once.
        await _bench.FeedbackAsync([.. Enumerable.Range(1, 5).Select(i => Did(i, "u1", "click", "p1", $"none{i}"))]);
        await _bench.EmitAsync();
        (await _bench.DailyAsync("unmatched", experiment: "")).ShouldBe(3);
    }

    [Test]
    public async Task Purchase_WithoutAnAnswer_CountsForTheLastClickElseTheLastImpression()
    {
        await _bench.AnswersAsync(Answer(0, "r1", "u1"), Answer(1, "r2", "u1"), Answer(2, "r3", "u1", minutes: 10), Answer(3, "r4", "u4", "b"));
        await _bench.FeedbackAsync(
            Did(0, "u1", "click", "p1", "r1", 1), Did(1, "u1", "click", "p1", "r2", 2), Did(2, "u1", "impression", "p1", "r3", 11),
            Did(3, "u1", "impression", "p2", "r1", 3), Did(4, "u1", "impression", "p2", "r2", 4),
            Did(5, "u1", "purchase", "p1", null, 20, price: 10), Did(6, "u1", "purchase", "p2", null, 20, price: 1),
            Did(7, "u1", "purchase", "p3", null, 20), Did(8, "u4", "purchase", "p1", null, 20), Did(9, "u1", "purchase", "p1", null, 2 + (24 * 60) + 1),
            Did(10, "u1", "purchase", "p2", null, minutes: -5));
        await _bench.EmitAsync();

        // The last impression on p1 is still within a day of the last purchase; the purchase before everything came from nothing.
        (await FactAsync("purchase|user_interactions/0:000000000005")).RecommendationId.ShouldBe("r2");
        (await FactAsync("purchase|user_interactions/0:000000000006")).RecommendationId.ShouldBe("r2");
        (await FactAsync("purchase|user_interactions/0:000000000009")).RecommendationId.ShouldBe("r3");
        (await _bench.VariantAsync()).Purchases.ShouldBe(3);
        (await _bench.VariantAsync("b")).Purchases.ShouldBe(0);
        (await _bench.DailyAsync("attributed"), await _bench.DailyAsync("revenue")).ShouldBe((3, Money.FromUnits(11)));
    }

    [Test]
    public async Task Purchase_SentTwiceWithOneEventId_CountsOnceWithOrWithoutItsAnswer()
    {
        await _bench.AnswersAsync(Answer(0, "r1", "u1"));
        await _bench.FeedbackAsync(
            Did(0, "u1", "click", "p1", "r1"), Did(1, "u1", "purchase", "p1", "r1", 5, "order-1", 10), Did(2, "u1", "purchase", "p1", null, 5, "order-1", 10));
        await _bench.EmitAsync();
        var a = await _bench.VariantAsync();
        (a.Purchases, a.Revenue.Y).ShouldBe((1, 10));
    }

    [Test]
    public async Task Clicks_OnInterleavedAnswers_AreCountedByTheUsersPreference()
    {
        await _bench.AnswersAsync(
            Answer(0, "r1", "u1", team: "hybrid"), Answer(1, "r2", "u1", team: "popular"), Answer(2, "r3", "u2", team: "popular"),
            Answer(3, "r4", "u3", team: "hybrid"), Answer(4, "r5", "u3", team: "popular"));
        await _bench.FeedbackAsync(
            Did(0, "u1", "click", "p1", "r1"), Did(1, "u1", "click", "p2", "r1"), Did(2, "u1", "click", "p1", "r2"), Did(3, "u2", "click", "p1", "r3"),
            Did(4, "u3", "click", "p1", "r4"), Did(5, "u3", "click", "p1", "r5"));
        await _bench.EmitAsync();
        var a = await _bench.VariantAsync();
        a.Preferring.ShouldBe(new Dictionary<string, long> { ["hybrid"] = 1, ["popular"] = 1 }, ignoreOrder: true);
        a.Undecided.ShouldBe(1);
        a.TeamClicks.ShouldBe(new Dictionary<string, long> { ["hybrid"] = 3, ["popular"] = 3 }, ignoreOrder: true);
    }

    [Test]
    public async Task Records_BrokenOrImported_AreNoFeedback()
    {
        await _bench.AnswersAsync(
            new ConsumedRecord { Offset = 0, Value = "{broken"u8.ToArray() }, new ConsumedRecord { Offset = 1, Value = "{}"u8.ToArray() }, Answer(2, "r1", "u1"));
        await _bench.FeedbackAsync(
            new ConsumedRecord { Offset = 0, Value = "{broken"u8.ToArray() }, Did(1, "u1", "click", "p1", "r1") with { ProducerId = ImportLane.ProducerId("x") },
            new ConsumedRecord { Offset = 2, Value = ReadOnlyMemory<byte>.Empty }, Did(3, "u1", "click", "p2", "r1"));
        await _bench.EmitAsync();
        (await _bench.VariantAsync()).Clicks.Y.ShouldBe(1);
    }

    [Test]
    public async Task Tidy_AfterTheRetention_RemovesAnswersAndFactsButNoSums()
    {
        await _bench.AnswersAsync(Answer(0, "r1", "u1"));
        await _bench.FeedbackAsync(Did(0, "u1", "click", "p1", "r1"));
        await _bench.EmitAsync();
        _bench.Clock.Advance(TimeSpan.FromDays(31));
        await _bench.EmitAsync();
        (await _bench.Documents.CountAsync(FeedbackCollections.Answers.Name, DocumentQuery.All, default)).ShouldBe(0);
        (await _bench.Documents.CountAsync(FeedbackCollections.Feedback.Name, DocumentQuery.All, default)).ShouldBe(0);
        (await _bench.VariantAsync()).Clicks.Y.ShouldBe(1);
    }

    private async Task<FeedbackFact> FactAsync(string id)
    {
        var document = await _bench.Documents.GetAsync(FeedbackCollections.Feedback.Name, id, default);
        document.ShouldNotBeNull($"{id} in\n{await _bench.SnapshotAsync()}");
        return JsonSerializer.Deserialize(document.Body.Span, EventsJsonContext.Default.FeedbackFact)!;
    }
}
