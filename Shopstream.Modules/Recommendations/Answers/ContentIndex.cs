using Shopstream.Modules.Recommendations.Catalogue;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>
/// Products alike by what they are: categories, brand, price and words, weighted by how rare they are (TF-IDF with one occurrence
/// each) and compared by cosine. Needs no visitor, so that a product that came a minute ago has neighbours. Thread-safe.
/// </summary>
internal sealed class ContentIndex
{
    /// <summary>Nothing is alike.</summary>
    public static readonly ContentIndex Empty = new([], []);

    private const int Length = 30;
    private const int MostPostings = 2_000;
    private static readonly char[] Separators = [.. " \t\r\n.,;:!?()[]{}\"'/\\|-_+*&%#<>=".ToCharArray()];
    private readonly Dictionary<string, (int[] Numbers, float Weight)> _postings;
    private readonly string[][] _features;
    private readonly float[] _norms;
    private readonly (int Number, float Score)[]?[] _near;

    private ContentIndex(Dictionary<string, (int[] Numbers, float Weight)> postings, string[][] features)
    {
        (_postings, _features) = (postings, features);
        _near = new (int, float)[features.Length][];
        _norms = [.. features.Select(f => MathF.Sqrt(f.Sum(t => postings.TryGetValue(t, out var p) ? p.Weight * p.Weight : 0)))];
    }

    /// <summary>Indexes the products that are known.</summary>
    public static ContentIndex Build(ProductCatalogue catalogue)
    {
        var count = catalogue.Count;
        var features = new string[count][];
        var numbers = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var number = 0; number < count; number++)
        {
            features[number] = catalogue[number] is { Hidden: false } product ? [.. FeaturesOf(product).Distinct(StringComparer.Ordinal)] : [];
            foreach (var feature in features[number])
            {
                if (!numbers.TryGetValue(feature, out var of)) numbers.Add(feature, of = []);
                of.Add(number);
            }
        }

        var known = features.Count(f => f.Length > 0);
        var postings = numbers.Where(n => n.Value.Count > 1)
            .ToDictionary(n => n.Key, n => (n.Value.ToArray(), MathF.Log(1 + ((float)known / n.Value.Count))), StringComparer.Ordinal);
        return new(postings, features);
    }

    /// <summary>The products most like one, best first; cosine above 0 to 1.</summary>
    public IReadOnlyList<(int Number, float Score)> Near(int number)
    {
        if ((uint)number >= (uint)_near.Length) return [];
        return Volatile.Read(ref _near[number]) ?? Remember(number);
    }

    /// <summary>What two products have in common, the rarest first; by kind and text, such as <c>brand</c> and <c>apple</c>.</summary>
    public IReadOnlyList<(string Kind, string Text)> Shared(int a, int b)
    {
        if ((uint)a >= (uint)_features.Length || (uint)b >= (uint)_features.Length) return [];
        return [.. _features[a].Intersect(_features[b], StringComparer.Ordinal)
            .OrderByDescending(f => _postings.TryGetValue(f, out var p) ? p.Weight : 0)
            .Select(f => (f[..f.IndexOf(':', StringComparison.Ordinal)], f[(f.IndexOf(':', StringComparison.Ordinal) + 1)..]))];
    }

    private (int Number, float Score)[] Remember(int number)
    {
        var scores = new Dictionary<int, float>();

        // Features that nearly everything has say least and cost most.
        foreach (var feature in _features[number])
        {
            if (!_postings.TryGetValue(feature, out var posting)) continue;
            if (posting.Numbers.Length > MostPostings && scores.Count > 0) continue;
            foreach (var other in posting.Numbers.AsSpan(0, Math.Min(posting.Numbers.Length, MostPostings)))
                if (other != number) scores[other] = scores.GetValueOrDefault(other) + (posting.Weight * posting.Weight);
        }

        (int Number, float Score)[] near = [.. scores.Select(s => (s.Key, s.Value / (_norms[number] * _norms[s.Key]))).OrderByDescending(s => s.Item2).ThenBy(s => s.Key).Take(Length)];
        Volatile.Write(ref _near[number], near);
        return near;
    }

    private static IEnumerable<string> FeaturesOf(CatalogueProduct product)
    {
        // Rare kinds first, so that a common one can be left out.
        if (product.Brand is { Length: > 0 } brand) yield return "brand:" + brand;
        foreach (var label in product.Labels) yield return "label:" + label;
        foreach (var text in product.Names.Values.Concat(product.Descriptions.Values))
        {
            foreach (var word in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
                if (word.Length > 2) yield return "word:" + word.ToLowerInvariant();
        }

        foreach (var category in product.Categories)
        {
            yield return "category:" + category;
            for (var dot = category.LastIndexOf('.'); dot > 0; dot = category.LastIndexOf('.', dot - 1)) yield return "category:" + category[..dot];
        }

        // Two steps to the doubling of a price.
        if (product.Price is > 0 and var price) yield return $"price:{(int)Math.Round(2 * Math.Log2(price))}";
    }
}
