using Shopstream.Modules.Stores;

namespace Shopstream.Tests.Stores;

/// <summary>What every provider of <see cref="IMembershipSketches"/> keeps; a provider's fixture inherits it.</summary>
[TestFixture]
public abstract class MembershipSketchesContract
{
    private protected const string First = "user_session_info/0";
    private protected const string Second = "user_session_info/1";

    /// <summary>Sketches over an empty store of their own.</summary>
    protected abstract Task<IMembershipSketches> CreateAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Sketches as another host would open them after the partitions of <paramref name="former"/> moved to it: over the same
    /// store where the provider has one. The test restores the partitions and disposes of both.
    /// </summary>
    protected abstract Task<IMembershipSketches> ReopenAsync(IMembershipSketches former, CancellationToken cancellationToken);

    [Test, CancelAfter(30_000)]
    public async Task Apply_ValidVisits_CountsThemAndRecognisesReturningUsers(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        var answers = await sketches.ApplyAsync(First, At(0, Valid("s1", "ann"), Valid("s2", "bob"), Valid("s3", "ann")), cancellationToken);
        answers.ShouldBe([new(false, false, 1), new(false, false, 1), new(false, true, 2)]);
        answers = await sketches.ApplyAsync(First, At(3, Valid("s4", "bob"), Valid("s5", "cyd"), Valid("s6", "ann")), cancellationToken);
        answers.ShouldBe([new(false, true, 2), new(false, false, 1), new(false, true, 3)]);
        await ShouldKnowAsync(sketches, 3, ("ann", 3), ("bob", 2), ("cyd", 1), ("dan", 0));
    }

    [Test, CancelAfter(30_000)]
    public async Task Apply_SessionSeenBefore_IsADuplicateAndCountsNothing(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        var answers = await sketches.ApplyAsync(First, At(0, Valid("s1", "ann"), Valid("s1", "ann"), Valid("s1", "bob")), cancellationToken);
        answers.ShouldBe([new(false, false, 1), new(true, false, 0), new(true, false, 0)]);
        answers = await sketches.ApplyAsync(First, At(3, Valid("s1", "cyd")), cancellationToken);
        answers.ShouldBe([new(true, false, 0)]);
        await ShouldKnowAsync(sketches, 1, ("ann", 1), ("bob", 0), ("cyd", 0));
    }

    [Test, CancelAfter(30_000)]
    public async Task Apply_InvalidVisit_OnlyRemembersTheSession(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        var batch = At(0, Invalid("s1", "ann"), Valid("s2", "ann"), Invalid("s3", "ann"), Valid("s1", "ann"), Invalid("s2", "ann"));
        var answers = await sketches.ApplyAsync(First, batch, cancellationToken);
        answers.ShouldBe([new(false, false, 0), new(false, false, 1), new(false, false, 0), new(true, false, 0), new(true, false, 0)]);
        await ShouldKnowAsync(sketches, 1, ("ann", 1));
    }

    [Test, CancelAfter(30_000)]
    public async Task Apply_SameBatchTwice_ChangesNothingAndAnswersAlike(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        await sketches.ApplyAsync(First, At(9, Valid("s0", "ann")), cancellationToken);
        var batch = At(10, Valid("s1", "ann"), Valid("s0", "ann"), Invalid("s2", "eve"), Valid("s3", "bob"), Valid("s4", "bob"));
        var once = await sketches.ApplyAsync(First, batch, cancellationToken);
        once.ShouldBe([new(false, true, 2), new(true, false, 0), new(false, false, 0), new(false, false, 1), new(false, true, 2)]);
        (await sketches.ApplyAsync(First, batch, cancellationToken)).ShouldBe(once);
        await ShouldKnowAsync(sketches, 2, ("ann", 2), ("bob", 2), ("eve", 0));
        (await sketches.ApplyAsync(First, At(15, Valid("s5", "bob")), cancellationToken)).ShouldBe([new(false, true, 3)]);
    }

