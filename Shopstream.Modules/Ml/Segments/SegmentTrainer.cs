namespace Shopstream.Modules.Ml.Segments;

/// <summary>Segments and who belongs to which.</summary>
/// <param name="Model">The segments.</param>
/// <param name="Members">Id of the segment of each customer, in the order of the table.</param>
/// <param name="IsFit">Whether the centres were computed anew.</param>
public sealed record SegmentRun(SegmentModel Model, IReadOnlyList<string> Members, bool IsFit);

/// <summary>The segments of an earlier run, to which those of a new one are matched.</summary>
/// <param name="Model">The segments.</param>
/// <param name="Members">Segment of each customer at that time.</param>
public sealed record FormerSegments(SegmentModel Model, IReadOnlyDictionary<string, string> Members);

/// <summary>Finds groups of customers who are like each other. Deterministic for a seed.</summary>
public static class SegmentTrainer
{
    /// <summary>Fewest customers that can be divided.</summary>
    public const int FewestCustomers = 20;

    /// <summary>
    /// Computes segments anew: k-means for each allowed number, the one with the largest mean silhouette counts, or the former number
    /// when the gain over it is small.
    /// </summary>
    /// <param name="customers">Ids, distinct.</param>
    /// <param name="table">Columns of <see cref="SegmentFeature.All"/>, a row a customer, no value missing or negative.</param>
    /// <param name="asOfMs">When they were looked at, ms since 1970-01-01 UTC.</param>
    /// <param name="options">Numbers of segments, restarts, seed.</param>
    /// <param name="former">An earlier run, whose ids and names the new segments take over where they hold mostly the same customers.</param>
    /// <param name="report">Told how far it is, 0 to 1.</param>
    /// <exception cref="ArgumentException">
    /// An option or value is out of range, there are fewer than <see cref="FewestCustomers"/>, or the customers are so alike that
    /// fewer kinds of them exist than segments were asked for.
    /// </exception>
    public static SegmentRun Fit(
        IReadOnlyList<string> customers, FeatureMatrix table, long asOfMs, SegmentOptions options, FormerSegments? former = null, Action<double>? report = null)
    {
        options.Validate();
        if (customers.Count != table.Rows) throw new ArgumentException($"found {customers.Count} ids for {table.Rows} rows", nameof(customers));
        if (table.Rows < FewestCustomers) throw new ArgumentException($"found {table.Rows} customers, expected {FewestCustomers} or more to divide into segments", nameof(customers));
        var scaling = FeatureScaling.Fit(table, [.. table.Names.Select(n => SegmentFeature.Of(n).Weight)]);
        var scaled = scaling.Apply(table);
        var kinds = CountKinds(scaled, options.Most);
        if (kinds < options.Fewest) throw new ArgumentException($"found {kinds} kinds of customers, expected {options.Fewest} or more to make so many segments", nameof(table));

        var before = former is null ? [] : Centres(former.Model, scaling);
        var tried = new SortedDictionary<int, (KMeansFit Fit, double Silhouette)>();
        for (var k = options.Fewest; k <= Math.Min(options.Most, kinds); k++)
        {
            var fit = KMeans.Fit(scaled, new() { Clusters = k, Restarts = options.Restarts, Seed = options.Seed, Former = before });
            tried[k] = (fit, Silhouette.Mean(scaled, fit.Labels, options.SilhouetteSample, options.Seed));
            report?.Invoke((k - options.Fewest + 1.0) / (options.Most - options.Fewest + 1));
        }

        var best = tried.MaxBy(t => t.Value.Silhouette).Key;
        if (former is not null && tried.TryGetValue(before.Length, out var same) && tried[best].Silhouette - same.Silhouette < options.ChangeGain) best = before.Length;
        var (chosen, silhouette) = tried[best];
        var (ids, next) = SegmentMatching.Match(customers, chosen, former, before, ByMoney(table, chosen));
        var model = new SegmentModel
        {
            AsOfMs = asOfMs,
            FittedMs = asOfMs,
            Customers = customers.Count,
            Silhouette = silhouette,
            FittedSilhouette = silhouette,
            Tried = tried.ToDictionary(t => t.Key, t => t.Value.Silhouette),
            NextId = next,
            Columns = scaling.Columns,
            Segments = SegmentProfiles.Describe(table, chosen.Labels, chosen.Centroids, ids, scaling, former?.Model.Segments ?? []),
        };
        return new(model, Array.ConvertAll(chosen.Labels, l => ids[l]), IsFit: true);
    }

    /// <summary>Puts customers into the segments of a model, whose centres stay; sizes, medians, names and silhouette become those of now.</summary>
    /// <exception cref="ArgumentException">The table lacks a column of the model or has a value that is missing or negative.</exception>
    public static SegmentRun Assign(FeatureMatrix table, long asOfMs, SegmentModel model, SegmentOptions options)
    {
        options.Validate();
        var scaling = new FeatureScaling(model.Columns);
        var scaled = scaling.Apply(table);
        float[][] centroids = [.. model.Segments.Select(s => s.Centroid)];
        string[] ids = [.. model.Segments.Select(s => s.Id)];
        var labels = KMeans.Assign(scaled, centroids);
        var isDivided = labels.Distinct().Take(2).Count() == 2;
        var assigned = model with
        {
            AsOfMs = asOfMs,
            Customers = table.Rows,
            Silhouette = isDivided ? Silhouette.Mean(scaled, labels, options.SilhouetteSample, options.Seed) : 0,
            Segments = SegmentProfiles.Describe(table, labels, centroids, ids, scaling, model.Segments),
        };
        return new(assigned, Array.ConvertAll(labels, l => ids[l]), IsFit: false);
    }

    private static float[][] Centres(SegmentModel model, FeatureScaling scaling)
    {
        var from = new FeatureScaling(model.Columns);
        return [.. model.Segments.Select(s => scaling.Convert(s.Centroid, from))];
    }

    /// <summary>Clusters by the mean of the money spent, largest first.</summary>
    private static IEnumerable<int> ByMoney(FeatureMatrix table, KMeansFit fit)
    {
        var (sums, counts) = (new double[fit.Centroids.Length], new int[fit.Centroids.Length]);
        var spent = table.Column(table.Names.ToList().IndexOf(SegmentFeature.Spent.Name));
        for (var i = 0; i < spent.Length; i++)
        {
            sums[fit.Labels[i]] += spent[i];
            counts[fit.Labels[i]]++;
        }

        return Enumerable.Range(0, sums.Length).OrderByDescending(k => counts[k] == 0 ? 0 : sums[k] / counts[k]).ThenBy(k => k);
    }

    /// <summary>Number of different rows, counted no further than <paramref name="most"/>.</summary>
    private static int CountKinds(FeatureMatrix rows, int most)
    {
        var kinds = new List<int>();
        for (var i = 0; i < rows.Rows && kinds.Count < most; i++)
        {
            if (kinds.Exists(k => Enumerable.Range(0, rows.Columns).All(c => rows[k, c] == rows[i, c]))) continue;
            kinds.Add(i);
        }

        return kinds.Count;
    }
}
