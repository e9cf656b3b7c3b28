using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Recommendations.Catalogue;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Recommendations.Profiles;

/// <summary>
/// Profiles of visitors: in memory while in use, in collection <c>user_profiles</c> for good. What this host reads from the stream
/// counts at once; what another host reads counts when it has written it and <see cref="RecommendationsOptions.ProfileRefresh"/> is
/// over. Thread-safe.
/// </summary>
internal sealed class VisitorProfiles(IDocumentStore documents, ProductCatalogue catalogue, IOptions<RecommendationsOptions> options, TimeProvider time)
{
    /// <summary>One document a visitor and topic.</summary>
    public static readonly CollectionDefinition Collection = new("user_profiles", [new("userId", IsInteger: false)], [["userId"]]);

    /// <summary>The topics that profiles are made from; their order is that of the parts.</summary>
    public static readonly IReadOnlyList<string> SourceTopics = [Topics.UserInteractions, Topics.ValidCustomerSession];

    private static readonly string[] Prefixes = ["i/", "s/"];
    private readonly ConcurrentDictionary<string, Visitor> _visitors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(int Topic, int Partition), int> _owned = new();
    private readonly int[] _partitions = new int[SourceTopics.Count];

    /// <summary>Visitors in memory.</summary>
    public int Count => _visitors.Count;

    /// <summary>Place of a topic in <see cref="SourceTopics"/>.</summary>
    public static int IndexOf(string topic) => topic == SourceTopics[0] ? 0 : 1;

    /// <summary>The profile of a visitor; empty when nothing is known.</summary>
    public async ValueTask<VisitorProfile> GetAsync(string userId, CancellationToken cancellationToken)
    {
        var visitor = _visitors.TryGetValue(userId, out var found) && IsFresh(userId, found) ? found : await LoadAsync(userId, cancellationToken);
        return visitor.Profile(catalogue, options.Value.Preferences, time.GetTimestamp());
    }

    /// <summary>The profile of a visitor as if some events had just happened; nothing is kept. Without a user, of these events alone.</summary>
    public async ValueTask<VisitorProfile> WithAsync(string? userId, IEnumerable<VisitorEvent> visits, CancellationToken cancellationToken)
    {
        var told = new ProfilePart();
        foreach (var visit in visits) told.Add(visit, options.Value.Preferences);
        var known = userId is null ? [] : (await LoadAsync(userId, cancellationToken)).Parts();
        return VisitorProfile.Of(told.LastMs > 0 ? [.. known, told] : known, catalogue, options.Value.Preferences);
    }

    /// <summary>A visitor whose parts are in memory, those of owned partitions never older than what this host did.</summary>
    public async ValueTask<Visitor> LoadAsync(string userId, CancellationToken cancellationToken)
    {
        var visitor = _visitors.GetOrAdd(userId, static _ => new());
        for (var topic = 0; topic < SourceTopics.Count; topic++)
        {
            if (!visitor.Needs(topic, Owns(userId, topic), time, options.Value.ProfileRefresh)) continue;
            var stored = await documents.GetAsync(Collection.Name, Prefixes[topic] + userId, cancellationToken);
            visitor.Loaded(topic, stored is null ? null : ProfilePart.Decode(stored.Body.Span), Owns(userId, topic), time.GetTimestamp());
        }

        return visitor;
    }

    /// <summary>The visitor when everything this host needs to write a topic's part is in memory; null otherwise.</summary>
    public Visitor? Find(string userId, int topic) => _visitors.TryGetValue(userId, out var visitor) && visitor.Has(topic) ? visitor : null;

    /// <summary>Document of a part.</summary>
    public static Document DocumentOf(int topic, ProfilePart part) => new(Prefixes[topic] + part.UserId, part.Encode(), [part.UserId]);

    /// <summary>This host reads a partition from now on; what it remembers of it may be old.</summary>
    public void Take(int topic, int partition, int partitions)
    {
        _partitions[topic] = partitions;
        foreach (var visitor in _visitors.Values) visitor.Drop(topic);
        _owned[(topic, partition)] = 1;
    }

    /// <summary>This host does not read a partition any more.</summary>
    public void Release(int topic, int partition)
    {
        _owned.TryRemove((topic, partition), out _);
        foreach (var (userId, visitor) in _visitors)
            if (PartitionOf(userId, topic) == partition) visitor.Drop(topic, evenChanged: true);
    }

    /// <summary>Forgets visitors that nobody asked for in a while when there are too many; none with changes that are not written.</summary>
    public void Trim()
    {
        var most = options.Value.CachedVisitors;
        if (_visitors.Count <= most) return;
        var touched = _visitors.Values.Select(v => v.TouchedAt).Order().ToList();
        var limit = touched[Math.Min(touched.Count - 1, touched.Count - (most * 9 / 10))];
        foreach (var (userId, visitor) in _visitors)
            if (visitor.TouchedAt <= limit && !visitor.IsChanged) _visitors.TryRemove(new(userId, visitor));
    }

    /// <summary>Forgets a visitor in memory and in the store.</summary>
    public async ValueTask<long> ForgetAsync(string userId, CancellationToken cancellationToken)
    {
        if (_visitors.TryRemove(userId, out var visitor))
        {
            for (var topic = 0; topic < SourceTopics.Count; topic++) visitor.Drop(topic, evenChanged: true);
        }

        await documents.EnsureCollectionAsync(Collection, cancellationToken);
        return await documents.DeleteAsync(Collection.Name, new DocumentQuery { Where = [new("userId", Comparison.Equal, userId)] }, cancellationToken);
    }

    private bool IsFresh(string userId, Visitor visitor)
    {
        for (var topic = 0; topic < SourceTopics.Count; topic++)
            if (visitor.Needs(topic, Owns(userId, topic), time, options.Value.ProfileRefresh)) return false;
        return true;
    }

    private bool Owns(string userId, int topic) => _partitions[topic] > 0 && _owned.ContainsKey((topic, PartitionOf(userId, topic)));

    private int PartitionOf(string userId, int topic) => _partitions[topic] > 0 ? KeyPartitioner.Partition(userId, _partitions[topic]) : -1;
}
