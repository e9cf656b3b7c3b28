using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Elasticsearch;
using Shopstream.Tests.Support;
using Shopstream.Tests.Support.Elasticsearch;
using static Shopstream.Tests.Stores.Elasticsearch.ShopIndices;

namespace Shopstream.Tests.Stores.Elasticsearch;

/// <summary>Whatever goes wrong on the way, nothing is lost or doubled, and it heals by itself.</summary>
[TestFixture, CancelAfter(120_000)]
public sealed class OutageTests
{
    private static readonly Dictionary<string, Fault> Faults = new(StringComparer.Ordinal)
    {
        ["busy"] = new() { Status = 429, Times = 3 },
        ["unavailable"] = new() { Status = 503, Times = 2 },
        ["proxy without a server"] = new() { Status = 502, Body = "<html>Bad gateway</html>" },
        ["slow proxy"] = new() { Status = 504, Times = 2 },
        ["cut before"] = new() { CutBefore = true, Times = 2 },
        ["cut after"] = new() { CutAfter = true, Times = 2 },
        ["cut within the answer"] = new() { CutWithin = true, Times = 2 },
        ["cut halfway"] = new() { CutHalfway = true, Times = 2 },
        ["every third document refused"] = new() { Items = (i, _) => i % 3 == 0, Times = 3 },
        ["all documents refused"] = new() { Items = (_, _) => true, Times = 2 },
        ["shards not there"] = new() { Items = (i, _) => i % 2 == 0, ItemStatus = 503, ItemType = "unavailable_shards_exception" },
        ["disk full"] = new() { Items = (_, _) => true, ItemStatus = 403, ItemType = "cluster_block_exception" },
    };

    private static IEnumerable<string> FaultNames => Faults.Keys;

    [TestCaseSource(nameof(FaultNames))]
    public async Task WriteWindowsAsync_Fault_WritesEverythingOnce(string fault, CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var rows = Enumerable.Range(0, 50).Select(i => Row($"key {i}", i + 1)).ToArray();
        shop.Server.Inject(Faults[fault]);

        await shop.Index.WriteWindowsAsync([Partial(3, 1, rows)], cancel);

        (await shop.ViewsAsync(cancel)).ShouldBe(rows.ToDictionary(r => r.Key, r => r.Measures[0]), ignoreOrder: true);
        shop.Server.Bulks.Count.ShouldBeGreaterThan(1);
        shop.Fixture.Connection.IsUp.ShouldBe(true);

        // What was settled is known as settled.
        shop.Server.ForgetRequests();
        await shop.Index.WriteWindowsAsync([Partial(4, 1, rows)], cancel);
        shop.Server.Requests.ShouldBeEmpty();
    }

