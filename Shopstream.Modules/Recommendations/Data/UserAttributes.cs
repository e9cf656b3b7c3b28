namespace Shopstream.Modules.Recommendations.Data;

/// <summary>What is known of each user beside their interactions, such as <c>country:France</c> or <c>age:25-34</c>. Immutable.</summary>
public sealed class UserAttributes
{
    private readonly IdMap _names;

    private UserAttributes(InteractionMatrix matrix, IdMap names) => (Matrix, _names) = (matrix, names);

    /// <summary>Users × attributes, 1 where a user has one.</summary>
    public InteractionMatrix Matrix { get; }

    /// <summary>Name of an attribute.</summary>
    public string NameOf(int attribute) => _names[attribute];

    /// <summary>Number of an attribute; -1 when no user has it.</summary>
    public int Find(string name) => _names.Find(name);

    /// <summary>Collects the attributes.</summary>
    /// <param name="users">Number of users.</param>
    /// <param name="describe">The attributes of a user; null where nothing is known.</param>
    public static UserAttributes Of(int users, Func<int, IReadOnlyList<string>?> describe)
    {
        var (names, found) = (new IdMap(), new List<Interaction>());
        for (var user = 0; user < users; user++)
            foreach (var name in describe(user) ?? []) found.Add(new(user, names.Add(name), 1, null));
        return new(InteractionMatrix.Build(users, names.Count, [.. found], RepeatedPairs.One), names);
    }
}
