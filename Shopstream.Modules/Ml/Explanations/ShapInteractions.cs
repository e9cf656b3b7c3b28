namespace Shopstream.Modules.Ml.Explanations;

/// <summary>
/// SHAP interaction values (Lundberg et al. 2020, eq. 8 to 10): what two features do together beyond what each does alone, half of it
/// with either, and on the diagonal what a feature does by itself. A row of the table adds up to the feature's SHAP value.
/// </summary>
public sealed class ShapInteractions
{
    private readonly float[][] _pairs;

    internal ShapInteractions(IReadOnlyList<string> features, double baseValue, float[][] pairs) =>
        (Features, BaseValue, _pairs) = (features, baseValue, pairs);

    /// <summary>Names of the features, in the order of the columns.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>The expected output.</summary>
    public double BaseValue { get; }

    /// <summary>Number of rows explained.</summary>
    public int Rows => _pairs.Length == 0 ? 0 : _pairs[0].Length;

    /// <summary>The share that <paramref name="first"/> has in what it does with <paramref name="second"/>; symmetric.</summary>
    public float this[int row, int first, int second] => _pairs[Pair(first, second)][row];

    /// <summary>A pair's values, by row.</summary>
    public ReadOnlySpan<float> Of(int first, int second) => _pairs[Pair(first, second)];

    /// <summary>Where a pair lies in the lower triangle.</summary>
    internal static int Pair(int first, int second) =>
        first >= second ? first * (first + 1) / 2 + second : second * (second + 1) / 2 + first;
}
