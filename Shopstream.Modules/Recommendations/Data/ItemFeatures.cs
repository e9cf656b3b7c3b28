using System.Globalization;

namespace Shopstream.Modules.Recommendations.Data;

/// <summary>
/// Which features each item has: <c>category:</c>, <c>brand:</c> and <c>word:</c> in lower case, and <c>price:</c> with a band, two
/// bands to each doubling of the price. Immutable and safe to use from any thread.
/// </summary>
public sealed class ItemFeatures
{
    private const int ShortestWord = 2;
    private readonly IdMap _names;

    private ItemFeatures(InteractionMatrix matrix, IdMap names) => (Matrix, _names) = (matrix, names);

    /// <summary>Items × features; the value of a word is how often it occurs, of others 1.</summary>
    public InteractionMatrix Matrix { get; }

    /// <summary>Number of items.</summary>
    public int Items => Matrix.Users;

    /// <summary>Name of a feature, such as <c>brand:acme</c>.</summary>
    public string NameOf(int feature) => _names[feature];

    /// <summary>Reads the features out of descriptions.</summary>
    /// <param name="items">Number of items.</param>
    /// <param name="describe">The description of an item; null where there is none.</param>
    public static ItemFeatures Of(int items, Func<int, ItemDescription?> describe)
    {
        var (names, found) = (new IdMap(), new List<Interaction>());
        for (var item = 0; item < items; item++)
        {
            if (describe(item) is not { } description) continue;
            foreach (var name in Names(description)) found.Add(new(item, names.Add(name), 1, null));
        }

        return new(InteractionMatrix.Build(items, names.Count, [.. found], RepeatedPairs.Sum), names);
    }

    /// <summary>The names of the features of a description, words as often as they occur.</summary>
    public static IEnumerable<string> Names(ItemDescription description)
    {
        foreach (var category in description.Categories.Distinct(StringComparer.OrdinalIgnoreCase)) yield return "category:" + category.ToLowerInvariant();
        if (!string.IsNullOrWhiteSpace(description.Brand)) yield return "brand:" + description.Brand.Trim().ToLowerInvariant();
        if (description.Price is > 0) yield return string.Create(CultureInfo.InvariantCulture, $"price:{(int)Math.Round(2 * Math.Log2(description.Price.Value))}");
        if (description.Text is not { } text) yield break;
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inside = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (inside && start < 0) start = i;
            if (inside || start < 0) continue;
            if (i - start >= ShortestWord) yield return "word:" + text[start..i].ToLowerInvariant();
            start = -1;
        }
    }
}
