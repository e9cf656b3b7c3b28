using System.Runtime.InteropServices;
using Shopstream.Modules.Events;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Profiles;

namespace Shopstream.Modules.Recommendations.Training;

/// <summary>One event as training sees it.</summary>
/// <param name="User">Number of the user.</param>
/// <param name="Item">Number of the item.</param>
/// <param name="TimeMs">Event time.</param>
/// <param name="Weight">Its weight before time counts.</param>
/// <param name="Session">Hash of the session id; 0 when there is none.</param>
/// <param name="IsPurchase">Whether it is a purchase.</param>
/// <param name="Group">Number of the visitor's country, device and referrer together; -1 for none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TrainingEvent(int User, int Item, long TimeMs, float Weight, int Session, bool IsPurchase, int Group);

/// <summary>Archived sessions and interactions turned into numbers. Not thread-safe.</summary>
internal sealed class TrainingData(PreferenceOptions preferences)
{
    private readonly List<TrainingEvent> _events = [];
    private readonly Dictionary<(string?, string?, string?), int> _visitorKinds = [];
    private readonly List<string[]> _groups = [];

    /// <summary>Ids of the users.</summary>
    public IdMap Users { get; } = new();

    /// <summary>Ids of the items.</summary>
    public IdMap Items { get; } = new();

    /// <summary>The events, in the order read.</summary>
    public ReadOnlySpan<TrainingEvent> Events => CollectionsMarshal.AsSpan(_events);

    /// <summary>The names of the groups that an event's <see cref="TrainingEvent.Group"/> stands for.</summary>
    public IReadOnlyList<string> GroupsOf(int group) => group < 0 ? [] : _groups[group];

    /// <summary>Adds an interaction; impressions say too little to learn from.</summary>
    public void Add(Events.Interaction interaction)
    {
        if (interaction.EventType == EventTypes.Impression) return;
        Add(interaction.UserId, VisitorEvent.Of(interaction));
    }

    /// <summary>Adds a session.</summary>
    public void Add(ShopSession session)
    {
        foreach (var visit in VisitorEvent.Of(session)) Add(session.UserId, visit);
    }

    /// <summary>The same ids with only the events that <paramref name="keep"/> accepts.</summary>
    public TrainingData Where(Func<TrainingEvent, bool> keep)
    {
        var part = new TrainingData(preferences, this);
        foreach (var one in _events)
            if (keep(one)) part._events.Add(one);
        return part;
    }

    private TrainingData(PreferenceOptions preferences, TrainingData ids)
        : this(preferences) => (Users, Items, _groups) = (ids.Users, ids.Items, ids._groups);

    /// <summary>Preferences of users × items: sums of decayed weights; those of 0 are left out.</summary>
    public InteractionMatrix Preferences(long asOfMs)
    {
        var entries = new Data.Interaction[_events.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var one = _events[i];
            entries[i] = new(one.User, one.Item, (float)(one.Weight * preferences.Decay(asOfMs - one.TimeMs)), null);
        }

        return InteractionMatrix.Build(Users.Count, Items.Count, entries, RepeatedPairs.Sum);
    }

    /// <summary>Adds an event.</summary>
    public void Add(string userId, in VisitorEvent visit) => _events.Add(new(
        Users.Add(userId), Items.Add(visit.ProductId), visit.TimeMs, (float)preferences.WeightOf(visit.Type, visit.Value),
        visit.SessionId is null ? 0 : string.GetHashCode(visit.SessionId, StringComparison.Ordinal) | 1, visit.Type == EventTypes.Purchase, Kind(visit)));

    private int Kind(in VisitorEvent visit)
    {
        var key = (visit.Country, visit.Device, visit.Referrer);
        if (key is (null, null, null)) return -1;
        if (_visitorKinds.TryGetValue(key, out var kind)) return kind;
        kind = _groups.Count;
        _groups.Add([.. VisitorGroups.Of(visit.Country, visit.Device, visit.Referrer)]);
        _visitorKinds.Add(key, kind);
        return kind;
    }
}
