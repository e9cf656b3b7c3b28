using System.Globalization;

namespace Shopstream.Modules.Ml.Tuning;

/// <summary>One choice of all settings.</summary>
/// <param name="Number">Which drawing of the seed it is, from 0; -1 for one that was given.</param>
/// <param name="Numbers">Values of the numbers, by name.</param>
/// <param name="Choices">Values of the choices, by name.</param>
public sealed record TuningCandidate(int Number, IReadOnlyDictionary<string, double> Numbers, IReadOnlyDictionary<string, string> Choices)
{
    /// <summary>The value of a number.</summary>
    /// <exception cref="KeyNotFoundException">The space has no such number.</exception>
    public double this[string name] => Numbers[name];

    /// <summary>The value of a whole number.</summary>
    /// <exception cref="KeyNotFoundException">The space has no such number.</exception>
    public int Whole(string name) => (int)Math.Round(Numbers[name]);

    /// <summary>The value of a choice.</summary>
    /// <exception cref="KeyNotFoundException">The space has no such choice.</exception>
    public string Choice(string name) => Choices[name];

    /// <summary>All settings as <c>name=value</c>.</summary>
    public override string ToString() => string.Join(
        ", ", Numbers.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.Key}={n.Value:G4}")).Concat(Choices.Select(c => $"{c.Key}={c.Value}")));
}
