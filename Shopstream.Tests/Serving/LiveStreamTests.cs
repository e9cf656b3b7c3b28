using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Serving;
using Shopstream.Modules.Stores;
using static Shopstream.Modules.Stores.AnalyticsIndices;

namespace Shopstream.Tests.Serving;

[CancelAfter(30_000)]
internal sealed class LiveStreamTests
{
    private static readonly Dictionary<string, string?> Fast = new()
    {
        ["Serving:StreamInterval"] = "00:00:00.050", ["Serving:StreamHeartbeat"] = "00:00:00.050", ["Serving:MaxStreamClients"] = "3",
    };

    [Test]
    public async Task Stream_Events_CarryHourAndDayWithRisingIds(CancellationToken cancellationToken)
    {
        await using var shop = await TestShop.StartAsync(await SampleAsync(), Fast);
        using var stream = await SseReader.OpenAsync(shop.Client, cancellationToken);
        (await stream.BlockAsync(cancellationToken))!.Retry.ShouldBe(2000);
        var first = await stream.OverviewAsync(cancellationToken);
        var second = await stream.OverviewAsync(cancellationToken);
        second.Id.ShouldBeGreaterThan(first.Id);
        first.Id.ShouldBeGreaterThanOrEqualTo(TestShop.Noon.ToUnixTimeMilliseconds());

        first.Json.GetProperty("at").GetString().ShouldBe("2026-03-10T12:00:30.000Z");
        var hour = first.Json.GetProperty("hour");
        hour.GetProperty("from").GetString().ShouldBe("2026-03-10T11:01:00.000Z");
        hour.GetProperty("series").GetArrayLength().ShouldBe(60);
        hour.GetProperty("totals").GetProperty("sessions").GetInt64().ShouldBe(4);
        var day = first.Json.GetProperty("day");
        day.GetProperty("from").GetString().ShouldBe("2026-03-10T00:00:00.000Z");
        day.GetProperty("window").GetString().ShouldBe("1d");
        day.GetProperty("totals").GetProperty("sessions").GetInt64().ShouldBe(40);
        day.GetProperty("totals").GetProperty("uniqueUsers").GetInt64().ShouldBe(1);
    }

    [Test]
    public async Task Stream_NewData_ShowsInTheNextEvents(CancellationToken cancellationToken)
    {
        await using var shop = await TestShop.StartAsync(await SampleAsync(), Fast);
        using var stream = await SseReader.OpenAsync(shop.Client, cancellationToken);
        await stream.OverviewAsync(cancellationToken);
        var measures = new long[LiveTotals.Measures.Count];
        measures[LiveTotals.MeasureIndex("sessions")] = 7;
        await shop.Index.WriteWindowsAsync(
            [new("live_totals", "1m", SampleWindows.Ms("2026-03-10T12:00"), "b", [new("all", [], measures)])], cancellationToken);
        long sessions;
        do sessions = Sessions(await stream.OverviewAsync(cancellationToken));
        while (sessions == 4);
        sessions.ShouldBe(11);
    }

    [Test]
    public async Task Stream_Reconnect_GetsWhatIsNewerThanTheLastId(CancellationToken cancellationToken)
    {
        await using var shop = await TestShop.StartAsync(await SampleAsync(), Fast);
        long last;
        using (var stream = await SseReader.OpenAsync(shop.Client, cancellationToken)) last = (await stream.OverviewAsync(cancellationToken)).Id;
        using var again = await SseReader.OpenAsync(shop.Client, cancellationToken, last.ToString());
        (await again.OverviewAsync(cancellationToken)).Id.ShouldBeGreaterThan(last);
        using var nonsense = await SseReader.OpenAsync(shop.Client, cancellationToken, "not-a-number");
        await nonsense.OverviewAsync(cancellationToken);
    }

