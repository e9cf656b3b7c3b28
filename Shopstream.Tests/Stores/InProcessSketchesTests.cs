using System.ComponentModel.DataAnnotations;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Tests.Stores;

[TestFixture]
public sealed class InProcessSketchesTests : MembershipSketchesContract
{
    [Test, CancelAfter(10_000)]
    public async Task Apply_BatchBeforeTheLast_SaysWhatWasExpected(CancellationToken cancellationToken)
    {
        await using var sketches = Create();
        await sketches.ApplyAsync(First, 10, [Valid("s1", "ann")], cancellationToken);
        await sketches.ApplyAsync(First, 20, [Valid("s2", "ann")], cancellationToken);
        var error = await Should.ThrowAsync<InvalidOperationException>(
            async () => await sketches.ApplyAsync(First, 10, [Valid("s1", "ann")], cancellationToken));
        error.Message.ShouldContain("after offset 20");
        await Should.ThrowAsync<InvalidOperationException>(async () => await sketches.ApplyAsync(First, 20, [], cancellationToken));
        await ShouldKnowAsync(sketches, 1, ("ann", 2));
    }

    [Test, CancelAfter(10_000)]
    public async Task Restore_EmptyState_StartsAfresh(CancellationToken cancellationToken)
    {
        await using var sketches = Create();
        (await sketches.SnapshotAsync(First, cancellationToken)).ShouldBeEmpty();
        await sketches.ApplyAsync(First, 10, [Valid("s1", "ann")], cancellationToken);
        await sketches.RestoreAsync(First, new Dictionary<string, ReadOnlyMemory<byte>>(), cancellationToken);
        await ShouldKnowAsync(sketches, 0, ("ann", 0));
        (await sketches.ApplyAsync(First, 5, [Valid("s1", "ann")], cancellationToken)).ShouldBe([new(false, false, 1)]);
    }

    [Test, CancelAfter(10_000)]
    public async Task Release_Partition_NoLongerCounts(CancellationToken cancellationToken)
    {
        await using var sketches = Create();
        await sketches.ApplyAsync(First, 10, [Valid("s1", "ann")], cancellationToken);
        await sketches.ApplyAsync(Second, 10, [Valid("s1", "bob")], cancellationToken);
        await sketches.ReleaseAsync(First, cancellationToken);
        await ShouldKnowAsync(sketches, 1, ("ann", 0), ("bob", 1));
    }

    [Test, CancelAfter(20_000)]
    public async Task Snapshot_AfterMoreVisits_RepeatsWhatDidNotChange(CancellationToken cancellationToken)
    {
        await using var sketches = Create();
        await sketches.ApplyAsync(First, 1, Range(0, 10_000), cancellationToken);
        var before = await sketches.SnapshotAsync(First, cancellationToken);
        var copies = before.ToDictionary(slot => slot.Key, slot => slot.Value.ToArray());
        // One returning user: filter and sketch stay as they were, one block of counts and the open block of ids change.
        await sketches.ApplyAsync(First, 2, [Valid("another", "u5")], cancellationToken);
        var after = await sketches.SnapshotAsync(First, cancellationToken);
        after.Keys.ShouldBe(before.Keys, ignoreOrder: true);
        after.Where(slot => slot.Value.Length > 64 && !slot.Value.Equals(before[slot.Key])).Select(slot => slot.Key)
            .ShouldBe(["counts/values/000000", "ids/000019"], ignoreOrder: true);
        before.All(slot => slot.Value.Span.SequenceEqual(copies[slot.Key])).ShouldBeTrue("slots handed out never change");
        await using var restored = Create();
        await restored.RestoreAsync(First, after, cancellationToken);
        var again = await restored.SnapshotAsync(First, cancellationToken);
        again.All(slot => slot.Value.Length <= 64 || slot.Value.Equals(after[slot.Key]))
            .ShouldBeTrue("restoring gives no reason to write anew");
    }

