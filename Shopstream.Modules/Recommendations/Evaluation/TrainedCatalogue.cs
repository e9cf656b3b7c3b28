using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Evaluation;

/// <summary>How many training users each item has, and what follows for novelty and popularity.</summary>
internal sealed class TrainedCatalogue
{
    private const double PopularPart = 0.1;
    private readonly int[] _users;
    private readonly bool[] _popular;
    private readonly int _allUsers;

    public TrainedCatalogue(InteractionMatrix matrix)
    {
        _users = new int[matrix.Items];
        foreach (var item in matrix.AllItems) _users[item]++;
        for (var user = 0; user < matrix.Users; user++)
            if (!matrix.ItemsOf(user).IsEmpty) _allUsers++;
        Items = _users.Count(u => u > 0);
        _popular = new bool[matrix.Items];
        foreach (var item in Enumerable.Range(0, matrix.Items).OrderByDescending(i => _users[i]).Take((int)Math.Ceiling(PopularPart * Items))) _popular[item] = true;
    }

    /// <summary>Items that some training user has.</summary>
    public int Items { get; }

    /// <summary>Whether the item is among the tenth with the most users.</summary>
    public bool IsPopular(int item) => _popular[item];

    /// <summary>−log2 of the share of training users who have the item; one that nobody has counts as if one had it.</summary>
    public double SelfInformation(int item) => Math.Log2(Math.Max(1, _allUsers) / (double)Math.Max(1, _users[item]));
}
