using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Modules.StreamAnalytics.Sentiment;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>
/// What a session document adds to a window: totals, user, session dimensions, products, sentiment and payment. A session
/// counts one view for each of its products and, when it bought, one purchase for each.
/// </summary>
internal static class SessionAnalysis
{
    /// <summary>Row of the totals.</summary>
    public const string All = "all";

    /// <summary>Payment of carts and checkouts that ended without a purchase.</summary>
    public const string Abandoned = "abandoned";

    private static readonly string[] Dimensions = ["referrer", "deviceType", "country", "state", "action"];

    /// <summary>Adds a session to a pane.</summary>
    public static void Add(AnalyticsPane pane, in SessionFacts facts)
    {
        AddTotals(pane, facts);
        AddUser(pane, facts);
        AddDimensions(pane, facts);
        AddProducts(pane, facts);
        AddPayment(pane, facts);
    }

    private static void AddTotals(AnalyticsPane pane, in SessionFacts facts)
    {
        var session = facts.Session;
        var row = pane.Totals.Row(All);
        row[Totals.Sessions]++;
        row[Totals.View] += session.ProductIds.Count;
        row[Totals.Duration] += facts.DurationMs;
        row[Totals.PageViews] += session.PageViews;
        row[Totals.Clicks] += session.Clicks;
        if (session.Actions == "checkout") row[Totals.Checkouts]++;
        if (facts.HasCart) row[Totals.AddToCarts]++;
        if (session.PurchaseMade)
        {
            row[Totals.Orders]++;
            row[Totals.Purchase] += session.ProductIds.Count;
            row[Totals.Revenue] += facts.Amount;
        }

        pane.DistinctUsers.Add(session.UserId);
    }

    private static void AddUser(AnalyticsPane pane, in SessionFacts facts)
    {
        var session = facts.Session;
        var row = pane.Users.Row(session.UserId, out var attributes);
        attributes[0] = session.LocationData?.Country ?? attributes[0];
        attributes[1] = session.LocationData?.State ?? attributes[1];
        attributes[2] = session.DeviceInformation?.DeviceType ?? attributes[2];
        attributes[3] = session.Referrer ?? attributes[3];
        row[Users.Sessions]++;
        row[Users.Views] += session.ProductIds.Count;
        row[Users.Duration] += facts.DurationMs;
        row[Users.PageViews] += session.PageViews;
        row[Users.Clicks] += session.Clicks;
        row[Users.LastSeen] = Math.Max(row[Users.LastSeen], session.EventTimeMs);
        if (!session.PurchaseMade) return;
        row[Users.Orders]++;
        row[Users.Purchases] += session.ProductIds.Count;
        row[Users.Spent] += facts.Amount;
    }

    private static void AddDimensions(AnalyticsPane pane, in SessionFacts facts)
    {
        var session = facts.Session;
        for (var d = 0; d < Dimensions.Length; d++)
        {
            var value = d switch
            {
                0 => session.Referrer,
                1 => session.DeviceInformation?.DeviceType,
                2 => session.LocationData?.Country,
                3 => session.LocationData?.State,
                _ => session.Actions,
            };
            if (string.IsNullOrEmpty(value)) continue;
            AddDimension(pane, Dimensions[d], value, facts);
        }
    }

    private static void AddDimension(AnalyticsPane pane, string dimension, string value, in SessionFacts facts)
    {
        var row = pane.Sessions.Row(DimensionKeys.Of(dimension, value));
        row[Dimension.Sessions]++;
        row[Dimension.Duration] += facts.DurationMs;
        row[Dimension.PageViews] += facts.Session.PageViews;
        row[Dimension.Clicks] += facts.Session.Clicks;
        if (facts.Session.PageViews <= 1) row[Dimension.Bounces]++;
        if (!facts.Session.PurchaseMade) return;
        row[Dimension.Orders]++;
        row[Dimension.Revenue] += facts.Amount;
    }

    private static void AddProducts(AnalyticsPane pane, in SessionFacts facts)
    {
        var session = facts.Session;
        for (var i = 0; i < session.ProductIds.Count; i++)
        {
            var row = pane.Products.Row(session.ProductIds[i], out var attributes);
            attributes[0] = session.ProductNames[i];
            attributes[1] = session.ProductCategories[i];
            row[Products.Views]++;
            if (!session.PurchaseMade) continue;
            row[Products.Purchases]++;
            row[Products.Quantity]++;
            row[Products.Revenue] += Money.FromUnits(session.ProductPrices[i]);
        }

        for (var i = 0; i < session.BrowsingPattern.Count; i++)
            pane.Products.Row(session.BrowsingPattern[i])[Products.ViewTime] += Milliseconds(session.TimeSpentOnEachPage[i]);
        foreach (var review in facts.Reviews)
        {
            var row = pane.Sentiment.Row(session.ProductIds[review.Product], out var attributes);
            attributes[0] = session.ProductNames[review.Product];
            attributes[1] = session.ProductCategories[review.Product];
            row[review.Score.Label switch { SentimentLabel.Positive => 0, SentimentLabel.Neutral => 1, _ => 2 }]++;
            row[ReviewScore] += (long)Math.Round(review.Score.Score * 1_000);
        }
    }

    private static void AddPayment(AnalyticsPane pane, in SessionFacts facts)
    {
        var session = facts.Session;
        if (!session.PurchaseMade && !facts.HasCart) return;
        var row = pane.Payments.Row(session.PurchaseMade ? session.PaymentMethodType ?? "None" : Abandoned);
        row[0]++;
        row[1] += session.PurchaseMade ? facts.Amount : facts.CartValue;
    }

    internal static long Milliseconds(double seconds) => (long)Math.Round(seconds * 1_000);

    private const int ReviewScore = 3;

    /// <summary>Positions in <see cref="AnalyticsIndices.LiveTotals"/>.</summary>
    internal static class Totals
    {
        public const int Sessions = 0, Orders = 1, View = 2, Cart = 3, RemoveFromCart = 4, Purchase = 5, Like = 6, Dislike = 7, Rating = 8,
            Impression = 9, Click = 10, Revenue = 11, Duration = 12, PageViews = 13, Clicks = 14, Checkouts = 15, AddToCarts = 16;
    }

    /// <summary>Positions in <see cref="AnalyticsIndices.UserActivity"/>.</summary>
    internal static class Users
    {
        public const int Sessions = 0, Orders = 1, Views = 2, Carts = 3, Removals = 4, Purchases = 5, Spent = 6, Duration = 7, PageViews = 8,
            Clicks = 9, LastSeen = 10;
    }

    /// <summary>Positions in <see cref="AnalyticsIndices.SessionActivity"/>.</summary>
    internal static class Dimension
    {
        public const int Sessions = 0, Orders = 1, Revenue = 2, Duration = 3, PageViews = 4, Clicks = 5, Bounces = 6;
    }

    /// <summary>Positions in <see cref="AnalyticsIndices.ProductActivity"/>.</summary>
    internal static class Products
    {
        public const int Views = 0, Carts = 1, Removals = 2, Purchases = 3, Quantity = 4, Revenue = 5, ViewTime = 6, Likes = 7, Dislikes = 8,
            Ratings = 9, RatingSum = 10;
    }
}