    [Test, CancelAfter(30_000)]
    public async Task Apply_SameBatchAfterAMove_ChangesNothingAndAnswersAlike(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        var batch = At(0, Valid("s1", "ann"), Valid("s1", "ann"), Invalid("s2", "eve"), Valid("s3", "ann"));
        var once = await sketches.ApplyAsync(First, batch, cancellationToken);
        await using var moved = await MovedAsync(sketches, [First], cancellationToken);
        (await moved.ApplyAsync(First, batch, cancellationToken)).ShouldBe(once);
        await ShouldKnowAsync(moved, 1, ("ann", 2));
    }

    [Test, CancelAfter(30_000)]
    public async Task Apply_EmptyBatch_AnswersNothing(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        (await sketches.ApplyAsync(First, [], cancellationToken)).ShouldBeEmpty();
        await ShouldKnowAsync(sketches, 0, ("ann", 0));
    }

    [Test, CancelAfter(30_000)]
    public async Task DistinctUsers_OverPartitions_CountsAUserOfTwoPartitionsOnce(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        await sketches.ApplyAsync(First, At(0, Valid("s1", "ann"), Valid("s2", "bob")), cancellationToken);
        // Neither offsets nor sessions nor what was seen are shared between partitions.
        var answers = await sketches.ApplyAsync(Second, At(0, Valid("s1", "bob"), Valid("s3", "cyd")), cancellationToken);
        answers.All(answer => !answer.IsDuplicate).ShouldBeTrue();
        await ShouldKnowAsync(sketches, 3, ("ann", 1), ("cyd", 1));
    }

    [Test, CancelAfter(60_000)]
    public async Task Apply_ManyUsers_StaysWithinThePromisedErrors(CancellationToken cancellationToken)
    {
        const int Users = 20_000;
        const int BatchSize = 2_000;
        await using var sketches = await CreateAsync(cancellationToken);
        var (mistaken, forgotten) = (0, 0);
        for (var from = 0; from < 2 * Users; from += BatchSize)
        {
            var batch = Enumerable.Range(from, BatchSize).Select(i => new Visit(i, $"s{i}", $"u{i % Users}", true)).ToArray();
            var answers = await sketches.ApplyAsync(First, batch, cancellationToken);
            if (from < Users) mistaken += answers.Count(answer => answer.IsReturning);
            else forgotten += answers.Count(answer => !answer.IsReturning || answer.SessionCount != 2);
        }

        forgotten.ShouldBe(0, "no false negatives, exact counts");
        mistaken.ShouldBeLessThanOrEqualTo((int)(Users * 0.01 * 1.2));
        (await sketches.DistinctUsersAsync(cancellationToken)).ShouldBeInRange((long)(Users * 0.975), (long)(Users * 1.025));
        (await sketches.SessionCountAsync("u77", cancellationToken)).ShouldBe(2);
    }

    [Test, CancelAfter(30_000)]
    public async Task Restore_AfterAMove_ContinuesWhereTheFormerStood(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        var batch = At(0, Valid("s1", "ann"), Valid("s2", "bob"), Invalid("s3", "eve"), Valid("s4", "ann"));
        await sketches.ApplyAsync(First, batch, cancellationToken);
        await sketches.ApplyAsync(Second, At(0, Valid("s5", "cyd")), cancellationToken);
        await using var moved = await MovedAsync(sketches, [First, Second], cancellationToken);
        await ShouldKnowAsync(moved, 3, ("ann", 2), ("bob", 1), ("cyd", 1), ("eve", 0));
        var answers = await moved.ApplyAsync(First, At(4, Valid("s3", "eve"), Valid("s6", "bob"), Valid("s7", "dan")), cancellationToken);
        answers.ShouldBe([new(true, false, 0), new(false, true, 2), new(false, false, 1)]);
        await ShouldKnowAsync(moved, 4, ("bob", 2), ("dan", 1));
    }

