using System.Globalization;
using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Modules.Ml.Tuning;

/// <summary>The settings that tuning may choose. Immutable.</summary>
public sealed class SearchSpace
{
    /// <summary>A space of the given dimensions.</summary>
    /// <exception cref="ArgumentException">There is none, or two have the same name.</exception>
    public SearchSpace(params IReadOnlyList<SearchDimension> dimensions)
    {
        if (dimensions.Count == 0) throw new ArgumentException("found no settings to tune, expected at least one", nameof(dimensions));
        if (dimensions.GroupBy(d => d.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"found the setting {twice.Key} twice", nameof(dimensions));
        Dimensions = dimensions;
    }

    /// <summary>The settings.</summary>
    public IReadOnlyList<SearchDimension> Dimensions { get; }

    /// <summary>A number, any between the bounds equally likely.</summary>
    /// <exception cref="ArgumentException">The bounds are no range.</exception>
    public static SearchDimension Uniform(string name, double low, double high) => SearchDimension.Number(name, low, high, false);

    /// <summary>A number whose logarithm is equally likely anywhere between those of the bounds: for rates and penalties.</summary>
    /// <exception cref="ArgumentException">The bounds are no range above 0.</exception>
    public static SearchDimension LogUniform(string name, double low, double high) => SearchDimension.Number(name, low, high, true);

    /// <summary>A whole number, each from <paramref name="low"/> to <paramref name="high"/> equally likely.</summary>
    /// <exception cref="ArgumentException">The bounds are no range.</exception>
    public static SearchDimension Whole(string name, int low, int high) => SearchDimension.Whole(name, low, high, false);

    /// <summary>A whole number, small ones more likely, as with <see cref="LogUniform"/>.</summary>
    /// <exception cref="ArgumentException">The bounds are no range from 1.</exception>
    public static SearchDimension LogWhole(string name, int low, int high) => SearchDimension.Whole(name, low, high, true);

    /// <summary>One of the given values, each equally likely.</summary>
    /// <exception cref="ArgumentException">There is none, or one occurs twice.</exception>
    public static SearchDimension Choice(string name, params IReadOnlyList<string> choices) => SearchDimension.Choice(name, choices);

    /// <summary>
    /// Candidate <paramref name="number"/> of a seed. It depends on these two alone, so that a longer search begins with the
    /// candidates of a shorter one.
    /// </summary>
    public TuningCandidate Draw(long seed, int number)
    {
        var random = new SeededRandom(seed, number);
        var values = Dimensions.ToDictionary(d => d.Name, d => d.Draw(random), StringComparer.Ordinal);
        return Candidate(number, values);
    }

    /// <summary>A candidate of chosen values: numbers, and for a choice one of its texts.</summary>
    /// <exception cref="ArgumentException">A setting is missing, unknown, or out of its range.</exception>
    public TuningCandidate Candidate(IReadOnlyDictionary<string, object> values)
    {
        if (values.Keys.FirstOrDefault(k => Dimensions.All(d => d.Name != k)) is { } unknown)
            throw new ArgumentException($"found the setting {unknown}, expected {string.Join(", ", Dimensions.Select(d => d.Name))}", nameof(values));
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var dimension in Dimensions)
        {
            if (!values.TryGetValue(dimension.Name, out var value)) throw new ArgumentException($"found no value of {dimension.Name}", nameof(values));
            var number = value is string text ? IndexOf(dimension, text) : Convert.ToDouble(value, CultureInfo.InvariantCulture);
            if (!dimension.Allows(number)) throw new ArgumentException($"{dimension.Name}: found {value}, expected {dimension.Range}", nameof(values));
            numbers.Add(dimension.Name, number);
        }

        return Candidate(-1, numbers);
    }

    private static double IndexOf(SearchDimension dimension, string text)
    {
        for (var i = 0; i < dimension.Choices.Count; i++)
            if (dimension.Choices[i] == text) return i;
        return double.NaN;
    }

    private TuningCandidate Candidate(int number, Dictionary<string, double> values)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        var choices = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var dimension in Dimensions)
        {
            if (dimension.Choices.Count > 0) choices.Add(dimension.Name, dimension.Choices[(int)values[dimension.Name]]);
            else numbers.Add(dimension.Name, values[dimension.Name]);
        }

        return new(number, numbers, choices);
    }
}
