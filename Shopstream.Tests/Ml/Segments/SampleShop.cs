using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Segments;

namespace Shopstream.Tests.Ml.Segments;

/// <summary>Customers of six kinds that differ clearly.</summary>
internal sealed class SampleShop
{
    public const int LoyalSpenders = 0;
    public const int LapsedOnce = 1;
    public const int NewCheap = 2;
    public const int Browsers = 3;
    public const int Kind4 = 4;
    public const int Kind5 = 5;

    // Recency, orders, spent, tenure, visits, conversion, basket, price, variety, pages, minutes.
    private static readonly double[][] Middles =
    [
        [3, 20, 9_000, 350, 40, 0.5, 450, 40, 6, 12, 9],
        [280, 1, 120, 300, 2, 0.5, 120, 35, 2, 5, 4],
        [6, 3, 60, 25, 5, 0.6, 20, 3, 3, 6, 4],
        [15, 0, 0, 120, 12, 0, 0, 45, 4, 25, 20],
        [40, 6, 900, 330, 14, 0.4, 150, 30, 3, 7, 5],
        [150, 4, 4_000, 340, 8, 0.5, 1_000, 300, 9, 9, 7],
    ];

    public SampleShop(int seed, int each = 60, int moreEach = 0)
    {
        var rows = new List<(string Id, int Kind, double[] Values)>();
        for (var kind = 0; kind < Middles.Length; kind++)
        {
            for (var i = 0; i < each + moreEach; i++)
            {
                // Each customer draws from a stream of his own, so that he is the same in a larger shop.
                var random = new Random((seed * 1_000_003) + (kind * 1_009) + i);
                rows.Add(($"{kind}-{i:000}", kind, [.. Middles[kind].Select((m, f) => f is 1 ? m : m * Math.Exp(0.25 * (random.NextDouble() + random.NextDouble() - 1)))]));
            }
        }

        rows.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        Customers = [.. rows.Select(r => r.Id)];
        Kinds = [.. rows.Select(r => r.Kind)];
        Table = new([.. SegmentFeature.All.Select(f => f.Name)], [.. Enumerable.Range(0, SegmentFeature.All.Count).Select(c => rows.Select(r => (float)r.Values[c]).ToArray())]);
    }

    public IReadOnlyList<string> Customers { get; }

    public int[] Kinds { get; }

    public FeatureMatrix Table { get; }
}
