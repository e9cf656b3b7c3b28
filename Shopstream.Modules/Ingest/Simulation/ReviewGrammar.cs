namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>
/// Writes short English reviews of a wanted sentiment: praise, blame or neither, with intensifiers, negations, contrasts
/// ("but") and now and then an emoji. About 10⁵ different texts.
/// </summary>
internal static class ReviewGrammar
{
    private static readonly string[][] Aspects =
    [
        ["cushioning", "fabric", "frame"], ["surface", "finish", "lower shelf"], ["seat", "upholstery", "backrest"],
        ["headboard", "frame", "slatted base"], ["drawer", "finish", "size"], ["drawer quality", "finish", "storage space"],
        ["surface", "cable management", "stability"], ["backrest", "seat", "armrest"], ["tabletop", "finish", "stability"],
        ["seat", "finish", "build quality"],
    ];

    private static readonly string[] Very = ["really ", "truly ", "absolutely ", "just ", "", "", ""];
    private static readonly string[] VeryPlain = ["very ", "really ", "extremely ", "so ", "", "", ""];
    private static readonly string[] Good = ["great", "excellent", "wonderful", "perfect", "fantastic", "lovely", "beautiful", "impressive"];
    private static readonly string[] Bad = ["terrible", "awful", "disappointing", "horrible", "poor", "dreadful", "awkward", "ugly"];
    private static readonly string[] GoodPlain = ["good", "nice", "pleasant", "satisfying", "reliable"];
    private static readonly string[] BadPlain = ["bad", "disappointing", "unpleasant", "poor", "annoying"];
    private static readonly string[] Praise = ["Love it!", "Highly recommended.", "Very happy with this purchase.", "Worth every penny.", "", "", ""];
    private static readonly string[] Blame = ["Hate it!", "A waste of money.", "Very unhappy with this purchase.", "I regret buying it.", "", "", ""];
    private static readonly string[] Smiles = ["😊", "👍", "😍", "❤️"];
    private static readonly string[] Frowns = ["😞", "👎", "😡", "😠"];
    private static readonly string[] Shrugs = ["😐", "🤷"];

    /// <summary>A review of product index <paramref name="product"/>.</summary>
    public static string Write(int product, ReviewSentiment sentiment, Xoshiro256 random)
    {
        var text = sentiment switch
        {
            ReviewSentiment.Positive => Opinion(product, random, Good, Bad, GoodPlain, BadPlain, Praise, "I love", "Delivery was", "No complaints about"),
            ReviewSentiment.Negative => Opinion(product, random, Bad, Good, BadPlain, GoodPlain, Blame, "I hate", "Delivery was", "Nothing but problems with"),
            _ => Neither(product, random),
        };
        if (!random.Chance(0.08)) return text;
        return text + " " + random.Pick(sentiment switch { ReviewSentiment.Positive => Smiles, ReviewSentiment.Negative => Frowns, _ => Shrugs });
    }

    /// <summary>
    /// The sentiment of a review: a good product and a kind author make praise likely, chance decides the rest.
    /// </summary>
    public static ReviewSentiment Feel(int product, Visitor author, Xoshiro256 random)
    {
        var feeling = 0.15 + FurnitureCatalog.Quality[product] + (0.25 * author.Mood) + (0.5 * random.NextNormal());
        if (feeling > 0.3) return ReviewSentiment.Positive;
        return feeling < -0.2 ? ReviewSentiment.Negative : ReviewSentiment.Neutral;
    }

    /// <summary>
    /// The stars that go with a review: 4 or 5, 3, 1 or 2. Its length decides between two, so that no random number is drawn.
    /// </summary>
    public static int Stars(ReviewSentiment sentiment, string review) => sentiment switch
    {
        ReviewSentiment.Positive => review.Length % 3 == 0 ? 4 : 5,
        ReviewSentiment.Negative => review.Length % 3 == 0 ? 2 : 1,
        _ => 3,
    };

    private static string Opinion(
        int product, Xoshiro256 random, string[] own, string[] other, string[] plain, string[] otherPlain, string[] closings,
        string feel, string delivery, string about)
    {
        var name = FurnitureCatalog.Names[product];
        var aspect = random.Pick(Aspects[product]);
        var body = random.Below(7) switch
        {
            0 or 1 => $"The {name} {Is(product)} {random.Pick(Very)}{random.Pick(own)}.",
            2 => $"{feel} the {aspect}, it is {random.Pick(Very)}{random.Pick(own)}.",
            3 => $"The {aspect} is not {random.Pick(otherPlain)} at all, it is {random.Pick(VeryPlain)}{random.Pick(plain)}.",
            4 => $"{delivery} {random.Pick(otherPlain)}, but the {name} {Is(product)} {random.Pick(Very)}{random.Pick(own)}.",
            5 => $"{about} the {aspect}. It feels {random.Pick(VeryPlain)}{random.Pick(plain)}.",
            _ => $"I expected something {random.Pick(other)}, but the {aspect} is {random.Pick(Very)}{random.Pick(own)}.",
        };
        var closing = random.Pick(closings);
        return closing.Length == 0 ? body : body + " " + closing;
    }

    private static string Neither(int product, Xoshiro256 random)
    {
        var name = FurnitureCatalog.Names[product];
        var aspect = random.Pick(Aspects[product]);
        return random.Below(6) switch
        {
            0 => $"The {name} arrived on Tuesday and {(product == 9 ? "stand" : "stands")} in the room now.",
            1 => $"The {aspect} is as described, neither more nor less.",
            2 => $"The {name} {Is(product)} of average size and came in {2 + random.Below(3)} boxes.",
            3 => $"The {aspect} is good, but the rest is bad.",
            4 => $"It took {20 + (5 * random.Below(9))} minutes to put the {name} together.",
            _ => $"The {aspect} is what the picture shows. We will see how long it lasts.",
        };
    }

    // The dining chairs are the one plural of the catalogue.
    private static string Is(int product) => product == 9 ? "are" : "is";
}

/// <summary>What a review says of its product.</summary>
internal enum ReviewSentiment
{
    /// <summary>Blame.</summary>
    Negative,

    /// <summary>Neither, or both alike.</summary>
    Neutral,

    /// <summary>Praise.</summary>
    Positive,
}
