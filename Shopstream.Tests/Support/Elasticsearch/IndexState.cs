using System.Text.Json.Nodes;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>A document as it is stored.</summary>
internal sealed record StoredDocument(string Id, string? Routing, long Version, byte[] Source, IReadOnlyDictionary<string, object> Values, long Order)
{
    public JsonNode SourceJson() => JsonNode.Parse(Source)!;
}

/// <summary>An index: documents over shards, each with its version; searches see what was there at the last refresh.</summary>
internal sealed class IndexState
{
    private readonly Shard[] _shards;
    private readonly TimeSpan _refreshInterval;
    private readonly TimeSpan _deleteMemory;
    private readonly TimeProvider _time;
    private long _refreshedAt;
    private long _order;

    public IndexState(string name, Mapping mapping, Dictionary<string, string> settings, TimeProvider time)
    {
        Name = name;
        Mapping = mapping;
        Settings = settings;
        _time = time;
        _shards = [.. Enumerable.Range(0, int.Parse(settings.GetValueOrDefault("number_of_shards", "1"))).Select(_ => new Shard())];
        _refreshInterval = Duration(settings.GetValueOrDefault("refresh_interval", "1s"));
        _deleteMemory = Duration(settings.GetValueOrDefault("gc_deletes", "60s"));
        _refreshedAt = time.GetTimestamp();
    }

    public string Name { get; }

    public Mapping Mapping { get; }

    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <value>All documents, refreshed or not.</value>
    public IEnumerable<StoredDocument> All => _shards.SelectMany(s => s.Live.Values);

    /// <summary>Writes or removes under the rule that a version may not fall.</summary>
    public (int Status, string Result) Apply(string id, string? routing, long version, byte[]? source, Func<IReadOnlyDictionary<string, object>> values)
    {
        var shard = _shards[Hash(routing ?? id) % (uint)_shards.Length];
        var known = shard.Live.TryGetValue(id, out var live) ? live.Version : Tombstone(shard, id);
        if (known > version)
        {
            throw new ServerError(
                409, "version_conflict_engine_exception", $"[{id}]: version conflict, current version [{known}] is higher than the one provided [{version}]");
        }

        if (source is null)
        {
            shard.Deleted[id] = (version, _time.GetTimestamp());
            shard.Pending.Add(id);
            return shard.Live.Remove(id) ? (200, "deleted") : (404, "not_found");
        }

        shard.Live[id] = new StoredDocument(id, routing, version, source, values(), _order++);
        shard.Deleted.Remove(id);
        shard.Pending.Add(id);
        return live is null ? (201, "created") : (200, "updated");
    }

    /// <summary>Makes everything visible.</summary>
    public void Refresh()
    {
        foreach (var shard in _shards)
        {
            foreach (var id in shard.Pending)
            {
                if (shard.Live.TryGetValue(id, out var document)) shard.Visible[id] = document;
                else shard.Visible.Remove(id);
            }

            shard.Pending.Clear();
        }

        _refreshedAt = _time.GetTimestamp();
    }

    /// <summary>What a search sees, shard by shard.</summary>
    public IReadOnlyList<IReadOnlyCollection<StoredDocument>> Searchable()
    {
        if (_refreshInterval >= TimeSpan.Zero && _time.GetElapsedTime(_refreshedAt) >= _refreshInterval) Refresh();
        return [.. _shards.Select(s => s.Visible.Values)];
    }

    private long Tombstone(Shard shard, string id) =>
        shard.Deleted.TryGetValue(id, out var deleted) && _time.GetElapsedTime(deleted.At) < _deleteMemory ? deleted.Version : -1;

    private static TimeSpan Duration(string text) => text switch
    {
        "-1" => TimeSpan.FromMilliseconds(-1),
        _ when text.EndsWith("ms", StringComparison.Ordinal) => TimeSpan.FromMilliseconds(int.Parse(text[..^2])),
        _ when text.EndsWith('s') => TimeSpan.FromSeconds(int.Parse(text[..^1])),
        _ when text.EndsWith('m') => TimeSpan.FromMinutes(int.Parse(text[..^1])),
        _ when text.EndsWith('h') => TimeSpan.FromHours(int.Parse(text[..^1])),
        _ => throw ServerError.Illegal($"failed to parse setting with value [{text}] as a time value: unit is missing or unrecognized"),
    };

    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = (hash ^ c) * 16777619u;
        return hash ^ (hash >> 15);
    }

    private sealed class Shard
    {
        public Dictionary<string, StoredDocument> Live { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, StoredDocument> Visible { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, (long Version, long At)> Deleted { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Pending { get; } = new(StringComparer.Ordinal);
    }
}
