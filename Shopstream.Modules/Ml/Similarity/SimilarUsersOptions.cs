namespace Shopstream.Modules.Ml.Similarity;

/// <summary>How <see cref="SimilarUsersFinder"/> works.</summary>
public sealed record SimilarUsersOptions
{
    /// <value>Jaccard similarity from which users are similar, above 0 to 1. Default 0.5.</value>
    public double Threshold { get; init; } = 0.5;

    /// <value>Length of the signatures, 1 to 4,096. Default 128.</value>
    public int Hashes { get; init; } = 128;

    /// <value>Similar users told of each, 1 to 1,000. Default 10.</value>
    public int Top { get; init; } = 10;

    /// <value>
    /// Users that each is compared with at most, 1 to 1,000,000. Default 5,000. Where more did nearly the same, some of them stand
    /// for all.
    /// </value>
    public int Candidates { get; init; } = 5_000;

    /// <value>Shared items told of each pair, 0 to 1,000; those that fewest users have come first. Default 10.</value>
    public int SharedItems { get; init; } = 10;

    /// <value>Seed of the hash functions. Default 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (Threshold is not (> 0 and <= 1)) throw Wrong(nameof(Threshold), Threshold, "above 0 to 1");
        if (Hashes is < 1 or > 4_096) throw Wrong(nameof(Hashes), Hashes, "1 to 4,096");
        if (Top is < 1 or > 1_000) throw Wrong(nameof(Top), Top, "1 to 1,000");
        if (Candidates is < 1 or > 1_000_000) throw Wrong(nameof(Candidates), Candidates, "1 to 1,000,000");
        if (SharedItems is < 0 or > 1_000) throw Wrong(nameof(SharedItems), SharedItems, "0 to 1,000");
    }

    private static ArgumentException Wrong(string name, double found, string expected) => new($"{name}: found {found}, expected {expected}.", name);
}
