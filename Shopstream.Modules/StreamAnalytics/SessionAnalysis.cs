using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Ml.Sentiment;

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
        row[TotalsMeasure.Sessions]++;
        row[TotalsMeasure.View] += session.ProductIds.Count;
        row[TotalsMeasure.Duration] += facts.DurationMs;
        row[TotalsMeasure.PageViews] += session.PageViews;
        row[TotalsMeasure.Clicks] += session.Clicks;
        if (session.Actions == "checkout") row[TotalsMeasure.Checkouts]++;
        if (facts.HasCart) row[TotalsMeasure.AddToCarts]++;
        if (session.PurchaseMade)
        {
            row[TotalsMeasure.Orders]++;
            row[TotalsMeasure.Purchase] += session.ProductIds.Count;
            row[TotalsMeasure.Revenue] += facts.Amount;
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
        row[UserMeasure.Sessions]++;
        row[UserMeasure.Views] += session.ProductIds.Count;
        row[UserMeasure.Duration] += facts.DurationMs;
        row[UserMeasure.PageViews] += session.PageViews;
        row[UserMeasure.Clicks] += session.Clicks;
        row[UserMeasure.LastSeen] = Math.Max(row[UserMeasure.LastSeen], session.EventTimeMs);
        if (!session.PurchaseMade) return;
        row[UserMeasure.Orders]++;
        row[UserMeasure.Purchases] += session.ProductIds.Count;
        row[UserMeasure.Spent] += facts.Amount;
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
        row[DimensionMeasure.Sessions]++;
        row[DimensionMeasure.Duration] += facts.DurationMs;
        row[DimensionMeasure.PageViews] += facts.Session.PageViews;
        row[DimensionMeasure.Clicks] += facts.Session.Clicks;
        if (facts.Session.PageViews <= 1) row[DimensionMeasure.Bounces]++;
        if (!facts.Session.PurchaseMade) return;
        row[DimensionMeasure.Orders]++;
        row[DimensionMeasure.Revenue] += facts.Amount;
    }

    private static void AddProducts(AnalyticsPane pane, in SessionFacts facts)
    {
        var session = facts.Session;
        for (var i = 0; i < session.ProductIds.Count; i++)
        {
            var row = pane.Products.Row(session.ProductIds[i], out var attributes);
            attributes[0] = session.ProductNames[i];
            attributes[1] = session.ProductCategories[i];
            row[ProductMeasure.Views]++;
            if (!session.PurchaseMade) continue;
            row[ProductMeasure.Purchases]++;
            row[ProductMeasure.Quantity]++;
            row[ProductMeasure.Revenue] += Money.FromUnits(session.ProductPrices[i]);
        }

        for (var i = 0; i < session.BrowsingPattern.Count; i++)
            pane.Products.Row(session.BrowsingPattern[i])[ProductMeasure.ViewTime] += Milliseconds(session.TimeSpentOnEachPage[i]);
        foreach (var review in facts.Reviews)
        {
            var row = pane.Sentiment.Row(session.ProductIds[review.Product], out var attributes);
            attributes[0] = session.ProductNames[review.Product];
            attributes[1] = session.ProductCategories[review.Product];
            row[review.Score.Label switch
            {
                SentimentLabel.Positive => ReviewMeasure.Positive,
                SentimentLabel.Neutral => ReviewMeasure.Neutral,
                _ => ReviewMeasure.Negative,
            }]++;
            row[ReviewMeasure.Score] += (long)Math.Round(review.Score.Score * 1_000);
        }
    }

    private static void AddPayment(AnalyticsPane pane, in SessionFacts facts)
    {
        var session = facts.Session;
        if (!session.PurchaseMade && !facts.HasCart) return;
        var row = pane.Payments.Row(session.PurchaseMade ? session.PaymentMethodType ?? "None" : Abandoned);
        row[PaymentMeasure.Sessions]++;
        row[PaymentMeasure.Amount] += session.PurchaseMade ? facts.Amount : facts.CartValue;
    }

    internal static long Milliseconds(double seconds) => (long)Math.Round(seconds * 1_000);
}
