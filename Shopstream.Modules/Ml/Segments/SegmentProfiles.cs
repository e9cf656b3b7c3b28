using System.Globalization;
using System.Text.RegularExpressions;

namespace Shopstream.Modules.Ml.Segments;

/// <summary>Describes clusters of customers in the merchant's terms.</summary>
internal static partial class SegmentProfiles
{
    private const int TraitsTold = 3;
    private const int Digits = 4;
    private const double WorthTelling = 0.3;

    /// <summary>The segments, those with the largest median of money first.</summary>
    /// <param name="table">All features of the customers, unscaled.</param>
    /// <param name="labels">Cluster of each customer.</param>
    /// <param name="centroids">Centres in the scaled space.</param>
    /// <param name="ids">Id of each cluster.</param>
    /// <param name="scaling">The scaling of that space.</param>
    /// <param name="former">Earlier segments, whose names stay where they are still true.</param>
    public static IReadOnlyList<Segment> Describe(
        FeatureMatrix table, int[] labels, float[][] centroids, string[] ids, FeatureScaling scaling, IReadOnlyList<Segment> former)
    {
        var traits = new IReadOnlyList<SegmentTrait>[centroids.Length];
        var sizes = new int[centroids.Length];
        foreach (var label in labels) sizes[label]++;
        for (var k = 0; k < traits.Length; k++) traits[k] = Traits(table, labels, k, centroids[k], scaling);
        var before = former.ToDictionary(s => s.Id, StringComparer.Ordinal);
        var names = SegmentNames.Give(traits, [.. ids.Select(id => before.GetValueOrDefault(id)?.Name)]);
        var segments = Enumerable.Range(0, ids.Length).Select(k => new Segment
        {
            Id = ids[k],
            Name = names[k],
            Description = Sentence(names[k], sizes[k], (double)sizes[k] / labels.Length, traits[k]),
            FormerNames = FormerNames(before.GetValueOrDefault(ids[k]), names[k]),
            Size = sizes[k],
            Share = (double)sizes[k] / labels.Length,
            Traits = traits[k],
            Centroid = centroids[k],
        });
        return [.. segments.OrderByDescending(s => s.Traits.First(t => t.Feature == SegmentFeature.Spent.Name).Median).ThenBy(s => s.Id, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<string> FormerNames(Segment? before, string name) =>
        before is null ? [] : before.Name == name ? before.FormerNames : [.. before.FormerNames.Where(n => n != name), before.Name];

    private static SegmentTrait[] Traits(FeatureMatrix table, int[] labels, int cluster, float[] centroid, FeatureScaling scaling)
    {
        var traits = new SegmentTrait[table.Columns];
        for (var c = 0; c < traits.Length; c++)
        {
            var column = table.Column(c);
            var members = new List<float>();
            for (var i = 0; i < labels.Length; i++)
                if (labels[i] == cluster) members.Add(column[i]);
            var name = table.Names[c];
            var at = scaling.Columns.ToList().FindIndex(s => s.Name == name);
            traits[c] = new(
                name, Math.Round(Median([.. members]), Digits), Math.Round(Median(column.ToArray()), Digits),
                at < 0 ? 0 : Math.Round(centroid[at] / scaling.Columns[at].Weight, Digits));
        }

        return traits;
    }

    private static string Sentence(string name, int size, double share, IReadOnlyList<SegmentTrait> traits)
    {
        var told = traits.Where(t => Math.Abs(t.Deviation) >= WorthTelling && !(t.Feature == SegmentFeature.Basket.Name && t.Median == 0)).OrderByDescending(t => Math.Abs(t.Deviation)).Take(TraitsTold).Select(Phrase).ToList();
        var what = told.Count switch
        {
            0 => "are like the shop's average customer",
            1 => told[0],
            _ => string.Join(", ", told[..^1]) + " and " + told[^1],
        };
        return string.Create(CultureInfo.InvariantCulture, $"{name}: {size:N0} customers ({share:0.# %}) who {what}.");
    }

    private static string Phrase(SegmentTrait trait)
    {
        var feature = SegmentFeature.Of(trait.Feature);
        var phrase = string.Format(CultureInfo.InvariantCulture, trait.Deviation > 0 ? feature.High : feature.Low, Text(trait.Median));
        if (Text(trait.Median) == "1") phrase = Ones().Replace(phrase, "${one}");
        return phrase.EndsWith(')') ? $"{phrase[..^1]}; shop {Text(trait.ShopMedian)})" : $"{phrase} (shop {Text(trait.ShopMedian)})";

        string Text(double value) => value.ToString(feature.Format, CultureInfo.InvariantCulture);
    }

    private static double Median(float[] values)
    {
        if (values.Length == 0) return 0;
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + (double)values[middle]) / 2;
    }

    [GeneratedRegex(@"\b(?<one>1 (order|visit|day|minute|product|page))s\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Ones();
}
