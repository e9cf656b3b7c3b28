namespace Shopstream.Modules.Ml.Segments;

/// <summary>How <see cref="SegmentTrainer"/> works.</summary>
public sealed record SegmentOptions
{
    /// <value>Fewest segments, 2 to 50. Default 5.</value>
    public int Fewest { get; init; } = 5;

    /// <value>Most segments, <see cref="Fewest"/> to 50. Default 9.</value>
    public int Most { get; init; } = 9;

    /// <value>Starts of k-means for each number of segments, 1 to 10,000. Default 48.</value>
    public int Restarts { get; init; } = 48;

    /// <value>Customers on whom silhouettes are computed, 100 to 100,000; the cost grows by the square. Default 5,000.</value>
    public int SilhouetteSample { get; init; } = 5_000;

    /// <value>
    /// By how much another number of segments must raise the silhouette before the former number is left, 0 to 1. Default 0.02: a
    /// merchant who knows his segments does not want other ones for nothing.
    /// </value>
    public double ChangeGain { get; init; } = 0.02;

    /// <value>Seed of everything random. Default 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (Fewest is < 2 or > 50) throw Wrong(nameof(Fewest), Fewest, "2 to 50");
        if (Most > 50 || Most < Fewest) throw Wrong(nameof(Most), Most, $"{Fewest} to 50");
        if (Restarts is < 1 or > 10_000) throw Wrong(nameof(Restarts), Restarts, "1 to 10,000");
        if (SilhouetteSample is < 100 or > 100_000) throw Wrong(nameof(SilhouetteSample), SilhouetteSample, "100 to 100,000");
        if (ChangeGain is not (>= 0 and <= 1)) throw Wrong(nameof(ChangeGain), ChangeGain, "0 to 1");
    }

    private static ArgumentException Wrong(string name, double found, string expected) => new($"{name}: found {found}, expected {expected}.", name);
}
