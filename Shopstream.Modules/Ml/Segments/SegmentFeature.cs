namespace Shopstream.Modules.Ml.Segments;

/// <summary>Something that is known of every customer, by which customers are told apart.</summary>
/// <param name="Name">Column name.</param>
/// <param name="Weight">How much a standard deviation counts in the distance of two customers; 1 is full.</param>
/// <param name="High">What customers with a high value do; <c>{0}</c> stands for the value.</param>
/// <param name="Low">What customers with a low value do.</param>
/// <param name="Format">How the value is written.</param>
public sealed record SegmentFeature(string Name, double Weight, string High, string Low, string Format)
{
    /// <summary>Days since the customer was last here.</summary>
    public static readonly SegmentFeature Recency = new("recencyDays", 1, "have not been back for {0} days", "were last here {0} days ago", "0");

    /// <summary>Number of orders.</summary>
    public static readonly SegmentFeature Orders = new("orders", 1, "order often ({0} orders)", "order rarely ({0} orders)", "0.#");

    /// <summary>Money spent in all, in the shop's currency.</summary>
    public static readonly SegmentFeature Spent = new("spent", 1, "spend much ({0} in all)", "spend little ({0} in all)", "N0");

    /// <summary>Days since the customer was first here.</summary>
    public static readonly SegmentFeature Tenure = new("tenureDays", 1, "have known the shop for {0} days", "came for the first time {0} days ago", "0");

    /// <summary>Number of visits.</summary>
    public static readonly SegmentFeature Visits = new("visits", 0.5, "visit often ({0} visits)", "visit rarely ({0} visits)", "0.#");

    /// <summary>Orders for each visit.</summary>
    public static readonly SegmentFeature Conversion = new("conversion", 0.5, "buy on many of their visits ({0})", "seldom buy when they visit ({0})", "0 %");

    /// <summary>Money for each order.</summary>
    public static readonly SegmentFeature Basket = new("basket", 0.3, "fill large baskets ({0} an order)", "fill small baskets ({0} an order)", "N0");

    /// <summary>Mean price of what the customer bought, else looked at.</summary>
    public static readonly SegmentFeature Price = new("price", 0.3, "choose expensive things ({0} a piece)", "choose cheap things ({0} a piece)", "N2");

    /// <summary>Different products on a day the customer is here.</summary>
    public static readonly SegmentFeature Variety = new("variety", 0.3, "take an interest in many products ({0} a day)", "keep to few products ({0} a day)", "0.#");

    /// <summary>Pages of a visit.</summary>
    public static readonly SegmentFeature Pages = new("pages", 0.3, "look at many pages ({0} a visit)", "look at few pages ({0} a visit)", "0.#");

    /// <summary>Minutes of a visit.</summary>
    public static readonly SegmentFeature Minutes = new("minutes", 0.3, "stay long ({0} minutes a visit)", "leave soon ({0} minutes a visit)", "0.#");

    /// <summary>
    /// All of them: recency, frequency and money (with tenure) at full weight, behaviour at less, so that it refines the segments
    /// and does not blur them.
    /// </summary>
    public static readonly IReadOnlyList<SegmentFeature> All =
        [Recency, Orders, Spent, Tenure, Visits, Conversion, Basket, Price, Variety, Pages, Minutes];

    /// <summary>The feature of a column name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static SegmentFeature Of(string name) => All.FirstOrDefault(f => f.Name == name)
        ?? throw new KeyNotFoundException($"feature: found \"{name}\", expected one of {string.Join(", ", All.Select(f => f.Name))}");
}