    [Test, CancelAfter(20_000)]
    public async Task Restore_RandomVisitsMidway_AnswersAsWithoutRestore([Values(1, 2)] int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        await using var straight = Create(capacity: 1_000);
        var restarted = Create(capacity: 1_000);
        for (var offset = 0; offset < 40; offset++)
        {
            var batch = new Visit[500];
            foreach (ref var visit in batch.AsSpan())
                visit = new($"s{random.Next(30_000)}", $"u{random.Next(5_000)}", random.Next(10) != 0);
            var expected = await straight.ApplyAsync(First, offset, batch, cancellationToken);
            (await restarted.ApplyAsync(First, offset, batch, cancellationToken)).ShouldBe(expected, $"seed {seed}, batch {offset}");
            if (offset % 7 != 6) continue;
            var state = (await restarted.SnapshotAsync(First, cancellationToken)).ToDictionary(
                slot => slot.Key, slot => (ReadOnlyMemory<byte>)slot.Value.ToArray());
            await restarted.DisposeAsync();
            restarted = Create(capacity: 1_000);
            await restarted.RestoreAsync(First, state, cancellationToken);
        }

        (await restarted.DistinctUsersAsync(cancellationToken)).ShouldBe(await straight.DistinctUsersAsync(cancellationToken));
        restarted.ForgottenSessions.ShouldBe(straight.ForgottenSessions);
        straight.ForgottenSessions.ShouldBeGreaterThan(0);
        await restarted.DisposeAsync();
    }

    [Test, CancelAfter(20_000)]
    public async Task DistinctUsers_PartitionOfAnotherPrecision_CountsTheUnion(CancellationToken cancellationToken)
    {
        await using var old = new InProcessSketches(new() { HyperLogLogPrecision = 12 });
        await old.ApplyAsync(First, 1, Range(0, 3_000), cancellationToken);
        foreach (var precision in new[] { 10, 14 })
        {
            await using var sketches = new InProcessSketches(new() { HyperLogLogPrecision = precision });
            await sketches.RestoreAsync(First, await old.SnapshotAsync(First, cancellationToken), cancellationToken);
            await sketches.ApplyAsync(Second, 1, Range(2_000, 3_000), cancellationToken);
            (await sketches.DistinctUsersAsync(cancellationToken)).ShouldBeInRange(4_600, 5_400, $"precision {precision}");
        }
    }

    [Test, CancelAfter(20_000)]
    public async Task Restore_MissingSlot_NamesIt(CancellationToken cancellationToken)
    {
        await using var sketches = Create();
        await sketches.ApplyAsync(First, 1, Range(0, 5_000), cancellationToken);
        var state = await sketches.SnapshotAsync(First, cancellationToken);
        string[] needed =
            ["bloom", "bloom/000000", "bloom/000000/000000", "counts", "counts/users/000001", "counts/values/000001", "ids", "hll"];
        foreach (var missing in needed)
        {
            var cut = state.Where(slot => slot.Key != missing).ToDictionary();
            var error = await Should.ThrowAsync<InvalidDataException>(
                async () => await sketches.RestoreAsync(First, cut, cancellationToken), missing);
            error.Message.ShouldContain(missing.Split('/')[0]);
        }
    }

    [Test]
    public void Options_OutOfRange_AreNamed()
    {
        var options = new InProcessSketchesOptions
        {
            BloomCapacity = 1, BloomError = 0.9, HyperLogLogPrecision = 3, DuplicateCapacity = 500_000_000,
        };
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), found, validateAllProperties: true).ShouldBeFalse();
        found.SelectMany(result => result.MemberNames).ShouldBe(
            ["BloomCapacity", "BloomError", "HyperLogLogPrecision", "DuplicateCapacity"], ignoreOrder: true);
        var defaults = new InProcessSketchesOptions();
        Validator.TryValidateObject(defaults, new(defaults), [], validateAllProperties: true).ShouldBeTrue();
    }

    protected override Task<IMembershipSketches> CreateAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IMembershipSketches>(Create());

    protected override Task<IMembershipSketches> ReopenAsync(IMembershipSketches former, CancellationToken cancellationToken) =>
        CreateAsync(cancellationToken);

    private static InProcessSketches Create(long capacity = 10_000) =>
        new(new() { BloomCapacity = capacity, DuplicateCapacity = capacity });

    private static Visit[] Range(int start, int count) =>
        Enumerable.Range(start, count).Select(i => Valid($"s{i}", $"u{i}")).ToArray();
}