    [Test, CancelAfter(30_000)]
    public async Task Apply_LastBatchAgainWithNewVisits_RepeatsTheAnswersAndGoesOn(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        var visits = SampleVisits.Make(seed: 3, count: 40);
        var expected = SampleVisits.Answers(visits);
        (await sketches.ApplyAsync(First, visits[..12], cancellationToken)).ShouldBe(expected[..12]);
        (await sketches.ApplyAsync(First, visits[5..20], cancellationToken)).ShouldBe(expected[5..20]);
        (await sketches.ApplyAsync(First, visits[10..15], cancellationToken)).ShouldBe(expected[10..15]);
        (await sketches.ApplyAsync(First, visits[19..], cancellationToken)).ShouldBe(expected[19..]);
        await ShouldKnowAsync(sketches, SampleVisits.Users(visits), [.. SampleVisits.Counts(visits)]);
    }

    [Test, CancelAfter(30_000)]
    public async Task Apply_OffsetsThatDoNotRise_AreRefused(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        Visit[] batch = [.. At(4, Valid("s1", "ann")), .. At(4, Valid("s2", "ann"))];
        await Should.ThrowAsync<ArgumentException>(async () => await sketches.ApplyAsync(First, batch, cancellationToken));
        await ShouldKnowAsync(sketches, 0, ("ann", 0));
    }

    [Test, CancelAfter(60_000)]
    public async Task Apply_ReplayBehindTheCheckpoint_AnswersAlikeWhateverTheBatches(
        [Values(1, 7, 50, 1_000)] int batchSize, CancellationToken cancellationToken)
    {
        var visits = SampleVisits.Make(seed: 5, count: 400);
        var expected = SampleVisits.Answers(visits);
        var checkpoint = new SketchCheckpoint();
        await using var former = await CreateAsync(cancellationToken);
        await ApplyAllAsync(former, visits, expected, 0, 130, 13, cancellationToken);
        await checkpoint.TakeAsync(former, First, cancellationToken);
        await ApplyAllAsync(former, visits, expected, 130, 310, 30, cancellationToken);

        // The host dies. The next one replays, and dies as well before it took a checkpoint; the third one goes on to the end.
        foreach (var end in (int[])[200, 400])
        {
            await using var next = await ReopenAsync(former, cancellationToken);
            await next.RestoreAsync(First, checkpoint.Slots, cancellationToken);
            await ApplyAllAsync(next, visits, expected, 130, end, batchSize, cancellationToken);
            if (end == 400) await ShouldKnowAsync(next, SampleVisits.Users(visits), [.. SampleVisits.Counts(visits)]);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Apply_CheckpointsDuringTheReplay_LeadToTheSameState(CancellationToken cancellationToken)
    {
        var visits = SampleVisits.Make(seed: 6, count: 300);
        var expected = SampleVisits.Answers(visits);
        var checkpoint = new SketchCheckpoint();
        var sketches = await CreateAsync(cancellationToken);
        foreach (var (saved, reached) in ((int, int)[])[(0, 120), (60, 180), (90, 100), (95, 300), (300, 300)])
        {
            await ApplyAllAsync(sketches, visits, expected, checkpoint.Next, saved, 17, cancellationToken);
            await checkpoint.TakeAsync(sketches, First, cancellationToken);
            checkpoint.Next = saved;
            await ApplyAllAsync(sketches, visits, expected, saved, reached, 23, cancellationToken);
            var next = await ReopenAsync(sketches, cancellationToken);
            await next.RestoreAsync(First, checkpoint.Slots, cancellationToken);
            await sketches.DisposeAsync();
            sketches = next;
        }

        await ShouldKnowAsync(sketches, SampleVisits.Users(visits), [.. SampleVisits.Counts(visits)]);
        await sketches.DisposeAsync();
    }

    [Test, CancelAfter(60_000)]
    public async Task Apply_TwoHostsAtTheSameVisits_AnswerAlikeAndCountOnce([Values(1, 2, 3)] int seed, CancellationToken cancellationToken)
    {
        var visits = SampleVisits.Make(seed, count: 500);
        var expected = SampleVisits.Answers(visits);
        var checkpoint = new SketchCheckpoint();
        await using var former = await CreateAsync(cancellationToken);
        await ApplyAllAsync(former, visits, expected, 0, 100, 20, cancellationToken);
        await checkpoint.TakeAsync(former, First, cancellationToken);
        await ApplyAllAsync(former, visits, expected, 100, 180, 20, cancellationToken);
        await using var owner = await ReopenAsync(former, cancellationToken);
        await owner.RestoreAsync(First, checkpoint.Slots, cancellationToken);

        // The former owner was only frozen and goes on, now ahead of the new one, now behind it.
        var random = new Random(seed);
        int[] next = [180, 100];
        while (next.Min() < visits.Length)
        {
            var turn = random.Next(2);
            var end = Math.Min(visits.Length, next[turn] + 1 + random.Next(60));
            var host = turn == 0 ? former : owner;
            var answers = await host.ApplyAsync(First, visits[next[turn]..end], cancellationToken);
            answers.ShouldBe(expected[next[turn]..end], $"seed {seed}, host {turn}, from {next[turn]}");
            next[turn] = end;
        }

        foreach (var host in (IMembershipSketches[])[former, owner])
            await ShouldKnowAsync(host, SampleVisits.Users(visits), [.. SampleVisits.Counts(visits)]);
    }

    [Test, CancelAfter(30_000)]
    public async Task Apply_PartitionsAtTheSameTime_LoseNothing(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(partition => Task.Run(
            async () =>
            {
                for (var offset = 0; offset < 50; offset++)
                {
                    var batch = At(offset, Valid($"s{offset}", $"u{partition}"));
                    await sketches.ApplyAsync($"user_session_info/{partition}", batch, cancellationToken);
                    (await sketches.DistinctUsersAsync(cancellationToken)).ShouldBeInRange(1, 4);
                }
            },
            cancellationToken)));
        await ShouldKnowAsync(sketches, 4, ("u0", 50), ("u1", 50), ("u2", 50), ("u3", 50));
    }

    [Test, CancelAfter(30_000)]
    public async Task Apply_CancelledToken_Throws(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        var cancelled = new CancellationToken(canceled: true);
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await sketches.ApplyAsync(First, At(0, Valid("s1", "ann")), cancelled));
    }