    [Test]
    public async Task WriteWindowsAsync_SomeDocumentsRefused_OnlyThoseAreSentAgain(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        shop.Server.Inject(new Fault { Items = (_, id) => id.EndsWith("|b", StringComparison.Ordinal) || id.EndsWith("|d", StringComparison.Ordinal) });

        await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1), Row("b", 2), Row("c", 3), Row("d", 4))], cancel);

        shop.Server.Bulks.Select(b => b.Lines.Length / 2).ShouldBe([4, 2]);
        shop.Server.Bulks[1].Text.ShouldBe(string.Concat(shop.Server.Bulks[0].Lines[2..4].Concat(shop.Server.Bulks[0].Lines[6..8]).Select(l => l + "\n")));
    }

    [TestCase(21)]
    [TestCase(22)]
    [TestCase(23)]
    public async Task WriteWindowsAsync_RandomFaultsOverManyWrites_EndWithWhatWasWrittenLast(int seed, CancellationToken cancel)
    {
        var random = new Random(seed);
        await using var shop = await StartAsync(o => o.MaxBulkBytes = 64 << 10);
        var expected = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var version = 1; version <= 20; version++)
        {
            // Rows come and change, none goes.
            foreach (var key in Enumerable.Range(0, random.Next(1, 60)).Select(_ => $"key {random.Next(400)}")) expected[key] = random.Next(1_000);
            for (var faults = random.Next(3); faults > 0; faults--) shop.Server.Inject(Faults.Values.ElementAt(random.Next(Faults.Count)) with { Times = 1, Path = "_bulk" });

            await shop.Index.WriteWindowsAsync([Partial(version, 1, [.. expected.Select(e => Row(e.Key, e.Value))])], cancel);
        }

        (await shop.ViewsAsync(cancel)).ShouldBe(expected, ignoreOrder: true, customMessage: $"seed {seed}");
    }

    [Test]
    public async Task WriteWindowsAsync_RetryAfter_IsWaitedFor(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        shop.Server.Inject(new Fault { Status = 429, RetryAfter = 1 });
        var started = TimeProvider.System.GetTimestamp();

        await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1))], cancel);

        TimeProvider.System.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9), "clocks differ a little");
    }

    [Test]
    public async Task WriteWindowsAsync_RetryAfterBeyondTheTimeToRetry_EndsAtOnce(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        shop.Server.Inject(new Fault { Status = 429, RetryAfter = 3_600 });

        var error = await Should.ThrowAsync<ElasticsearchException>(async () => await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1))], cancel));

        error.IsOutage.ShouldBeTrue();
        error.Message.ShouldContain("429");
    }

    [Test]
    public async Task WriteWindowsAsync_NoAnswerInTime_IsSentAgain(CancellationToken cancel)
    {
        await using var shop = await StartAsync(o => o.RequestTimeout = TimeSpan.FromMilliseconds(300));
        var never = new TaskCompletionSource();
        shop.Server.Inject(new Fault { Until = never.Task });

        await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1))], cancel);

        (await shop.ShownAsync(cancel)).ShouldBe("a 1");
        never.SetResult();
    }

    [Test]
    public async Task WriteWindowsAsync_RefusedForGood_NamesDocumentAndReason(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        shop.Server.Inject(new Fault { Items = (_, id) => id.EndsWith("|b", StringComparison.Ordinal), ItemStatus = 400, ItemType = "strict_dynamic_mapping_exception" });

        var error = await Should.ThrowAsync<ElasticsearchException>(async () => await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1), Row("b", 2))], cancel));

        error.IsOutage.ShouldBeFalse();
        error.Message.ShouldContain("1h|0|events/0|b");
        error.Message.ShouldContain("strict_dynamic_mapping_exception");
        shop.Server.Bulks.ShouldHaveSingleItem();

        // Nothing of the call counts as written.
        await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1), Row("b", 2))], cancel);
        shop.Server.Bulks[^1].Lines.Length.ShouldBe(4);
    }

    [Test]
    public async Task WriteWindowsAsync_TooLargeForTheServer_IsHalvedUntilItFits(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        shop.Server.LargestBody = 4_000;
        var rows = Enumerable.Range(0, 100).Select(i => Row($"key {i}", i)).ToArray();

        await shop.Index.WriteWindowsAsync([Partial(1, 1, rows)], cancel);

        (await shop.ViewsAsync(cancel)).Count.ShouldBe(100);
        shop.Server.LargestBody = 100;
        var error = await Should.ThrowAsync<ElasticsearchException>(async () => await shop.Index.WriteWindowsAsync([Partial(2, 1, Row("a", 1))], cancel));
        error.Message.ShouldContain("413");
    }

    [Test]
    public async Task WriteWindowsAsync_ServerAwayAndBack_GoesOnWithoutARestart(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1))], cancel);
        await shop.Server.StopAsync();

        var write = shop.Index.WriteWindowsAsync([Partial(2, 1, Row("a", 2))], cancel).AsTask();
        await Eventually.BecomesTrueAsync(() => shop.Fixture.Connection.IsUp is false, "the connection shows as down");
        shop.Fixture.Connection.Failure!.ShouldContain(shop.Server.Url);
        await shop.Server.RestartAsync();
        await write;

        shop.Fixture.Connection.IsUp.ShouldBe(true);
        (await shop.ShownAsync(cancel)).ShouldBe("a 2");
    }

    [Test]
    public async Task AnyCall_ServerAwayForLonger_ThrowsAnOutageAndWorksLater(CancellationToken cancel)
    {
        await using var shop = await StartAsync(o => o.RetryFor = TimeSpan.FromMilliseconds(400));
        await shop.Server.StopAsync();

        foreach (var call in new Func<Task>[]
        {
            async () => await shop.Index.WriteWindowsAsync([Partial(2, 1, Row("a", 2))], cancel),
            async () => await shop.Index.WriteDocumentsAsync("notes", [Note("n", "t", 1)], cancel),
            async () => await shop.Index.DeleteDocumentsAsync("notes", ["n"], 5, cancel),
            async () => await shop.Index.QueryWindowsAsync(new WindowQuery("products", "1h", 0, 1), cancel),
            async () => await shop.Index.SketchesAsync(new WindowQuery("products", "1h", 0, 1), cancel),
        })
        {
            var error = await Should.ThrowAsync<ElasticsearchException>(call);
            error.IsOutage.ShouldBeTrue();
            error.Message.ShouldContain(shop.Server.Url);
        }

        await shop.Server.RestartAsync();
        await shop.Index.WriteWindowsAsync([Partial(2, 1, Row("a", 2))], cancel);
        (await shop.ShownAsync(cancel)).ShouldBe("a 2");
    }

    [Test]
    public async Task EnsureWindowIndexAsync_ServerAway_IsMadeUpForAtTheFirstWrite(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        await shop.Server.StopAsync();
        await using var late = shop.Open();
        await late.Index.EnsureWindowIndexAsync(Products with { Name = "late" }, cancel);
        await shop.Server.RestartAsync();

        await late.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1)) with { Index = "late" }], cancel);

        shop.Stored("late").Count.ShouldBe(1);
        shop.Server.Within(c => c.IsAlias("late")).ShouldBeTrue();
    }

    [Test]
    public async Task WriteWindowsAsync_IndexRemovedMeanwhile_FailsOnceAndIsMadeAgain(CancellationToken cancel)
    {
        await using var shop = await StartAsync();
        var other = Partial(1, 1, Row("c", 1)) with { Partition = "events/1" };
        await shop.Index.WriteWindowsAsync([Partial(1, 1, Row("a", 1), Row("b", 1)), other], cancel);
        shop.Server.Within(c => c.Delete("products-000001"));

        var error = await Should.ThrowAsync<ElasticsearchException>(async () => await shop.Index.WriteWindowsAsync([Partial(2, 1, Row("a", 2), Row("b", 1))], cancel));
        error.LostIndex.ShouldBe("products");
        await shop.Index.WriteWindowsAsync([Partial(2, 1, Row("a", 2), Row("b", 1)), other with { Version = 2 }], cancel);

        (await shop.ShownAsync(cancel)).ShouldBe("a 2, b 1, c 1", "what had not changed is there again, too");
        shop.Server.Within(c => c.IsAlias("products")).ShouldBeTrue();
    }
}
