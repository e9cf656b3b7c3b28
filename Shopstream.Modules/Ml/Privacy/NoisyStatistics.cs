namespace Shopstream.Modules.Ml.Privacy;

/// <summary>
/// Counts and means for publication. Two data sets are neighbours if one has one person more; each person counts once (or as
/// often as stated). Every release is entered into the ledger first. Thread-safe.
/// </summary>
public sealed class NoisyStatistics
{
    private readonly PrivacyLedger _ledger;
    private readonly Func<NoiseSource> _sources;

    /// <summary>Statistics paid by <paramref name="ledger"/>.</summary>
    public NoisyStatistics(PrivacyLedger ledger)
        : this(ledger, NoiseSource.Cryptographic)
    {
    }

    internal NoisyStatistics(PrivacyLedger ledger, Func<NoiseSource> sources) => (_ledger, _sources) = (ledger, sources);

    /// <summary>A count with noise of scale <paramref name="perPerson"/> / ε, unbiased; it may be negative.</summary>
    /// <param name="purpose">What for; no personal data.</param>
    /// <param name="count">True count.</param>
    /// <param name="epsilon">One millionth to 64.</param>
    /// <param name="perPerson">The most that one person adds; 1 or more, default 1.</param>
    /// <exception cref="PrivacyBudgetException">The budget does not suffice.</exception>
    public long Count(string purpose, long count, double epsilon, int perPerson = 1)
    {
        var mechanism = LaplaceMechanism.ForCounts(perPerson, epsilon, _sources());
        _ledger.Spend(purpose, epsilon);
        return mechanism.ReleaseSteps(count);
    }

    /// <summary>
    /// Counts of cells of which each person is in one at most: all together cost ε once. The cells must be fixed beforehand,
    /// empty ones included: that a cell exists says something too.
    /// </summary>
    /// <exception cref="PrivacyBudgetException">The budget does not suffice.</exception>
    public IReadOnlyDictionary<string, long> Counts(string purpose, IReadOnlyDictionary<string, long> cells, double epsilon)
    {
        var mechanism = LaplaceMechanism.ForCounts(1, epsilon, _sources());
        _ledger.Spend(purpose, epsilon);
        return cells.ToDictionary(c => c.Key, c => mechanism.ReleaseSteps(c.Value), StringComparer.Ordinal);
    }

    /// <summary>
    /// Mean of values clipped to [<paramref name="low"/>, <paramref name="high"/>], one a person: the sum of distances from the
    /// middle and the number of people are released with ε / 2 each. Missing values (NaN) are left out. The result lies
    /// within the bounds.
    /// </summary>
    /// <remarks>
    /// Each value is rounded to the grid before it is added, so that the sum is exact and one person cannot change the
    /// rounding of the others (Casacuberta et al., "Widespread underestimation of sensitivity in differentially private
    /// libraries and how to fix it", CCS 2022).
    /// </remarks>
    /// <exception cref="PrivacyBudgetException">The budget does not suffice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The bounds or ε are out of range.</exception>
    public double Mean(string purpose, ReadOnlySpan<double> values, double low, double high, double epsilon)
    {
        if (!(low < high)) throw new ArgumentOutOfRangeException(nameof(high), high, $"expected above the lower bound {low}");
        var middle = low + ((high - low) / 2);
        var source = _sources();
        var sums = new LaplaceMechanism((high - low) / 2, epsilon / 2, source);
        var counts = LaplaceMechanism.ForCounts(1, epsilon / 2, source);
        _ledger.Spend(purpose, epsilon);
        long steps = 0, people = 0;
        foreach (var value in values)
        {
            if (double.IsNaN(value)) continue;
            steps = checked(steps + (long)Math.Round((Math.Clamp(value, low, high) - middle) / sums.Granularity));
            people++;
        }

        var sum = sums.ReleaseSteps(steps) * sums.Granularity;
        return Math.Clamp(middle + (sum / Math.Max(1, counts.ReleaseSteps(people))), low, high);
    }
}
