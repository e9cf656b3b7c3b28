namespace Shopstream.Modules.Ml.Segments;

/// <summary>
/// Gives segments names that a merchant understands: a word for where they stand with the shop and one for how they buy, both true of
/// the segment's centre, chosen so that the most striking ones are used and no two segments share a name.
/// </summary>
internal static class SegmentNames
{
    // A word is possible from this many standard deviations on; how far beyond decides which one fits best.
    private const double Striking = 0.4;

    private static readonly IReadOnlyList<(string Word, Func<Centre, double> Fit)> Standings =
    [
        ("New", c => c.Recency < 0.5 ? -c.Tenure : 0),
        ("Lapsed", c => c.Recency),
        ("Loyal", c => c.Recency < 0.3 && c.MedianOrders > 1 ? c.Orders : 0),
        ("Active", c => -0.8 * c.Recency),
        ("Long-standing", c => c.Recency < 0.5 ? 0.7 * c.Tenure : 0),
        ("Slipping", c => c.Recency > Striking / 2 && c.MedianOrders > 1 ? Striking + (0.5 * c.Recency) : 0),
        ("Occasional", c => Striking - (0.1 * Math.Abs(c.Orders))),
    ];

    private static readonly IReadOnlyList<(string Word, Func<Centre, double> Fit)> Habits =
    [
        ("window shoppers", c => c.MedianOrders == 0 ? 1.2 - (0.3 * c.Orders) : 0),
        ("one-time buyers", c => c.MedianOrders == 1 ? 1 - (0.3 * c.Orders) : 0),
        ("big spenders", c => c.Spent),
        ("regulars", c => c.MedianOrders > 1 ? 0.9 * c.Orders : 0),
        ("small spenders", c => c.MedianOrders > 0 ? -0.7 * c.Spent : 0),
        ("bargain hunters", c => -c.Price),
        ("premium buyers", c => c.MedianOrders > 0 ? c.Price : 0),
        ("bulk buyers", c => c.MedianOrders > 0 ? c.Basket : 0),
        ("small-basket buyers", c => c.MedianOrders > 0 ? -0.8 * c.Basket : 0),
        ("wide-ranging shoppers", c => 0.6 * c.Variety),
        ("single-minded shoppers", c => -0.6 * c.Variety),
        ("frequent visitors", c => c.MedianOrders < 2 ? c.Visits : 0),
        ("thorough browsers", c => 0.6 * Math.Max(c.Pages, c.Minutes)),
        ("purposeful buyers", c => c.MedianOrders > 0 ? c.Conversion : 0),
        ("repeat buyers", c => c.MedianOrders > 1 ? Striking : 0),
        ("shoppers", _ => Striking / 2),
    ];

    /// <summary>A name for each segment.</summary>
    /// <param name="traits">Traits of each segment.</param>
    /// <param name="former">Name that each had before, null for none; it stays while it is still true.</param>
    public static string[] Give(IReadOnlyList<IReadOnlyList<SegmentTrait>> traits, IReadOnlyList<string?> former)
    {
        var names = new string?[traits.Count];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var usedWords = new Dictionary<string, int>(StringComparer.Ordinal);
        var possible = traits.SelectMany((t, k) => Possible(new Centre(t)).Select(p => (Segment: k, p.Standing, p.Habit, p.Fit, Name: $"{p.Standing} {p.Habit}"))).ToList();
        foreach (var kept in possible.Where(p => p.Name == former[p.Segment]))
            if (names[kept.Segment] is null && taken.Add(kept.Name)) Use(kept.Segment, kept.Standing, kept.Habit, kept.Name);

        while (names.Contains(null))
        {
            // A word that another segment bears already tells less.
            var left = possible.Where(p => names[p.Segment] is null && !taken.Contains(p.Name)).ToList();
            if (left.Count == 0) break;
            var (segment, standing, habit, _, name) = left.MaxBy(p => p.Fit - (0.5 * usedWords.GetValueOrDefault(p.Habit)) - (0.25 * usedWords.GetValueOrDefault(p.Standing)));
            taken.Add(name);
            Use(segment, standing, habit, name);
        }

        for (var k = 0; k < names.Length; k++)
            for (var number = 1; names[k] is null; number++)
                if (taken.Add($"Other shoppers {number}")) names[k] = $"Other shoppers {number}";
        return names!;

        void Use(int segment, string standing, string habit, string name)
        {
            names[segment] = name;
            usedWords[standing] = usedWords.GetValueOrDefault(standing) + 1;
            usedWords[habit] = usedWords.GetValueOrDefault(habit) + 1;
        }
    }

    private static IEnumerable<(string Standing, string Habit, double Fit)> Possible(Centre centre) =>
        from standing in Standings
        let standingFit = standing.Fit(centre)
        where standingFit >= Striking / 2
        from habit in Habits
        let habitFit = habit.Fit(centre)
        where habitFit >= Striking / 2 && !(standing.Word == "Loyal" && habit.Word == "regulars")
        select (standing.Word, habit.Word, standingFit + habitFit);

    private sealed class Centre(IReadOnlyList<SegmentTrait> traits)
    {
        public double Recency => Of(SegmentFeature.Recency);

        public double Orders => Of(SegmentFeature.Orders);

        public double Spent => Of(SegmentFeature.Spent);

        public double Tenure => Of(SegmentFeature.Tenure);

        public double Visits => Of(SegmentFeature.Visits);

        public double Conversion => Of(SegmentFeature.Conversion);

        public double Basket => Of(SegmentFeature.Basket);

        public double Price => Of(SegmentFeature.Price);

        public double Variety => Of(SegmentFeature.Variety);

        public double Pages => Of(SegmentFeature.Pages);

        public double Minutes => Of(SegmentFeature.Minutes);

        public double MedianOrders => traits.First(t => t.Feature == SegmentFeature.Orders.Name).Median;

        private double Of(SegmentFeature feature) => traits.First(t => t.Feature == feature.Name).Deviation;
    }
}
