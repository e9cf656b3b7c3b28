namespace Shopstream.Modules.Ml.Segments;

/// <summary>
/// Finds for each new cluster the former segment that it continues: the one with which it shares most customers, else the one whose
/// centre is near.
/// </summary>
internal static class SegmentMatching
{
    /// <summary>Share of common customers, of all in either, from which a cluster continues a segment.</summary>
    public const double LeastOverlap = 0.3;

    /// <summary>Id of each cluster, and the number of the next new segment.</summary>
    /// <param name="customers">Ids in the order of the fit's labels.</param>
    /// <param name="fit">The new clusters.</param>
    /// <param name="former">The earlier run; null for none.</param>
    /// <param name="before">Its centres in the space of the fit.</param>
    /// <param name="order">Clusters in the order in which new ids are given.</param>
    public static (string[] Ids, int Next) Match(IReadOnlyList<string> customers, KMeansFit fit, FormerSegments? former, float[][] before, IEnumerable<int> order)
    {
        var ids = new string[fit.Centroids.Length];
        var next = former?.Model.NextId ?? 1;
        if (former is not null)
        {
            var free = former.Model.Segments.Select((s, i) => (s.Id, Centre: before[i])).ToDictionary(s => s.Id, s => s.Centre, StringComparer.Ordinal);
            Continue(ids, free, Overlaps(customers, fit.Labels, former).Where(o => o.Nearness >= LeastOverlap));

            // Customers may be all new, as after an import; then what a segment is like tells which one it is.
            var apart = ClosestPair(fit.Centroids);
            var centres = from cluster in Enumerable.Range(0, ids.Length)
                          from segment in free
                          let distance = NearestCentroid.Distance(fit.Centroids[cluster], segment.Value)
                          where distance < apart / 2
                          select (cluster, segment.Key, -distance);
            Continue(ids, free, [.. centres]);
        }

        foreach (var k in order) ids[k] ??= $"s{next++}";
        return (ids, next);
    }

    private static void Continue(string?[] ids, Dictionary<string, float[]> free, IEnumerable<(int Cluster, string Segment, double Nearness)> pairs)
    {
        foreach (var (cluster, segment, _) in pairs.OrderByDescending(p => p.Nearness).ThenBy(p => p.Cluster).ThenBy(p => p.Segment, StringComparer.Ordinal))
            if (ids[cluster] is null && free.Remove(segment)) ids[cluster] = segment;
    }

    private static List<(int Cluster, string Segment, double Nearness)> Overlaps(IReadOnlyList<string> customers, int[] labels, FormerSegments former)
    {
        var common = new Dictionary<(int Cluster, string Segment), int>();
        var (sizes, formerSizes) = (new int[labels.Max() + 1], new Dictionary<string, int>(StringComparer.Ordinal));
        for (var i = 0; i < customers.Count; i++)
        {
            if (!former.Members.TryGetValue(customers[i], out var segment)) continue;
            common[(labels[i], segment)] = common.GetValueOrDefault((labels[i], segment)) + 1;
            sizes[labels[i]]++;
            formerSizes[segment] = formerSizes.GetValueOrDefault(segment) + 1;
        }

        return [.. common.Select(c => (c.Key.Cluster, c.Key.Segment, (double)c.Value / (sizes[c.Key.Cluster] + formerSizes[c.Key.Segment] - c.Value)))];
    }

    private static double ClosestPair(float[][] centroids)
    {
        var least = double.PositiveInfinity;
        for (var a = 0; a < centroids.Length; a++)
            for (var b = 0; b < a; b++) least = Math.Min(least, NearestCentroid.Distance(centroids[a], centroids[b]));
        return least;
    }
}
