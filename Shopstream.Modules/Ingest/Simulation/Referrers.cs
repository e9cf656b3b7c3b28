namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>Where visitors come from.</summary>
internal static class Referrers
{
    /// <summary>The referrer that the cache checks refuse.</summary>
    public const string Unknown = "unknown";

    /// <summary>Index of Facebook in <see cref="Names"/>; Instagram follows.</summary>
    public const int Facebook = 1;

    /// <summary>Index of Instagram in <see cref="Names"/>.</summary>
    public const int Instagram = 2;

    /// <summary>All known referrers.</summary>
    public static readonly string[] Names = ["Google", "Facebook", "Instagram", "WorldMarket", "Direct"];

    /// <summary>Relative frequency of <see cref="Names"/>.</summary>
    public static readonly double[] Weights = [36, 16, 17, 9, 22];

    /// <summary>What coming from there adds to the decision to buy.</summary>
    public static readonly double[] Pull = [0.05, -0.75, -0.60, 0.75, 0.60];
}
