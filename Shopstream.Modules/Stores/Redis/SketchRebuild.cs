using StackExchange.Redis;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>
/// Puts the keys of a partition back as its journal says. The state counts as missing from the first step to the last one; another
/// rebuild that begins meanwhile takes over.
/// </summary>
internal sealed class SketchRebuild(RedisLink link, PartitionKeys keys, UserFilter filter, Generations generations)
{
    private RedisValue _token;
    private long _step;

    /// <summary>Sessions put back.</summary>
    public long Sessions { get; private set; }

    /// <summary>Rebuilds the state under an id.</summary>
    /// <exception cref="SketchStateLostException">Another rebuild took over.</exception>
    public async Task RunAsync(
        string id, VisitJournal journal, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots, CancellationToken cancellationToken)
    {
        await link.RunAsync(BeginAsync, cancellationToken);
        foreach (var users in journal.ReadUsers(slots)) await PutAsync(users, cancellationToken);
        var horizon = generations.Horizon(journal.Position);
        foreach (var entries in journal.ReadSessions(slots))
        {
            var users = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var entry in entries.Where(entry => entry.User is not null && journal.IsBehindUsers(entry)))
                users[entry.User!] = entry.SessionCount;
            await PutAsync(users, cancellationToken);
            foreach (var generation in entries.Where(entry => entry.Offset >= horizon).GroupBy(entry => generations.Of(entry.Offset)))
                await PutAsync(generation.Key, generation, cancellationToken);
        }

        await StepAsync(RebuildScripts.End, [id, journal.Position, generations.Of(journal.Position)], cancellationToken);
    }

    /// <summary>
    /// Clears everything, each time under a new token: should an attempt that was given up arrive late, the steps of this rebuild
    /// find that it is no longer theirs, instead of finishing what has been cleared below them.
    /// </summary>
    private Task<RedisResult> BeginAsync(IDatabase database)
    {
        _token = Guid.NewGuid().ToString("N");
        RedisValue[] size = filter.IsModule ? [filter.Error.ToString("R"), filter.Capacity] : [filter.LastBit];
        return database.ScriptEvaluateAsync(RebuildScripts.Begin, keys.All, [_token, filter.Probes, .. size]);
    }

    private async Task PutAsync(Dictionary<string, long> users, CancellationToken cancellationToken)
    {
        foreach (var part in users.Chunk(VisitBatch.MaxVisits))
        {
            var names = Array.ConvertAll(part, user => user.Key);
            await StepAsync(
                RebuildScripts.PutUsers,
                [
                    filter.Probes, filter.CellSize, filter.Cells(names), names.Length,
                    .. Array.ConvertAll(names, name => (RedisValue)name), .. Array.ConvertAll(part, user => (RedisValue)user.Value),
                ],
                cancellationToken);
        }
    }

    private async Task PutAsync(long generation, IEnumerable<JournalEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var part in entries.Chunk(VisitBatch.MaxVisits))
        {
            var arguments = new List<RedisValue> { generation };
            foreach (var entry in part)
            {
                arguments.Add(VisitBatch.SessionField(entry.Session));
                arguments.Add(VisitBatch.SessionValue(entry.Offset - generations.StartOf(generation), entry.Answer));
            }

            await StepAsync(RebuildScripts.PutSessions, [.. arguments], cancellationToken);
            Sessions += part.Length;
        }
    }

    private async Task StepAsync(string script, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        RedisValue[] all = [_token, ++_step, .. arguments];
        var result = await link.RunAsync(database => database.ScriptEvaluateAsync(script, keys.All, all), cancellationToken);
        if ((long)result == 0)
            throw new SketchStateLostException("Another host began to rebuild the same sketches; expected to be the only owner of the partition.");
    }
}
