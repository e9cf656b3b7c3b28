namespace Shopstream.Modules.Ml.Networks;

/// <summary>
/// How much each feature moved each prediction away from the base, in log-odds. For every row the base and the values of
/// all features add up to the output (local accuracy).
/// </summary>
/// <param name="Base">Mean log-odds over the background rows.</param>
/// <param name="Values">Contribution of each feature (column) to each row.</param>
/// <param name="Outputs">Log-odds of each row.</param>
/// <param name="LargestResidual">
/// The most by which a row's values missed its output before the difference was spread: the error of the numerical integral,
/// in log-odds. More steps make it smaller.
/// </param>
public sealed record NetworkExplanation(double Base, FeatureMatrix Values, float[] Outputs, double LargestResidual)
{
    /// <summary>The contributions added up by the columns that the features were made of, in order of first occurrence.</summary>
    /// <param name="sources">Column of each feature, see the feature pipeline's sources.</param>
    /// <exception cref="ArgumentException">Numbers of sources and features differ.</exception>
    public NetworkExplanation BySource(IReadOnlyList<string> sources)
    {
        if (sources.Count != Values.Columns) throw new ArgumentException($"found {sources.Count} sources for {Values.Columns} features", nameof(sources));
        var names = sources.Distinct(StringComparer.Ordinal).ToList();
        var columns = names.ConvertAll(_ => new float[Values.Rows]);
        for (var feature = 0; feature < sources.Count; feature++)
        {
            var sum = columns[names.IndexOf(sources[feature])];
            var values = Values.Column(feature);
            for (var row = 0; row < sum.Length; row++) sum[row] += values[row];
        }

        return this with { Values = new FeatureMatrix(names, [.. columns]) };
    }

    /// <summary>Mean of the absolute contributions of each feature: how much it matters on these rows, most first.</summary>
    public IReadOnlyList<(string Feature, double Importance)> Importances() =>
    [
        .. Enumerable.Range(0, Values.Columns)
            .Select(c => (Values.Names[c], Mean(Values.Column(c))))
            .OrderByDescending(f => f.Item2).ThenBy(f => f.Item1, StringComparer.Ordinal),
    ];

    private static double Mean(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += Math.Abs(value);
        return values.IsEmpty ? 0 : sum / values.Length;
    }
}
