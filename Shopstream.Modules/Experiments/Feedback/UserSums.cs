using System.Text;

namespace Shopstream.Modules.Experiments.Feedback;

/// <summary>What one user of an experiment was offered and did.</summary>
internal sealed class UserSums
{
    public required string Variant { get; init; }

    public long Answers { get; set; }

    public long Impressions { get; set; }

    public long Clicks { get; set; }

    public long Purchases { get; set; }

    /// <summary>Amount of the purchases, as <see cref="Events.Money"/> counts.</summary>
    public long Revenue { get; set; }

    /// <summary>Clicks by ranker, of interleaved answers; null before the first.</summary>
    public SortedDictionary<string, long>? Teams { get; set; }

    public void AddTeam(string team)
    {
        Teams ??= new(StringComparer.Ordinal);
        Teams[team] = Teams.GetValueOrDefault(team) + 1;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Variant);
        foreach (var value in (ReadOnlySpan<long>)[Answers, Impressions, Clicks, Purchases, Revenue, Teams?.Count ?? 0]) writer.Write7BitEncodedInt64(value);
        foreach (var (team, clicks) in Teams ?? [])
        {
            writer.Write(team);
            writer.Write7BitEncodedInt64(clicks);
        }
    }

    public static UserSums Read(BinaryReader reader)
    {
        var sums = new UserSums
        {
            Variant = reader.ReadString(),
            Answers = reader.Read7BitEncodedInt64(),
            Impressions = reader.Read7BitEncodedInt64(),
            Clicks = reader.Read7BitEncodedInt64(),
            Purchases = reader.Read7BitEncodedInt64(),
            Revenue = reader.Read7BitEncodedInt64(),
        };
        for (var teams = reader.Read7BitEncodedInt64(); teams > 0; teams--)
        {
            sums.Teams ??= new(StringComparer.Ordinal);
            sums.Teams[reader.ReadString()] = reader.Read7BitEncodedInt64();
        }

        return sums;
    }
}

/// <summary>The users of all experiments in one partition, in slots by the hash of the user so that a checkpoint writes only what changed.</summary>
internal sealed class UserLedger
{
    private const int Shards = 64;
    private const string Prefix = "users:";
    private readonly Dictionary<(string Experiment, int Shard), Dictionary<string, UserSums>> _shards = [];
    private readonly HashSet<(string Experiment, int Shard)> _changed = [];
    private readonly HashSet<string> _unsent = new(StringComparer.Ordinal);

    /// <summary>Experiments with users.</summary>
    public IEnumerable<string> Experiments => _shards.Keys.Select(key => key.Experiment).Distinct(StringComparer.Ordinal);

    /// <summary>Users over all experiments.</summary>
    public int Count { get; private set; }

    /// <summary>The sums of a user, to be changed; made when not there. Null when the user is in another variant already.</summary>
    public UserSums? Change(string experiment, string variant, string user)
    {
        var key = (experiment, Shard(user));
        if (!_shards.TryGetValue(key, out var users)) _shards[key] = users = new(StringComparer.Ordinal);
        if (!users.TryGetValue(user, out var sums))
        {
            users[user] = sums = new UserSums { Variant = variant };
            Count++;
        }

        if (sums.Variant != variant) return null;
        _changed.Add(key);
        _unsent.Add(experiment);
        return sums;
    }

    /// <summary>Users of an experiment.</summary>
    public IEnumerable<UserSums> Of(string experiment) => _shards.Where(shard => shard.Key.Experiment == experiment).SelectMany(shard => shard.Value.Values);

    /// <summary>Experiments that changed since the last call.</summary>
    public IReadOnlyList<string> TakeUnsent()
    {
        if (_unsent.Count == 0) return [];
        string[] taken = [.. _unsent];
        _unsent.Clear();
        return taken;
    }

    /// <summary>Drops the users of an experiment.</summary>
    public void Forget(string experiment)
    {
        foreach (var key in _shards.Keys.Where(key => key.Experiment == experiment).ToList())
        {
            Count -= _shards[key].Count;
            _shards.Remove(key);
            _changed.Add(key);
        }

        _unsent.Remove(experiment);
    }

    public void Restore(Streaming.StateReader state)
    {
        foreach (var (_, content) in state.WithPrefix(Prefix))
        {
            using var reader = new BinaryReader(new MemoryStream(content.ToArray()), Encoding.UTF8);
            var (experiment, shard) = (reader.ReadString(), reader.ReadInt32());
            var users = new Dictionary<string, UserSums>(StringComparer.Ordinal);
            for (var left = reader.ReadInt32(); left > 0; left--) users[reader.ReadString()] = UserSums.Read(reader);
            _shards[(experiment, shard)] = users;
            Count += users.Count;

            // What was handed out after the checkpoint may be of a state that is gone: hand out again.
            _unsent.Add(experiment);
        }
    }

    public void Snapshot(Streaming.StateWriter state)
    {
        foreach (var key in _changed)
        {
            var slot = $"{Prefix}{Uri.EscapeDataString(key.Experiment)}:{key.Shard}";
            if (!_shards.TryGetValue(key, out var users))
            {
                state.Remove(slot);
                continue;
            }

            var content = new MemoryStream();
            using var writer = new BinaryWriter(content, Encoding.UTF8);
            writer.Write(key.Experiment);
            writer.Write(key.Shard);
            writer.Write(users.Count);
            foreach (var (user, sums) in users)
            {
                writer.Write(user);
                sums.Write(writer);
            }

            writer.Flush();
            state.Put(slot, content.ToArray());
        }

        _changed.Clear();
    }

    // FNV-1a: the same in every process, as slots need.
    private static int Shard(string user)
    {
        var hash = 2166136261u;
        foreach (var c in user) hash = (hash ^ c) * 16777619;
        return (int)((hash ^ (hash >> 16)) % Shards);
    }
}