    /// <summary>Visits at an offset and those behind it.</summary>
    private protected static Visit[] At(long offset, params Visit[] visits) =>
        [.. visits.Select((visit, i) => visit with { Offset = offset + i })];

    private protected static Visit Valid(string session, string user) => new(0, session, user, IsValid: true);

    private protected static Visit Invalid(string session, string user) => new(0, session, user, IsValid: false);

    private protected static async Task ShouldKnowAsync(IMembershipSketches sketches, long users, params (string User, long Count)[] counts)
    {
        var token = TestContext.CurrentContext.CancellationToken;
        var estimate = await sketches.DistinctUsersAsync(token);
        // An estimate: a handful is told exactly, of more some may fall together.
        if (users <= 5) estimate.ShouldBe(users);
        else estimate.ShouldBeInRange((long)Math.Floor(users * 0.95), (long)Math.Ceiling(users * 1.05));
        foreach (var (user, count) in counts) (await sketches.SessionCountAsync(user, token)).ShouldBe(count, user);
    }

    private protected static async Task ApplyAllAsync(
        IMembershipSketches sketches, Visit[] visits, VisitAnswer[] expected, int from, int to, int batchSize, CancellationToken cancellationToken)
    {
        for (; from < to; from += batchSize)
        {
            var end = Math.Min(to, from + batchSize);
            (await sketches.ApplyAsync(First, visits[from..end], cancellationToken)).ShouldBe(expected[from..end], $"visits {from} to {end - 1}");
        }
    }

    private async Task<IMembershipSketches> MovedAsync(
        IMembershipSketches former, string[] partitions, CancellationToken cancellationToken)
    {
        var states = partitions.ToDictionary(partition => partition, _ => new SketchCheckpoint());
        foreach (var (partition, state) in states) await state.TakeAsync(former, partition, cancellationToken);
        foreach (var partition in partitions) await former.ReleaseAsync(partition, cancellationToken);
        var moved = await ReopenAsync(former, cancellationToken);
        foreach (var (partition, state) in states) await moved.RestoreAsync(partition, state.Slots, cancellationToken);
        return moved;
    }
}
