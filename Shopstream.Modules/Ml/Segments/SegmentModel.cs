namespace Shopstream.Modules.Ml.Segments;

/// <summary>Segments of a shop's customers, with all that is needed to put another customer into one.</summary>
public sealed record SegmentModel
{
    /// <summary>When the customers were looked at, ms since 1970-01-01 UTC; recency counts from here.</summary>
    public long AsOfMs { get; init; }

    /// <summary>When the centres were last computed anew, ms since 1970-01-01 UTC.</summary>
    public long FittedMs { get; init; }

    /// <summary>Number of customers.</summary>
    public int Customers { get; init; }

    /// <summary>Mean silhouette of the segments, -1 to 1; see <see cref="Segments.Silhouette"/>.</summary>
    public double Silhouette { get; init; }

    /// <summary>Mean silhouette when the centres were computed.</summary>
    public double FittedSilhouette { get; init; }

    /// <summary>Silhouette of each number of segments that was tried, at the last fit.</summary>
    public IReadOnlyDictionary<int, double> Tried { get; init; } = new Dictionary<int, double>();

    /// <summary>Number of the next new segment.</summary>
    public int NextId { get; init; } = 1;

    /// <summary>How features are scaled.</summary>
    public required IReadOnlyList<ScaledColumn> Columns { get; init; }

    /// <summary>The segments, largest money first.</summary>
    public required IReadOnlyList<Segment> Segments { get; init; }
}
