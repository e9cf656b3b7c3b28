using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Modules.Stores;
using Shopstream.Modules.StreamAnalytics;
using Shopstream.Modules.Ml.Sentiment;

namespace Shopstream.Tests.StreamAnalytics;

/// <summary>Simulated sessions through the analysis, against plain LINQ over the same sessions.</summary>
[TestFixture]
internal sealed class SessionAnalysisTests
{
    private static readonly List<ShopSession> Sessions =
        [.. new ShopSimulator(new SimulatorOptions { Seed = 11, Users = 80, ReviewShare = 0.5, CartShare = 0.6 }).Generate(600)];

    private static readonly AnalyticsPane Pane = Analysed(Sessions);

    [Test]
    public void Add_Totals_EqualARecount() => Pane.Totals.Shown().ShouldBe(new Dictionary<string, string>
    {
        ["all"] = PaneReading.Shown(AnalyticsIndices.LiveTotals, name => name switch
        {
            "sessions" => Sessions.Count,
            "orders" => Sessions.Count(s => s.PurchaseMade),
            "view" => Sessions.Sum(s => s.ProductIds.Count),
            "purchase" => Sessions.Where(s => s.PurchaseMade).Sum(s => s.ProductIds.Count),
            "revenue" => Sessions.Where(s => s.PurchaseMade).Sum(s => Tenthousandths(s.AmountSpent)),
            "duration" => Sessions.Sum(s => Milliseconds(s.SessionDuration)),
            "pageViews" => Sessions.Sum(s => s.PageViews),
            "clicks" => Sessions.Sum(s => s.Clicks),
            "checkouts" => Sessions.Count(s => s.Actions == "checkout"),
            "addToCarts" => Sessions.Count(HasCart),
            _ => 0,
        }),
    });

    [Test]
    public void Add_DistinctUsers_AreCountedOnce() =>
        Pane.DistinctUsers.Estimate().ShouldBe(Sessions.Select(s => s.UserId).Distinct().Count(), tolerance: 1);

    [Test]
    public void Add_Users_EqualARecount()
    {
        Pane.Users.Shown().ShouldBe(Sessions.GroupBy(s => s.UserId).ToDictionary(g => g.Key, g => PaneReading.Shown(AnalyticsIndices.UserActivity, name => name switch
        {
            "sessions" => g.Count(),
            "orders" => g.Count(s => s.PurchaseMade),
            "views" => g.Sum(s => s.ProductIds.Count),
            "purchases" => g.Where(s => s.PurchaseMade).Sum(s => s.ProductIds.Count),
            "spent" => g.Where(s => s.PurchaseMade).Sum(s => Tenthousandths(s.AmountSpent)),
            "duration" => g.Sum(s => Milliseconds(s.SessionDuration)),
            "pageViews" => g.Sum(s => s.PageViews),
            "clicks" => g.Sum(s => s.Clicks),
            "lastSeen" => g.Max(s => s.EventTimeMs),
            _ => 0,
        })), ignoreOrder: true);
        Pane.Users.Attributes().ShouldBe(
            Sessions.GroupBy(s => s.UserId).ToDictionary(g => g.Key, g => $"{g.Last().LocationData!.Country}|{g.Last().LocationData!.State}|{g.Last().DeviceInformation!.DeviceType}|{g.Last().Referrer}"),
            ignoreOrder: true);
    }

    [Test]
    public void Add_Dimensions_EqualARecount()
    {
        var expected = new Dictionary<string, string>();
        foreach (var (dimension, of) in new (string, Func<ShopSession, string?>)[]
        {
            ("referrer", s => s.Referrer), ("deviceType", s => s.DeviceInformation?.DeviceType), ("country", s => s.LocationData?.Country),
            ("state", s => s.LocationData?.State), ("action", s => s.Actions),
        })
        {
            foreach (var g in Sessions.Where(s => !string.IsNullOrEmpty(of(s))).GroupBy(of))
            {
                expected[$"{dimension}:{g.Key}"] = PaneReading.Shown(AnalyticsIndices.SessionActivity, name => name switch
                {
                    "sessions" => g.Count(),
                    "orders" => g.Count(s => s.PurchaseMade),
                    "revenue" => g.Where(s => s.PurchaseMade).Sum(s => Tenthousandths(s.AmountSpent)),
                    "duration" => g.Sum(s => Milliseconds(s.SessionDuration)),
                    "pageViews" => g.Sum(s => s.PageViews),
                    "clicks" => g.Sum(s => s.Clicks),
                    "bounces" => g.Count(s => s.PageViews <= 1),
                    _ => 0,
                });
            }
        }

        expected.Count.ShouldBeGreaterThan(10);
        Pane.Sessions.Shown().ShouldBe(expected, ignoreOrder: true);
    }

