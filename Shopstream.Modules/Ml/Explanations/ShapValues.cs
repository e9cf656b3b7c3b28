namespace Shopstream.Modules.Ml.Explanations;

/// <summary>
/// How much each feature moved each prediction away from the expected one (Lundberg and Lee 2017). Local accuracy holds: for every row
/// the base value and the row's values add up to the model's output, on the scale on which the model adds (log-odds for boosted
/// trees of a yes-or-no target).
/// </summary>
public sealed class ShapValues
{
    private readonly float[][] _values;

    /// <summary>Values of all rows.</summary>
    /// <param name="features">Names of the features.</param>
    /// <param name="baseValue">The expected output.</param>
    /// <param name="values"><c>float[features][rows]</c>; it is kept.</param>
    /// <exception cref="ArgumentException">Numbers of names and columns differ.</exception>
    public ShapValues(IReadOnlyList<string> features, double baseValue, float[][] values)
    {
        if (features.Count != values.Length) throw new ArgumentException($"found {values.Length} columns for {features.Count} features", nameof(values));
        (Features, BaseValue, _values) = (features, baseValue, values);
    }

    /// <summary>Names of the features, in the order of the columns.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>The expected output: what is predicted when nothing is known of a row.</summary>
    public double BaseValue { get; }

    /// <summary>Number of rows explained.</summary>
    public int Rows => _values.Length == 0 ? 0 : _values[0].Length;

    /// <summary>What a feature adds to a row's output.</summary>
    public float this[int row, int feature] => _values[feature][row];

    /// <summary>A feature's values, by row.</summary>
    public ReadOnlySpan<float> Of(int feature) => _values[feature];

    /// <summary>A row's output: the base value and all its values.</summary>
    public double Output(int row) => BaseValue + _values.Sum(v => (double)v[row]);
}
