using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Modules.StreamAnalytics;

namespace Shopstream.Tests.StreamAnalytics;

/// <summary>Random interactions, shuffled, through sessionizer and analysis, against plain LINQ over the same interactions.</summary>
[TestFixture]
internal sealed class InteractionAnalysisTests
{
    private const long Gap = 30 * 60_000;
    private const long IdentifiedGap = 24 * 3_600_000;
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly StreamAnalyticsOptions Patient = new() { AllowedLateness = TimeSpan.FromDays(30) };

    [Test]
    public void Add_ShuffledInteractions_EqualsARecount([Range(1, 25)] int seed)
    {
        var random = new Random(seed);
        var interactions = Enumerable.Range(0, 800).Select(_ => Random(random)).ToArray();
        random.Shuffle(interactions);
        var pane = new AnalyticsPane();
        var sessionizer = new Sessionizer(Patient, "p");
        SessionEffect sum = default;
        foreach (var interaction in interactions)
        {
            var effect = sessionizer.Add(interaction, long.MinValue);
            sum = new(sum.Sessions + effect.Sessions, sum.Orders + effect.Orders, sum.Carts + effect.Carts, sum.DurationMs + effect.DurationMs);
            InteractionAnalysis.Add(pane, interaction, effect);
        }

        var sessions = Sessions(interactions);
        sum.Sessions.ShouldBe(sessions.Count);
        sum.Orders.ShouldBe(sessions.Count(s => s.Any(i => i.EventType == "purchase")));
        sum.Carts.ShouldBe(sessions.Count(s => s.Any(i => i.EventType == "cart")));
        sum.DurationMs.ShouldBe(sessions.Sum(Length));

        pane.Totals.Shown()["all"].ShouldBe(PaneReading.Shown(AnalyticsIndices.LiveTotals, name => name switch
        {
            "sessions" => sum.Sessions,
            "orders" => sum.Orders,
            "addToCarts" => sum.Carts,
            "duration" => sum.DurationMs,
            "revenue" => interactions.Where(i => i.EventType == "purchase").Sum(Amount),
            "pageViews" => interactions.Count(i => i.EventType == "view"),
            "clicks" => interactions.Count(i => i.EventType == "click"),
            "checkouts" => 0,
            _ => interactions.Count(i => i.EventType == name),
        }));
        pane.Users.Shown().ShouldBe(interactions.GroupBy(i => i.UserId).ToDictionary(g => g.Key, g => PaneReading.Shown(AnalyticsIndices.UserActivity, name => name switch
        {
            "sessions" => sessions.Count(s => s[0].UserId == g.Key),
            "orders" => sessions.Count(s => s[0].UserId == g.Key && s.Any(i => i.EventType == "purchase")),
            "views" or "pageViews" => g.Count(i => i.EventType == "view"),
            "carts" => g.Count(i => i.EventType == "cart"),
            "removals" => g.Count(i => i.EventType == "remove_from_cart"),
            "purchases" => g.Count(i => i.EventType == "purchase"),
            "clicks" => g.Count(i => i.EventType == "click"),
            "spent" => g.Where(i => i.EventType == "purchase").Sum(Amount),
            "duration" => sessions.Where(s => s[0].UserId == g.Key).Sum(Length),
            _ => g.Max(i => i.EventTimeMs),
        })), ignoreOrder: true);
        pane.Products.Shown().ShouldBe(interactions.GroupBy(i => i.ProductId).ToDictionary(g => g.Key, g => PaneReading.Shown(AnalyticsIndices.ProductActivity, name => name switch
        {
            "views" => g.Count(i => i.EventType == "view"),
            "carts" => g.Count(i => i.EventType == "cart"),
            "removals" => g.Count(i => i.EventType == "remove_from_cart"),
            "purchases" => g.Count(i => i.EventType == "purchase"),
            "quantity" => g.Where(i => i.EventType == "purchase").Sum(i => (long)(i.Quantity ?? 1)),
            "revenue" => g.Where(i => i.EventType == "purchase").Sum(Amount),
            "likes" => g.Count(i => i.EventType == "like"),
            "dislikes" => g.Count(i => i.EventType == "dislike"),
            "ratings" => g.Count(i => i.EventType == "rating"),
            "ratingSum" => g.Where(i => i.EventType == "rating").Sum(i => (long)(i.Value!.Value * 1_000)),
            _ => 0,
        })), ignoreOrder: true);
    }

