using System.Text.Json.Nodes;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Ml.Segments;
using Shopstream.Modules.Stores;
using Shopstream.Tests.Ml.Customers;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Segments;

[TestFixture, CancelAfter(120_000)]
internal sealed class SegmentsJobTests
{
    private static readonly (string, string) FewRestarts = ("restarts", "6");

    [Test]
    public async Task Run_DayAfterDay_KeepsSegmentsAndDatesWhoMoves(CancellationToken cancel)
    {
        await using var archive = new CustomerArchive();
        await archive.AddSessionsAsync(Shop(), cancel);
        var (job, store) = (new SegmentsJob(archive.Documents), new SegmentStore(archive.Documents));
        var first = await archive.RunAsync(job, cancel, FewRestarts);
        var model = (await store.ModelAsync(cancel)).ShouldNotBeNull();
        model.Segments.Count.ShouldBeGreaterThanOrEqualTo(5);
        first["movesJoined"].ShouldBe(model.Customers);
        var before = (await store.MemberAsync("lapsed-00", cancel))!;
        before.SinceMs.ShouldBe(model.AsOfMs);

        // The lapsed customer turns into a regular one.
        var next = CustomerArchive.Start.AddDays(56);
        await archive.AddSessionsAsync(Enumerable.Range(0, 30).Select(i => Bought(CustomerArchive.Session("lapsed-00", next.AddMinutes(40 * i), "1", "2", "3"), 300)), cancel);
        var second = await archive.RunAsync(job, cancel, FewRestarts);

        second["refit"].ShouldBe(false);
        var now = (await store.MemberAsync("lapsed-00", cancel))!;
        now.SegmentId.ShouldNotBe(before.SegmentId);
        now.SegmentId.ShouldBe((await store.MemberAsync("loyal-00", cancel))!.SegmentId);
        var moves = await store.MovesAsync("lapsed-00", 10, cancel);
        moves.Select(m => (m.From, m.To, m.Cause)).ShouldBe([(before.SegmentId, now.SegmentId, SegmentMoveCause.Behaviour), (null, before.SegmentId, SegmentMoveCause.Joined)]);
        moves[0].AtMs.ShouldBe(now.SinceMs);
        moves[0].FromName.ShouldBe(model.Segments.Single(s => s.Id == before.SegmentId).Name);
        (await store.ModelAsync(cancel))!.Segments.Select(s => s.Id).ShouldBe(model.Segments.Select(s => s.Id), ignoreOrder: true);

        // The same data once more: nobody moves.
        var third = await archive.RunAsync(job, cancel, FewRestarts);
        third["refit"].ShouldBe(false);
        foreach (var cause in Enum.GetNames<SegmentMoveCause>()) third[$"moves{cause}"].ShouldBe(0);
        (await store.MovesAsync("lapsed-00", 10, cancel)).ShouldBe(moves);

        // New centres by another seed: the segments go on under their ids.
        var fourth = await archive.RunAsync(job, cancel, FewRestarts, ("refit", "true"), ("seed", "99"));
        fourth["refit"].ShouldBe(true);
        (await store.ModelAsync(cancel))!.Segments.Select(s => s.Id).ShouldBe(model.Segments.Select(s => s.Id), ignoreOrder: true);
        (await store.MemberAsync("loyal-03", cancel))!.SinceMs.ShouldBe(model.AsOfMs);
    }

    [Test]
    public async Task Run_AfterACustomersRecordsAreGone_EndsTheMembership(CancellationToken cancel)
    {
        await using var archive = new CustomerArchive();
        await archive.AddSessionsAsync(Shop(), cancel);
        var (job, store) = (new SegmentsJob(archive.Documents), new SegmentStore(archive.Documents));
        await archive.RunAsync(job, cancel, FewRestarts);
        await archive.Documents.DeleteAsync(ArchiveCollections.Sessions.Name, new DocumentQuery { Where = [new("userId", Comparison.Equal, "cheap-05")] }, cancel);

        var summary = await archive.RunAsync(job, cancel, FewRestarts);

        summary["movesLeft"].ShouldBe(1);
        (await store.MemberAsync("cheap-05", cancel)).ShouldBeNull();
        (await store.MovesAsync("cheap-05", 10, cancel))[0].ShouldSatisfyAllConditions(m => m.To.ShouldBeNull(), m => m.Cause.ShouldBe(SegmentMoveCause.Left));
    }

    [Test]
    public async Task Run_WithFewCustomers_SaysSoAndWritesNothing(CancellationToken cancel)
    {
        await using var archive = new CustomerArchive();
        await archive.AddSessionsAsync([CustomerArchive.Session("ada", CustomerArchive.Start, "1")], cancel);
        var summary = await archive.RunAsync(new SegmentsJob(archive.Documents), cancel);
        summary["note"].ShouldBe("Too few customers to divide: found 1, expected 20 or more.");
        (await new SegmentStore(archive.Documents).ModelAsync(cancel)).ShouldBeNull();
    }

    [Test]
    public async Task Page_OfMembers_GoesThroughAllOnce(CancellationToken cancel)
    {
        await using var archive = new CustomerArchive();
        var store = new SegmentStore(archive.Documents);
        await store.EnsureAsync(cancel);
        await store.WriteAsync(Enumerable.Range(0, 25).Select(i => new SegmentMember($"u{i:00}", i % 5 == 0 ? "s2" : "s1", i, new Dictionary<string, double>())), cancel);
        var seen = new List<string>();
        for (var (after, more) = ((string?)null, true); more;)
        {
            var (page, hasMore) = await store.PageAsync("s1", after, 8, cancel);
            seen.AddRange(page.Select(m => m.UserId));
            (after, more) = (page[^1].UserId, hasMore);
        }

        seen.ShouldBe(Enumerable.Range(0, 25).Where(i => i % 5 != 0).Select(i => $"u{i:00}"));
        (await store.PageAsync("s2", null, 5, cancel)).HasMore.ShouldBeFalse();
    }

    /// <summary>Eight weeks of a shop with five kinds of customers.</summary>
    internal static IEnumerable<JsonObject> Shop()
    {
        var random = new Random(12);
        for (var i = 0; i < 24; i++)
        {
            foreach (var day in Days(0, 55, 14)) yield return Bought(CustomerArchive.Session($"loyal-{i:00}", At(day), "1", "2", "3", "4"), 250 + random.Next(100));
            yield return Bought(CustomerArchive.Session($"lapsed-{i:00}", At(random.Next(6)), "5"), 40 + random.Next(20));
            foreach (var day in Days(47, 55, 3)) yield return Bought(CustomerArchive.Session($"cheap-{i:00}", At(day), "6", "7"), 4 + random.Next(3));
            foreach (var day in Days(5, 54, 9)) yield return CustomerArchive.Session($"looks-{i:00}", At(day), "1", "8", "9", "10", "11", "12").With(("pageViews", 30), ("sessionDuration", 900));
            foreach (var day in Days(0, 25, 3)) yield return Bought(CustomerArchive.Session($"slips-{i:00}", At(day), "2", "3"), 900 + random.Next(300));
        }

        IEnumerable<int> Days(int from, int to, int count) => Enumerable.Range(0, count).Select(n => from + (n * (to - from) / count) + random.Next(2));

        DateTimeOffset At(int day) => CustomerArchive.Start.AddDays(day).AddSeconds(random.Next(80_000));
    }

    private static JsonObject Bought(JsonObject session, double amount) => session.With(("purchaseMade", true), ("amountSpent", amount), ("actions", "checkout"));
}
