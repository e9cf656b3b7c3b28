using System.Text;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Forgetting;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Stores;

[TestFixture, CancelAfter(30_000)]
internal sealed class ForgettingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly CollectionDefinition Events = new("events", [new("userId", IsInteger: false), new("timeMs", IsInteger: true)], [["userId"]]);

    private TempDirectory _directory = null!;
    private SqliteDocumentStore _inner = null!;
    private ManualTimeProvider _clock = null!;

    [SetUp]
    public void Open()
    {
        (_directory, _clock) = (new TempDirectory(), new ManualTimeProvider(Noon));
        _inner = new SqliteDocumentStore(_directory.File("documents.db"), FsyncPolicy.Never);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _inner.DisposeAsync();
        _directory.Dispose();
    }

    [Test]
    public async Task Upsert_OfAForgottenUser_TakesOnlyWhatCameAfterwards(CancellationToken cancel)
    {
        using var forgotten = new ForgottenUsers(_inner, _clock);
        var store = new ForgettingDocumentStore(_inner, forgotten);
        await store.EnsureCollectionAsync(Events, cancel);
        await forgotten.AddAsync("ada", cancel);
        await store.UpsertAsync("events", [Event("ada", Noon.AddHours(-1)), Event("ada", Noon), Event("ada", Noon.AddSeconds(1)), Event("bob", Noon.AddHours(-1))], cancel);
        (await IdsAsync(cancel)).ShouldBe(["ada@12:00:01", "bob@11:00:00"]);
    }

    [Test]
    public async Task Covers_ForgottenByAnotherHost_IsKnownWithinTheStaleness(CancellationToken cancel)
    {
        using var here = new ForgottenUsers(_inner, _clock);
        using var there = new ForgottenUsers(_inner, _clock);
        await here.RefreshAsync(cancel);
        here.IsEmpty.ShouldBeTrue();
        await there.AddAsync("ada", cancel);
        await there.AddAsync("bob", cancel);
        _clock.Advance(ForgottenUsers.Staleness);
        await here.RefreshAsync(cancel);
        (here.Covers("ada", Noon.ToUnixTimeMilliseconds()), here.Covers("bob", 0), here.Covers("eve", 0)).ShouldBe((true, true, false));

        _clock.Advance(TimeSpan.FromHours(5));
        await there.AddAsync("ada", cancel);
        await here.RefreshAsync(cancel);
        here.Covers("ada", Noon.AddHours(4).ToUnixTimeMilliseconds()).ShouldBeTrue("forgotten again");
        using var restarted = new ForgottenUsers(_inner, _clock);
        await restarted.RefreshAsync(cancel);
        (restarted.Covers("bob", 0), restarted.Covers("bob", Noon.AddHours(4).ToUnixTimeMilliseconds())).ShouldBe((true, false));
    }

    [Test]
    public async Task Add_TwoHostsAtOnce_ShareOneKey(CancellationToken cancel)
    {
        var hosts = Enumerable.Range(0, 4).Select(_ => new ForgottenUsers(_inner, _clock)).ToList();
        await Task.WhenAll(hosts.Select((h, i) => h.AddAsync($"u{i}", cancel).AsTask()));
        _clock.Advance(ForgottenUsers.Staleness);
        foreach (var host in hosts)
        {
            await host.RefreshAsync(cancel);
            for (var i = 0; i < 4; i++) host.Covers($"u{i}", 0).ShouldBeTrue($"u{i}");
            host.Dispose();
        }

        await foreach (var document in _inner.FindAsync("forgotten_users", DocumentQuery.All, cancel))
            Encoding.UTF8.GetString(document.Body.Span).ShouldNotContain("u1");
    }

    [Test]
    public async Task WriteWindows_RowsOfForgottenUsers_AreLeftOutUnlessSeenSince(CancellationToken cancel)
    {
        using var forgotten = new ForgottenUsers(_inner, _clock);
        await using var index = new ForgettingSearchIndex(new InMemorySearchIndex(), forgotten);
        await index.EnsureWindowIndexAsync(AnalyticsIndices.UserActivity, cancel);
        await forgotten.AddAsync("ada", cancel);
        await forgotten.AddAsync("bob", cancel);
        var (day, ms) = (Noon.AddHours(-12).ToUnixTimeMilliseconds(), Noon.ToUnixTimeMilliseconds());
        PartialRow Row(string user, long lastSeen) => new(user, [null, null, null, null], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, lastSeen]);
        await index.WriteWindowsAsync([new WindowPartial(AnalyticsIndices.UserActivity.Name, "1d", day, "p/0", [Row("ada", ms - 1), Row("bob", ms + 1), Row("eve", ms - 1)])], cancel);
        (await index.QueryWindowsAsync(new(AnalyticsIndices.UserActivity.Name, "1d", day, day + 1), cancel)).Select(r => r.Key).ShouldBe(["bob", "eve"], ignoreOrder: true);
    }

    private static Document Event(string user, DateTimeOffset at) =>
        new($"{user}@{at:HH:mm:ss}", Encoding.UTF8.GetBytes($"{{\"userId\":\"{user}\",\"timeMs\":{at.ToUnixTimeMilliseconds()}}}"), [user, at.ToUnixTimeMilliseconds()]);

    private async Task<List<string>> IdsAsync(CancellationToken cancel)
    {
        var ids = new List<string>();
        await foreach (var document in _inner.FindAsync("events", new() { SortBy = "_id" }, cancel)) ids.Add(document.Id);
        return ids;
    }
}
