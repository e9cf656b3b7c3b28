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
        await sketches.ApplyAsync(First, At(10, Valid("s1", "ann")), cancellationToken);
        await sketches.ApplyAsync(First, At(20, Valid("s2", "ann")), cancellationToken);
        foreach (var known in (Visit[][])[At(10, Valid("s1", "ann")), At(19, Valid("s0", "ann"), Valid("s2", "ann"), Valid("s3", "ann"))])
        {
            var error = await Should.ThrowAsync<InvalidOperationException>(
                async () => await sketches.ApplyAsync(First, known, cancellationToken));
            error.Message.ShouldContain("behind offset 20");
        }

        await ShouldKnowAsync(sketches, 1, ("ann", 2));
    }

    [Test, CancelAfter(10_000)]
    public async Task Restore_EmptyState_StartsAfresh(CancellationToken cancellationToken)
    {
        await using var sketches = Create();
        (await sketches.SnapshotAsync(First, cancellationToken)).ShouldBeEmpty();
        await sketches.ApplyAsync(First, At(10, Valid("s1", "ann")), cancellationToken);
        await sketches.RestoreAsync(First, new Dictionary<string, ReadOnlyMemory<byte>>(), cancellationToken);
        await ShouldKnowAsync(sketches, 0, ("ann", 0));
        (await sketches.ApplyAsync(First, At(5, Valid("s1", "ann")), cancellationToken)).ShouldBe([new(false, false, 1)]);
    }

    [Test, CancelAfter(10_000)]
    public async Task Release_Partition_NoLongerCounts(CancellationToken cancellationToken)
    {
        await using var sketches = Create();
        await sketches.ApplyAsync(First, At(10, Valid("s1", "ann")), cancellationToken);
        await sketches.ApplyAsync(Second, At(10, Valid("s1", "bob")), cancellationToken);
        await sketches.ReleaseAsync(First, cancellationToken);
        await ShouldKnowAsync(sketches, 1, ("ann", 0), ("bob", 1));
    }

    [Test, CancelAfter(20_000)]
    public async Task Snapshot_AfterMoreVisits_RepeatsWhatDidNotChange(CancellationToken cancellationToken)
    {
        await using var sketches = Create();
        await sketches.ApplyAsync(First, Range(0, 10_000), cancellationToken);
        var before = await sketches.SnapshotAsync(First, cancellationToken);
        var copies = before.ToDictionary(slot => slot.Key, slot => slot.Value!.Value.ToArray());
        // One returning user: filter and sketch stay as they were, one block of counts and the open block of ids change.
        await sketches.ApplyAsync(First, At(10_000, Valid("another", "u5")), cancellationToken);
        var after = await sketches.SnapshotAsync(First, cancellationToken);
        after.Where(slot => slot.Value is not { Length: <= 64 }).Select(slot => slot.Key)
            .ShouldBe(["counts/values/000000", "ids/000019"], ignoreOrder: true);
        before.All(slot => slot.Value!.Value.Span.SequenceEqual(copies[slot.Key])).ShouldBeTrue("slots handed out never change");
        await using var restored = Create();
        var all = before.Concat(after).GroupBy(slot => slot.Key).ToDictionary(slot => slot.Key, slot => slot.Last().Value!.Value);
        await restored.RestoreAsync(First, all, cancellationToken);
        var again = await restored.SnapshotAsync(First, cancellationToken);
        again.ShouldAllBe(slot => slot.Value!.Value.Length <= 64, "restoring gives no reason to write anew");
    }

    [Test, CancelAfter(20_000)]
    public async Task Restore_RandomVisitsMidway_AnswersAsWithoutRestore([Values(1, 2)] int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        await using var straight = Create(capacity: 1_000);
        var restarted = Create(capacity: 1_000);
        var checkpoint = new SketchCheckpoint();
        var next = 0L;
        for (var number = 0; number < 40; number++)
        {
            var batch = new Visit[500];
            foreach (ref var visit in batch.AsSpan())
                visit = new(next++, $"s{random.Next(30_000)}", $"u{random.Next(5_000)}", random.Next(10) != 0);
            var expected = await straight.ApplyAsync(First, batch, cancellationToken);
            (await restarted.ApplyAsync(First, batch, cancellationToken)).ShouldBe(expected, $"seed {seed}, batch {number}");
            if (number % 7 != 6) continue;
            await checkpoint.TakeAsync(restarted, First, cancellationToken);
            await restarted.DisposeAsync();
            restarted = Create(capacity: 1_000);
            await restarted.RestoreAsync(First, checkpoint.Slots, cancellationToken);
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
        await old.ApplyAsync(First, Range(0, 3_000), cancellationToken);
        var checkpoint = new SketchCheckpoint();
        await checkpoint.TakeAsync(old, First, cancellationToken);
        foreach (var precision in new[] { 10, 14 })
        {
            await using var sketches = new InProcessSketches(new() { HyperLogLogPrecision = precision });
            await sketches.RestoreAsync(First, checkpoint.Slots, cancellationToken);
            await sketches.ApplyAsync(Second, Range(2_000, 3_000), cancellationToken);
            (await sketches.DistinctUsersAsync(cancellationToken)).ShouldBeInRange(4_600, 5_400, $"precision {precision}");
        }
    }

    [Test, CancelAfter(20_000)]
    public async Task Restore_MissingSlot_NamesIt(CancellationToken cancellationToken)
    {
        await using var sketches = Create();
        await sketches.ApplyAsync(First, Range(0, 5_000), cancellationToken);
        var checkpoint = new SketchCheckpoint();
        await checkpoint.TakeAsync(sketches, First, cancellationToken);
        string[] needed =
            ["bloom", "bloom/000000", "bloom/000000/000000", "counts", "counts/users/000001", "counts/values/000001", "ids", "hll"];
        foreach (var missing in needed)
        {
            var cut = checkpoint.Slots.Where(slot => slot.Key != missing).ToDictionary();
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
        Enumerable.Range(start, count).Select(i => new Visit(i, $"s{i}", $"u{i}", true)).ToArray();
}