    [Test]
    public async Task Stream_TooManyClients_AreRefusedUntilOneLeaves(CancellationToken cancellationToken)
    {
        await using var shop = await TestShop.StartAsync(await SampleAsync(), Fast);
        var feed = shop.Services.GetRequiredService<LiveFeed>();
        var streams = new List<SseReader>();
        for (var i = 0; i < 3; i++) streams.Add(await SseReader.OpenAsync(shop.Client, cancellationToken));
        using (var refused = await shop.Client.GetAsync("/events/stream", cancellationToken))
        {
            await TestShop.ProblemAsync(refused, HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        streams[0].Dispose();
        await UntilAsync(() => feed.Count == 2, cancellationToken);
        using var welcome = await SseReader.OpenAsync(shop.Client, cancellationToken);
        await welcome.OverviewAsync(cancellationToken);
        foreach (var stream in streams.Skip(1)) stream.Dispose();
    }

    [Test]
    public async Task Stream_NobodyListens_AsksNothing(CancellationToken cancellationToken)
    {
        await using var shop = await TestShop.StartAsync(await SampleAsync(), Fast);
        for (var i = 0; i < 50; i++) (await shop.Client.GetStringAsync("/dashboard.svg", cancellationToken)).ShouldNotBeEmpty();
        shop.Index.Queries.ShouldBe(0);
        using (var stream = await SseReader.OpenAsync(shop.Client, cancellationToken)) await stream.OverviewAsync(cancellationToken);
        var feed = shop.Services.GetRequiredService<LiveFeed>();
        await UntilAsync(() => feed.Count == 0, cancellationToken);
        var asked = -1;
        await UntilAsync(() => asked == (asked = shop.Index.Queries), cancellationToken, pauseMs: 200);
    }

    [Test]
    public async Task Stream_SeveralClients_ShareOneProducer(CancellationToken cancellationToken)
    {
        await using var shop = await TestShop.StartAsync(await SampleAsync(), Fast);
        using var one = await SseReader.OpenAsync(shop.Client, cancellationToken);
        using var two = await SseReader.OpenAsync(shop.Client, cancellationToken);
        var firstIds = new HashSet<long>();
        for (var i = 0; i < 5; i++) firstIds.Add((await one.OverviewAsync(cancellationToken)).Id);
        var shared = 0;
        for (var i = 0; i < 5; i++) shared += firstIds.Contains((await two.OverviewAsync(cancellationToken)).Id) ? 1 : 0;
        shared.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Test]
    public async Task Stream_IndexFails_SendsHeartbeatsAndRecovers(CancellationToken cancellationToken)
    {
        await using var shop = await TestShop.StartAsync(await SampleAsync(), Fast);
        using var stream = await SseReader.OpenAsync(shop.Client, cancellationToken);
        await stream.OverviewAsync(cancellationToken);
        shop.Index.Failure = new IOException("disk gone");
        SseBlock? block;
        do block = await stream.BlockAsync(cancellationToken);
        while (block?.Comment is null);
        block.Comment.ShouldBe("heartbeat");
        shop.Index.Failure = null;
        await stream.OverviewAsync(cancellationToken);
    }

    [Test]
    public async Task Stream_HostStops_EndsInGoodOrder(CancellationToken cancellationToken)
    {
        await using var shop = await TestShop.StartAsync(await SampleAsync(), Fast, socket: true);
        using var stream = await SseReader.OpenAsync(shop.Client, cancellationToken);
        await stream.OverviewAsync(cancellationToken);
        var stopped = shop.StopAsync(cancellationToken);
        while (await stream.BlockAsync(cancellationToken) is not null)
        {
        }

        await stopped;
    }

    internal static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken, int pauseMs = 5)
    {
        while (!condition()) await Task.Delay(pauseMs, cancellationToken);
    }

    private static long Sessions(SseBlock block) => block.Json.GetProperty("hour").GetProperty("totals").GetProperty("sessions").GetInt64();

    private static Task<Support.InMemorySearchIndex> SampleAsync() => new SampleWindows()
        .Row(LiveTotals, "1m", "2026-03-10T11:58", "a", "all", [], ("sessions", 4))
        .Row(LiveTotals, "1d", "2026-03-10T00:00", "a", "all", [], ("sessions", 40))
        .Sketch("1d", "2026-03-10T00:00", "a", "ann").Sketch("1d", "2026-03-09T00:00", "a", "bob")
        .Row(LiveTotals, "1d", "2026-03-09T00:00", "a", "all", [], ("sessions", 400))
        .Row(UserActivity, "1d", "2026-03-10T00:00", "a", "ann", [null, null, null, null], ("sessions", 4))
        .WriteAsync();
}
