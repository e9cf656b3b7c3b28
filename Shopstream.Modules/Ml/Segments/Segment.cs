namespace Shopstream.Modules.Ml.Segments;

/// <summary>What a feature is like in a segment.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Median">Median over the members.</param>
/// <param name="ShopMedian">Median over all customers.</param>
/// <param name="Deviation">How far the segment's centre lies from the shop's mean, in standard deviations of the scaled feature.</param>
public sealed record SegmentTrait(string Feature, double Median, double ShopMedian, double Deviation);

/// <summary>A group of customers who are like each other.</summary>
public sealed record Segment
{
    /// <summary>Stays the same from run to run as long as mostly the same customers are in it: <c>s1</c>, <c>s2</c> …</summary>
    public required string Id { get; init; }

    /// <summary>What a merchant calls them; unique among the segments of a run.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence on what sets them apart.</summary>
    public required string Description { get; init; }

    /// <summary>Names it had before, oldest first.</summary>
    public IReadOnlyList<string> FormerNames { get; init; } = [];

    /// <summary>Number of members.</summary>
    public int Size { get; init; }

    /// <summary>Members over all customers, 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>Its features, in the order of <see cref="SegmentFeature.All"/>.</summary>
    public IReadOnlyList<SegmentTrait> Traits { get; init; } = [];

    /// <summary>Its centre in the scaled space of the model.</summary>
    public required float[] Centroid { get; init; }
}
