namespace Shopstream.Modules.Ml.Segments;

/// <summary>How <see cref="KMeans"/> works.</summary>
public sealed record KMeansOptions
{
    /// <value>Number of clusters, 1 to 1,000 and at most the number of rows. Default 5.</value>
    public int Clusters { get; init; } = 5;

    /// <value>Independent starts, of which the best counts, 1 to 10,000. Default 24.</value>
    public int Restarts { get; init; } = 24;

    /// <value>Most steps of a start, 1 to 100,000. Default 300.</value>
    public int MaxIterations { get; init; } = 300;

    /// <value>Seed of the starts. Default 1.</value>
    public int Seed { get; init; } = 1;

    /// <value>Threads to use; 0, the default, for one a core. Results do not depend on it.</value>
    public int Threads { get; init; }

    /// <value>
    /// Centroids of an earlier fit to start from once more, in addition to the restarts; those of another number of clusters are
    /// left out. Default none.
    /// </value>
    public IReadOnlyList<float[]> Former { get; init; } = [];

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate(int rows)
    {
        if (Clusters is < 1 or > 1_000 || Clusters > rows) throw Wrong(nameof(Clusters), Clusters, $"1 to 1,000 and at most the {rows} rows");
        if (Restarts is < 1 or > 10_000) throw Wrong(nameof(Restarts), Restarts, "1 to 10,000");
        if (MaxIterations is < 1 or > 100_000) throw Wrong(nameof(MaxIterations), MaxIterations, "1 to 100,000");
        if (Threads < 0) throw Wrong(nameof(Threads), Threads, "0 or more");
    }

    private static ArgumentException Wrong(string name, int found, string expected) => new($"{name}: found {found}, expected {expected}.", name);
}