    [Test]
    public void Sessionizer_ShuffledInteractions_SummariesAreTheSessions([Range(101, 110)] int seed)
    {
        var random = new Random(seed);
        var interactions = Enumerable.Range(0, 500).Select(_ => Random(random)).ToArray();
        random.Shuffle(interactions);
        var sessionizer = new Sessionizer(Patient, "p");
        var index = new Dictionary<string, SessionSummary>();
        for (var i = 0; i < interactions.Length; i++)
        {
            sessionizer.Add(interactions[i], long.MinValue);
            if (i % 50 == 49) Write(index, sessionizer, sessionizer.DrainChanged);
        }

        Write(index, sessionizer, outputs => sessionizer.Advance(long.MaxValue, outputs));
        index.Values.Select(Shown).Order().ShouldBe(Sessions(interactions).Select(s => Shown(new SessionSummary
        {
            UserId = s[0].UserId,
            StartMs = s[0].EventTimeMs,
            Duration = Length(s) / 1_000.0,
            PageViews = s.Count(i => i.EventType == "view"),
            Clicks = s.Count(i => i.EventType == "click"),
            Products = s.Select(i => i.ProductId).Distinct().Count(),
            Carts = s.Count(i => i.EventType == "cart"),
            Purchases = s.Count(i => i.EventType == "purchase"),
            AmountSpent = Money.ToUnits(s.Where(i => i.EventType == "purchase").Sum(Amount)),
        })).Order());
    }

    private static void Write(Dictionary<string, SessionSummary> index, Sessionizer sessionizer, Action<AnalyticsOutputs> drain)
    {
        foreach (var id in sessionizer.Absorbed) index.Remove(id);
        sessionizer.Absorbed.Clear();
        var outputs = new AnalyticsOutputs(null!, null!);
        drain(outputs);
        foreach (var summary in outputs.Summaries) index[summary.Id] = System.Text.Json.JsonSerializer.Deserialize(summary.Body.Span, IndexJsonContext.Default.SessionSummary)!;
    }

    private static string Shown(SessionSummary s) =>
        $"{s.UserId} {s.StartMs} {s.Duration} {s.PageViews} {s.Clicks} {s.Products} {s.Carts} {s.Purchases} {s.AmountSpent}";

    private static Interaction Random(Random random) => new()
    {
        UserId = $"u{random.Next(6)}",
        ProductId = $"p{random.Next(12)}",
        EventType = EventTypes.All[random.Next(EventTypes.All.Count)],
        EventTime = Start.AddMinutes(random.Next(2_500)),
        SessionId = random.Next(3) == 0 ? $"s{random.Next(4)}" : null,
        Price = random.Next(1, 10_000) / 100.0,
        Quantity = random.Next(2) == 0 ? null : random.Next(1, 5),
        Value = random.Next(1, 11) / 2.0,
    };

    /// <summary>Sorted, then cut wherever the pause is as long as the gap.</summary>
    private static List<List<Interaction>> Sessions(IEnumerable<Interaction> interactions)
    {
        var sessions = new List<List<Interaction>>();
        foreach (var key in interactions.GroupBy(i => (i.UserId, i.SessionId)))
        {
            var gap = key.Key.SessionId is null ? Gap : IdentifiedGap;
            List<Interaction>? open = null;
            foreach (var interaction in key.OrderBy(i => i.EventTimeMs))
            {
                if (open is null || interaction.EventTimeMs - open[^1].EventTimeMs >= gap) sessions.Add(open = []);
                open.Add(interaction);
            }
        }

        return sessions;
    }

    private static long Length(List<Interaction> session) => session[^1].EventTimeMs - session[0].EventTimeMs;

    private static long Amount(Interaction i) => (long)((decimal)i.Price!.Value * 10_000m * (decimal)(i.Quantity ?? 1));
}
