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
        var answers = await sketches.ApplyAsync(First, 2, [Valid("s1", "ann"), Valid("s2", "bob"), Valid("s3", "ann")], cancellationToken);
        answers.ShouldBe([new(false, false, 1), new(false, false, 1), new(false, true, 2)]);
        answers = await sketches.ApplyAsync(First, 5, [Valid("s4", "bob"), Valid("s5", "cyd"), Valid("s6", "ann")], cancellationToken);
        answers.ShouldBe([new(false, true, 2), new(false, false, 1), new(false, true, 3)]);
        await ShouldKnowAsync(sketches, 3, ("ann", 3), ("bob", 2), ("cyd", 1), ("dan", 0));
    }

    [Test, CancelAfter(30_000)]
    public async Task Apply_SessionSeenBefore_IsADuplicateAndCountsNothing(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        var answers = await sketches.ApplyAsync(First, 2, [Valid("s1", "ann"), Valid("s1", "ann"), Valid("s1", "bob")], cancellationToken);
        answers.ShouldBe([new(false, false, 1), new(true, false, 0), new(true, false, 0)]);
        answers = await sketches.ApplyAsync(First, 3, [Valid("s1", "cyd")], cancellationToken);
        answers.ShouldBe([new(true, false, 0)]);
        await ShouldKnowAsync(sketches, 1, ("ann", 1), ("bob", 0), ("cyd", 0));
    }

    [Test, CancelAfter(30_000)]
    public async Task Apply_InvalidVisit_OnlyRemembersTheSession(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        Visit[] batch = [Invalid("s1", "ann"), Valid("s2", "ann"), Invalid("s3", "ann"), Valid("s1", "ann"), Invalid("s2", "ann")];
        var answers = await sketches.ApplyAsync(First, 4, batch, cancellationToken);
        answers.ShouldBe([new(false, false, 0), new(false, false, 1), new(false, false, 0), new(true, false, 0), new(true, false, 0)]);
        await ShouldKnowAsync(sketches, 1, ("ann", 1));
    }

    [Test, CancelAfter(30_000)]
    public async Task Apply_SameBatchTwice_ChangesNothingAndAnswersAlike(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        await sketches.ApplyAsync(First, 9, [Valid("s0", "ann")], cancellationToken);
        Visit[] batch = [Valid("s1", "ann"), Valid("s0", "ann"), Invalid("s2", "eve"), Valid("s3", "bob"), Valid("s4", "bob")];
        var once = await sketches.ApplyAsync(First, 14, batch, cancellationToken);
        once.ShouldBe([new(false, true, 2), new(true, false, 0), new(false, false, 0), new(false, false, 1), new(false, true, 2)]);
        (await sketches.ApplyAsync(First, 14, batch, cancellationToken)).ShouldBe(once);
        await ShouldKnowAsync(sketches, 2, ("ann", 2), ("bob", 2), ("eve", 0));
        (await sketches.ApplyAsync(First, 15, [Valid("s5", "bob")], cancellationToken)).ShouldBe([new(false, true, 3)]);
    }

    [Test, CancelAfter(30_000)]
    public async Task Apply_SameBatchAfterAMove_ChangesNothingAndAnswersAlike(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        Visit[] batch = [Valid("s1", "ann"), Valid("s1", "ann"), Invalid("s2", "eve"), Valid("s3", "ann")];
        var once = await sketches.ApplyAsync(First, 3, batch, cancellationToken);
        await using var moved = await MovedAsync(sketches, [First], cancellationToken);
        (await moved.ApplyAsync(First, 3, batch, cancellationToken)).ShouldBe(once);
        await ShouldKnowAsync(moved, 1, ("ann", 2));
    }

    [Test, CancelAfter(30_000)]
    public async Task Apply_EmptyBatch_AnswersNothing(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        (await sketches.ApplyAsync(First, 7, [], cancellationToken)).ShouldBeEmpty();
        await ShouldKnowAsync(sketches, 0, ("ann", 0));
    }

    [Test, CancelAfter(30_000)]
    public async Task DistinctUsers_OverPartitions_CountsAUserOfTwoPartitionsOnce(CancellationToken cancellationToken)
    {
        await using var sketches = await CreateAsync(cancellationToken);
        await sketches.ApplyAsync(First, 1, [Valid("s1", "ann"), Valid("s2", "bob")], cancellationToken);
        // Neither offsets nor sessions nor what was seen are shared between partitions.
        var answers = await sketches.ApplyAsync(Second, 1, [Valid("s1", "bob"), Valid("s3", "cyd")], cancellationToken);
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
            var batch = Enumerable.Range(from, BatchSize).Select(i => Valid($"s{i}", $"u{i % Users}")).ToArray();
            var answers = await sketches.ApplyAsync(First, from + BatchSize - 1, batch, cancellationToken);
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
        Visit[] batch = [Valid("s1", "ann"), Valid("s2", "bob"), Invalid("s3", "eve"), Valid("s4", "ann")];
        await sketches.ApplyAsync(First, 3, batch, cancellationToken);
        await sketches.ApplyAsync(Second, 0, [Valid("s5", "cyd")], cancellationToken);
        await using var moved = await MovedAsync(sketches, [First, Second], cancellationToken);
        await ShouldKnowAsync(moved, 3, ("ann", 2), ("bob", 1), ("cyd", 1), ("eve", 0));
        var answers = await moved.ApplyAsync(First, 6, [Valid("s3", "eve"), Valid("s6", "bob"), Valid("s7", "dan")], cancellationToken);
        answers.ShouldBe([new(true, false, 0), new(false, true, 2), new(false, false, 1)]);
        await ShouldKnowAsync(moved, 4, ("bob", 2), ("dan", 1));
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
                    Visit[] batch = [Valid($"s{offset}", $"u{partition}")];
                    await sketches.ApplyAsync($"user_session_info/{partition}", offset, batch, cancellationToken);
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
            async () => await sketches.ApplyAsync(First, 1, [Valid("s1", "ann")], cancelled));
    }

    private protected static Visit Valid(string session, string user) => new(session, user, IsValid: true);

    private protected static Visit Invalid(string session, string user) => new(session, user, IsValid: false);

    private protected static async Task ShouldKnowAsync(IMembershipSketches sketches, long users, params (string User, long Count)[] counts)
    {
        var token = TestContext.CurrentContext.CancellationToken;
        (await sketches.DistinctUsersAsync(token)).ShouldBe(users);
        foreach (var (user, count) in counts) (await sketches.SessionCountAsync(user, token)).ShouldBe(count, user);
    }

    private async Task<IMembershipSketches> MovedAsync(
        IMembershipSketches former, string[] partitions, CancellationToken cancellationToken)
    {
        var states = new List<(string Partition, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> State)>();
        foreach (var partition in partitions) states.Add((partition, await former.SnapshotAsync(partition, cancellationToken)));
        foreach (var partition in partitions) await former.ReleaseAsync(partition, cancellationToken);
        var moved = await ReopenAsync(former, cancellationToken);
        foreach (var (partition, state) in states) await moved.RestoreAsync(partition, state, cancellationToken);
        return moved;
    }
}
