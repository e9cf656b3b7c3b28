using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Modules.Ml.Tuning;

/// <summary>One setting that tuning may choose, and the values it may take. Made by the functions of <see cref="SearchSpace"/>.</summary>
public sealed class SearchDimension
{
    private readonly double _low;
    private readonly double _high;
    private readonly bool _isLogarithmic;
    private readonly bool _isInteger;

    private SearchDimension(string name, double low, double high, bool isLogarithmic, bool isInteger, IReadOnlyList<string> choices)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new ArgumentException("found a setting without a name", nameof(name));
        (Name, _low, _high, _isLogarithmic, _isInteger, Choices) = (name, low, high, isLogarithmic, isInteger, choices);
    }

    /// <summary>Name of the setting.</summary>
    public string Name { get; }

    /// <summary>The values of a choice; empty for a number.</summary>
    public IReadOnlyList<string> Choices { get; }

    internal static SearchDimension Number(string name, double low, double high, bool isLogarithmic)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low > high) throw new ArgumentException($"{name}: found {low} to {high}, expected a range of numbers", nameof(low));
        if (isLogarithmic && low <= 0) throw new ArgumentException($"{name}: found {low}, expected a lowest value above 0 on a logarithmic scale", nameof(low));
        return new(name, low, high, isLogarithmic, false, []);
    }

    internal static SearchDimension Whole(string name, int low, int high, bool isLogarithmic)
    {
        if (low > high) throw new ArgumentException($"{name}: found {low} to {high}, expected a range of whole numbers", nameof(low));
        if (isLogarithmic && low < 1) throw new ArgumentException($"{name}: found {low}, expected a lowest value of 1 or more on a logarithmic scale", nameof(low));
        return new(name, low, high, isLogarithmic, true, []);
    }

    internal static SearchDimension Choice(string name, IReadOnlyList<string> choices)
    {
        if (choices.Count == 0 || choices.Distinct(StringComparer.Ordinal).Count() != choices.Count)
            throw new ArgumentException($"{name}: found {(choices.Count == 0 ? "nothing" : string.Join(", ", choices))}, expected different values to choose from", nameof(choices));
        return new(name, 0, choices.Count - 1, false, true, choices);
    }

    /// <summary>A value; of a choice the number of one.</summary>
    internal double Draw(SeededRandom random)
    {
        // Of whole numbers each has the stretch up to the next, so that the last one counts as much as the others.
        var end = _isInteger ? _high + 1 : _high;
        var share = random.NextDouble();
        var drawn = _isLogarithmic ? Math.Exp(Math.Log(_low) + share * (Math.Log(end) - Math.Log(_low))) : _low + share * (end - _low);
        return Math.Clamp(_isInteger ? Math.Floor(drawn) : drawn, _low, _high);
    }

    /// <summary>Whether a value is one of those that may be drawn.</summary>
    internal bool Allows(double value) => value >= _low && value <= _high && (!_isInteger || value == Math.Floor(value));

    internal string Range => Choices.Count > 0 ? string.Join(", ", Choices) : $"{(_isInteger ? "a whole number " : "")}{_low} to {_high}";
}
