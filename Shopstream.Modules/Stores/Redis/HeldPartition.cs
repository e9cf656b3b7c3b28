using StackExchange.Redis;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>A partition that this host works on. Not safe for concurrent callers.</summary>
internal sealed class HeldPartition(
    string name, RedisLink link, PartitionKeys keys, UserFilter filter, Generations generations, VisitJournal journal)
{
    private const int UsersPerScan = 1_000;
    private readonly string _id = $"{journal.Id:N} {filter.Parameters} ids:{generations.Size}";

    /// <summary>Users when they were last told.</summary>
    public long Users { get; private set; }

    /// <summary>Why the server's state cannot be gone on from, or null.</summary>
    public async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        var reply = await CallAsync(RedisScripts.Apply, VisitBatch.NoVisits(_id, journal.Position), cancellationToken);
        if ((int)reply[0] == RedisScripts.Lost) return $"it is missing, damaged, or {Standing((string)reply[1])} the checkpoint";
        // A replay is answered from the generation that it lies in; to be on the safe side, the server must still be in that one.
        return generations.Of((long)reply[1]) > generations.Of(journal.Position)
            ? $"at offset {(string)reply[1]}, it is a generation of sessions ahead of the checkpoint"
            : null;
    }

    /// <summary>Clears the server's state and builds it from the slots.</summary>
    /// <returns>Sessions put back.</returns>
    public async Task<long> RebuildAsync(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots, CancellationToken cancellationToken)
    {
        var rebuild = new SketchRebuild(link, keys, filter, generations);
        await rebuild.RunAsync(_id, journal, slots, cancellationToken);
        return rebuild.Sessions;
    }

    /// <summary>Applies visits, a generation and a script's fill at a time.</summary>
    public async Task<VisitAnswer[]> ApplyAsync(IReadOnlyList<Visit> visits, CancellationToken cancellationToken)
    {
        var answers = new VisitAnswer[visits.Count];
        for (var from = 0; from < visits.Count;)
        {
            var batch = VisitBatch.Next(visits, from, generations);
            var reply = await CallAsync(RedisScripts.Apply, batch.Arguments(_id, journal.Position, filter), cancellationToken);
            if ((int)reply[0] != RedisScripts.Done) throw Lost((int)reply[0], visits[from].Offset, (string)reply[1]);
            batch.Read((byte[])reply[3], answers);
            for (var end = from + batch.Count; from < end; from++) journal.Add(visits[from], answers[from]);
            Users = (long)reply[2];
        }

        return answers;
    }

    /// <summary>What the checkpoint has to change; see <see cref="VisitJournal"/>.</summary>
    /// <param name="putOff">Told why old sessions stay in the checkpoint for another while.</param>
    /// <param name="cancellationToken">Ends the wait for the server.</param>
    public async Task<Dictionary<string, ReadOnlyMemory<byte>?>> SnapshotAsync(Action<string> putOff, CancellationToken cancellationToken)
    {
        if (!journal.IsCompactable(generations)) return journal.TakeChanges();
        try
        {
            if (await ReadUsersAsync(cancellationToken) is { } users) journal.Compact(users, generations);
            else putOff("the server is ahead of this host");
        }
        catch (Exception e) when (RedisFailure.IsTransient(e))
        {
            // The checkpoint is right without it, only longer.
            putOff(RedisFailure.Reason(e));
        }

        return journal.TakeChanges();
    }

    private static string Standing(string offset) => offset.Length == 0 ? "behind" : $"at offset {offset}, behind";

    private SketchStateLostException Lost(int code, long offset, string found) => code == RedisScripts.Forgotten
        ? new($"{name}: Redis stands at offset {found} and no longer knows the sessions around {offset}; expected a replay to begin later.")
        : new($"{name}: expected sketches on Redis up to offset {journal.Position} or beyond, found {(found.Length == 0 ? "none" : $"them up to {found}, or damaged")}.");

    /// <summary>All users and counts as of the last visit applied; null when the server does not stand there.</summary>
    private async Task<UserCounts?> ReadUsersAsync(CancellationToken cancellationToken)
    {
        var users = new UserCounts();
        var cursor = "0";
        do
        {
            RedisValue[] arguments = [_id, journal.Position, cursor, UsersPerScan];
            var result = await link.RunOnceAsync(
                database => database.ScriptEvaluateAsync(RedisScripts.ScanUsers, keys.All, arguments), cancellationToken);
            if (result.IsNull) return null;
            var part = (RedisResult[])result;
            cursor = (string)part[0];
            var found = (RedisValue[])part[1];
            for (var i = 0; i < found.Length; i += 2) users.Add(found[i]!, (long)found[i + 1]);
        }
        while (cursor != "0");
        return users;
    }

    private async Task<RedisResult[]> CallAsync(string script, RedisValue[] arguments, CancellationToken cancellationToken) =>
        (RedisResult[])await link.RunAsync(database => database.ScriptEvaluateAsync(script, keys.All, arguments), cancellationToken);
}