    [Test]
    public void Add_Products_EqualARecount()
    {
        var lines = Sessions.SelectMany(s => s.ProductIds.Select((id, i) => (Session: s, Id: id, Price: s.ProductPrices[i], Name: s.ProductNames[i], Category: s.ProductCategories[i]))).ToList();
        var time = Sessions.SelectMany(s => s.BrowsingPattern.Select((id, i) => (Id: id, Ms: Milliseconds(s.TimeSpentOnEachPage[i])))).ToLookup(t => t.Id, t => t.Ms);
        Pane.Products.Shown().ShouldBe(lines.Select(l => l.Id).Union(time.Select(t => t.Key)).ToDictionary(id => id, id => PaneReading.Shown(AnalyticsIndices.ProductActivity, name => name switch
        {
            "views" => lines.Count(l => l.Id == id),
            "purchases" or "quantity" => lines.Count(l => l.Id == id && l.Session.PurchaseMade),
            "revenue" => lines.Where(l => l.Id == id && l.Session.PurchaseMade).Sum(l => Tenthousandths(l.Price)),
            "viewTime" => time[id].Sum(),
            _ => 0,
        })), ignoreOrder: true);
        Pane.Products.Attributes().ShouldBe(lines.GroupBy(l => l.Id).ToDictionary(g => g.Key, g => $"{g.Last().Name}|{g.Last().Category}|"), ignoreOrder: true);
    }

    [Test]
    public void Add_Sentiment_EqualsARecount()
    {
        var reviews = Sessions.SelectMany(s => s.ProductReviews.Select((text, i) => (Id: s.ProductIds[i], Text: text)))
            .Where(r => !string.IsNullOrEmpty(r.Text)).Select(r => (r.Id, Score: SentimentModel.Default.Score(r.Text!))).ToList();
        reviews.Count.ShouldBeGreaterThan(50);
        Pane.Sentiment.Shown().ShouldBe(reviews.GroupBy(r => r.Id).ToDictionary(g => g.Key, g => PaneReading.Shown(AnalyticsIndices.ProductSentiment, name => name switch
        {
            "positive" => g.Count(r => r.Score.Label == SentimentLabel.Positive),
            "neutral" => g.Count(r => r.Score.Label == SentimentLabel.Neutral),
            "negative" => g.Count(r => r.Score.Label == SentimentLabel.Negative),
            _ => g.Sum(r => (long)Math.Round(r.Score.Score * 1_000)),
        })), ignoreOrder: true);
    }

    [Test]
    public void Add_Payments_EqualARecountWithAbandonedCarts()
    {
        var expected = Sessions.Where(s => s.PurchaseMade).GroupBy(s => s.PaymentMethodType ?? "None")
            .ToDictionary(g => g.Key, g => $"sessions={g.Count()} amount={g.Sum(s => Tenthousandths(s.AmountSpent))}");
        var abandoned = Sessions.Where(s => !s.PurchaseMade && HasCart(s)).ToList();
        abandoned.ShouldNotBeEmpty();
        expected["abandoned"] = $"sessions={abandoned.Count} amount={abandoned.Sum(s => s.ProductPrices.Sum(Tenthousandths))}";
        Pane.Payments.Shown().ShouldBe(expected, ignoreOrder: true);
    }

    [Test]
    public void Encode_Pane_ComesBackEqualAndChanged()
    {
        var decoded = AnalyticsPane.Decode(Pane.Encode().Span);
        var (before, after) = (Tables(Pane), Tables(decoded));
        for (var i = 0; i < before.Length; i++)
        {
            after[i].Shown().ShouldBe(before[i].Shown(), before[i].Definition.Name);
            after[i].Attributes().ShouldBe(before[i].Attributes(), before[i].Definition.Name);
        }

        decoded.DistinctUsers.ToBytes().ShouldBe(Pane.DistinctUsers.ToBytes());
        var outputs = new AnalyticsOutputs(null!, null!) { Version = 7 };
        var partials = outputs.Partials;
        decoded.TakeChanged("1m", 60_000, "p", outputs);
        partials.ShouldAllBe(p => p.Version == 7);
        partials.Select(p => p.Index).ShouldBe(AnalyticsIndices.Windows.Select(w => w.Name));
        partials.Where(p => p.Sketch is not null).Select(p => p.Index).ShouldBe(["live_totals"]);
        decoded.TakeChanged("1m", 60_000, "p", outputs);
        partials.Count.ShouldBe(AnalyticsIndices.Windows.Count, "nothing changed since");
    }

    [Test]
    public void TakeChanged_OneTableTouched_GivesThatTableAlone()
    {
        var pane = Analysed(Sessions);
        pane.TakeChanged("1m", 0, "p", new AnalyticsOutputs(null!, null!));
        pane.Payments.Row("PayPal")[0]++;
        var outputs = new AnalyticsOutputs(null!, null!);
        pane.TakeChanged("1m", 0, "p", outputs);
        outputs.Partials.Select(p => p.Index).ShouldBe(["payments"]);
    }

    private static MeasureTable[] Tables(AnalyticsPane pane) => [pane.Totals, pane.Users, pane.Sessions, pane.Products, pane.Sentiment, pane.Payments];

    private static bool HasCart(ShopSession s) => s.PurchaseMade || s.Actions is "checkout" or "add_to_cart";

    private static long Tenthousandths(double amount) => (long)Math.Round((decimal)amount * 10_000m);

    private static long Milliseconds(double seconds) => (long)Math.Round((decimal)seconds * 1_000m);

    private static AnalyticsPane Analysed(List<ShopSession> sessions)
    {
        var pane = new AnalyticsPane();
        var reviews = new List<ScoredReview>();
        foreach (var session in sessions) SessionAnalysis.Add(pane, SessionFacts.Of(session, SentimentModel.Default, reviews));
        return pane;
    }
}
