using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>What is known of the user who asks: the row of a trained user, or that of somebody new.</summary>
/// <param name="user">Number of the user in the matrix of the training; -1 when not in it.</param>
/// <param name="items">Their items, ascending.</param>
/// <param name="values">The values beside them.</param>
public readonly ref struct UserRow(int user, ReadOnlySpan<int> items, ReadOnlySpan<float> values)
{
    /// <summary>Number of the user in the matrix of the training; -1 when not in it.</summary>
    public int User { get; } = user;

    /// <summary>Their items, ascending.</summary>
    public ReadOnlySpan<int> Items { get; } = items;

    /// <summary>The values beside <see cref="Items"/>.</summary>
    public ReadOnlySpan<float> Values { get; } = values;

    /// <summary>The same without the items that came after a training on so many.</summary>
    public UserRow Below(int count)
    {
        var known = Items.Length;
        while (known > 0 && Items[known - 1] >= count) known--;
        return known == Items.Length ? this : new(User, Items[..known], Values[..known]);
    }

    /// <summary>The row of a trained user.</summary>
    public static UserRow Of(InteractionMatrix matrix, int user) => new(user, matrix.ItemsOf(user), matrix.ValuesOf(user));
}
