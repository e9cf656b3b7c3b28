namespace Shopstream.Modules.Stores;

/// <summary>An index of window results.</summary>
/// <param name="Name">Name of the index, such as <c>product_activity</c>.</param>
/// <param name="KeyName">What a row's key is, such as <c>productId</c>.</param>
/// <param name="Attributes">Names of the texts beside the key, such as the product's name; the latest known value wins.</param>
/// <param name="Measures">The numbers of a row, in order.</param>
public sealed record WindowIndexDefinition(
    string Name, string KeyName, IReadOnlyList<string> Attributes, IReadOnlyList<Measure> Measures)
{
    /// <summary>Position of a measure.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public int MeasureIndex(string name)
    {
        for (var i = 0; i < Measures.Count; i++)
            if (Measures[i].Name == name) return i;
        throw new ArgumentException($"index {Name} has no measure \"{name}\", it has {string.Join(", ", Measures.Select(m => m.Name))}", nameof(name));
    }
}
