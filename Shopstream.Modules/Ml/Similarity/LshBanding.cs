namespace Shopstream.Modules.Ml.Similarity;

/// <summary>
/// How a signature is cut into bands: two sets are candidates when all rows of at least one band agree, which happens with
/// probability 1 − (1 − s^rows)^bands at similarity s (Leskovec, Rajaraman, Ullman, <i>Mining of Massive Datasets</i>, section 3.4.2).
/// </summary>
/// <param name="Bands">Number of bands.</param>
/// <param name="Rows">Positions of a band.</param>
public readonly record struct LshBanding(int Bands, int Rows)
{
    /// <summary>Share of the pairs exactly at the threshold that must become candidates.</summary>
    public const double RecallAtThreshold = 0.85;

    /// <summary>
    /// The longest bands, so the fewest false candidates, of which pairs at the threshold are still found with probability
    /// <see cref="RecallAtThreshold"/>; rows of one when there are none.
    /// </summary>
    /// <param name="hashes">Length of the signatures.</param>
    /// <param name="threshold">Similarity from which pairs are wanted, above 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is out of range.</exception>
    public static LshBanding ForThreshold(int hashes, double threshold)
    {
        if (threshold is not (> 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "expected above 0 to 1");
        for (var rows = hashes; rows > 1; rows--)
        {
            var banding = new LshBanding(hashes / rows, rows);
            if (banding.Probability(threshold) >= RecallAtThreshold) return banding;
        }

        return new LshBanding(hashes, 1);
    }

    /// <summary>Probability that sets of this similarity become candidates.</summary>
    public double Probability(double similarity) => 1 - Math.Pow(1 - Math.Pow(similarity, Rows), Bands);
}
