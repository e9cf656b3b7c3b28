using System.Runtime.InteropServices;

namespace Shopstream.Modules.Recommendations.Data;

/// <summary>Interactions in the order of their source, with the ids behind their numbers.</summary>
/// <param name="users">Ids of users; may be shared with other logs.</param>
/// <param name="items">Ids of items; may be shared with other logs.</param>
public sealed class InteractionLog(IdMap users, IdMap items)
{
    private readonly List<Interaction> _interactions = [];

    /// <summary>Ids of the users.</summary>
    public IdMap Users => users;

    /// <summary>Ids of the items.</summary>
    public IdMap Items => items;

    /// <summary>How many interactions there are.</summary>
    public int Count => _interactions.Count;

    /// <summary>The interactions; valid until the next one is added.</summary>
    public ReadOnlySpan<Interaction> Interactions => CollectionsMarshal.AsSpan(_interactions);

    /// <summary>Whether each of them has a time.</summary>
    public bool HasTimes => _interactions.TrueForAll(i => i.Time is not null);

    /// <summary>Adds one by its ids.</summary>
    public void Add(string user, string item, float value = 1, long? time = null, int basket = -1) =>
        _interactions.Add(new(users.Add(user), items.Add(item), value, time, basket));

    /// <summary>Adds one by its numbers.</summary>
    public void Add(Interaction interaction) => _interactions.Add(interaction);

    /// <summary>The matrix of all users and items that the ids know of by now.</summary>
    public InteractionMatrix ToMatrix(RepeatedPairs repeated = RepeatedPairs.One) => InteractionMatrix.Build(users.Count, items.Count, Interactions, repeated);
}
