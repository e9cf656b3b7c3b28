namespace Shopstream.Modules.Ml.Privacy;

/// <summary>
/// Gives out rows with Laplace noise on every value: each row is protected by itself, before anything is computed from it. A row
/// costs the sum of its features' ε (basic composition); different people's rows are disjoint, so that the table costs as
/// much as one row (parallel composition, McSherry, SIGMOD 2009), provided each person has one row.
/// </summary>
public static class NoisyFeatures
{
    /// <summary>
    /// The matrix with noise: each value is clipped to its bounds, a missing one counts as the middle, and noise of scale
    /// (high − low) / ε is added. Enters the cost into <paramref name="ledger"/> before.
    /// </summary>
    /// <param name="rows">One row a person.</param>
    /// <param name="features">One for every column: a column without noise would be given out bare.</param>
    /// <param name="ledger">What pays.</param>
    /// <param name="purpose">What for; no personal data.</param>
    /// <exception cref="ArgumentException">A column has no entry or an entry no column, or bounds or ε are out of range.</exception>
    /// <exception cref="PrivacyBudgetException">The budget does not suffice.</exception>
    public static FeatureMatrix Release(FeatureMatrix rows, IReadOnlyList<NoisyFeature> features, PrivacyLedger ledger, string purpose) =>
        Release(rows, features, ledger, purpose, NoiseSource.Cryptographic());

    internal static FeatureMatrix Release(
        FeatureMatrix rows, IReadOnlyList<NoisyFeature> features, PrivacyLedger ledger, string purpose, NoiseSource source)
    {
        var byName = features.ToDictionary(f => f.Name, StringComparer.Ordinal);
        var bare = rows.Names.Where(n => !byName.ContainsKey(n)).ToList();
        if (bare.Count > 0) throw new ArgumentException($"without bounds and ε: {string.Join(", ", bare)}", nameof(features));
        var absent = byName.Keys.Except(rows.Names, StringComparer.Ordinal).ToList();
        if (absent.Count > 0) throw new ArgumentException($"there are no columns {string.Join(", ", absent)}", nameof(features));

        var mechanisms = rows.Names.Select(n => Mechanism(byName[n], source)).ToArray();
        ledger.Spend(purpose, (double)features.Sum(f => (decimal)f.Epsilon));
        var columns = new float[rows.Columns][];
        for (var c = 0; c < columns.Length; c++)
        {
            var (low, high) = (byName[rows.Names[c]].Low, byName[rows.Names[c]].High);
            var values = rows.Column(c);
            var noisy = columns[c] = new float[rows.Rows];
            for (var r = 0; r < noisy.Length; r++)
                noisy[r] = (float)mechanisms[c].Release(float.IsNaN(values[r]) ? (low + high) / 2 : Math.Clamp(values[r], low, high));
        }

        return new FeatureMatrix(rows.Names, columns);
    }

    private static LaplaceMechanism Mechanism(NoisyFeature feature, NoiseSource source) => feature.Low < feature.High
        ? new LaplaceMechanism(feature.High - feature.Low, feature.Epsilon, source)
        : throw new ArgumentException($"feature {feature.Name} has the bounds {feature.Low} and {feature.High}, expected low below high", nameof(feature));
}
