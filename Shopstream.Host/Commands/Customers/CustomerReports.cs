using System.Text.Json.Serialization;
using Shopstream.Modules.Ml.Segments;
using Shopstream.Modules.Ml.Similarity;

namespace Shopstream.Host.Commands.Customers;

/// <summary>Result of <c>similar-users</c>.</summary>
internal sealed record SimilarUsersReport(string Source, int Users, int Items, int UsersWithSimilar, long Similar, double Seconds, IReadOnlyList<SimilarUsersOf> Shown);

/// <summary>Result of <c>segments</c>.</summary>
/// <param name="Source">Format of the file, or <c>documents</c>.</param>
/// <param name="Customers">Number of customers.</param>
/// <param name="Silhouette">Mean silhouette.</param>
/// <param name="Tried">Silhouette of each number of segments.</param>
/// <param name="Columns">Columns that count in the distance.</param>
/// <param name="OtherSeeds">Adjusted Rand index of runs with other seeds; null when none was asked for.</param>
/// <param name="Peer">What scikit-learn found on the same table; null when it was not asked.</param>
/// <param name="Seconds">Time taken.</param>
/// <param name="Segments">The segments.</param>
internal sealed record SegmentsReport(
    string Source,
    int Customers,
    double Silhouette,
    IReadOnlyDictionary<int, double> Tried,
    IReadOnlyList<string> Columns,
    IReadOnlyList<double>? OtherSeeds,
    IReadOnlyDictionary<string, double>? Peer,
    double Seconds,
    IReadOnlyList<SegmentLine> Segments);

/// <summary>A segment in the report.</summary>
internal sealed record SegmentLine(string Id, string Name, string Description, int Size, double Share, IReadOnlyList<SegmentTrait> Profile)
{
    public static SegmentLine Of(Segment segment) => new(segment.Id, segment.Name, segment.Description, segment.Size, segment.Share, segment.Traits);

    public double Median(SegmentFeature feature) => Profile.First(t => t.Feature == feature.Name).Median;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SimilarUsersReport))]
[JsonSerializable(typeof(SegmentsReport))]
internal sealed partial class CustomerReportsJsonContext : JsonSerializerContext;
