using System.Text.Json;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>The index documents of a session document: its summary and its reviews.</summary>
internal static class SessionDocuments
{
    /// <summary>The document of index <c>session_summary</c>.</summary>
    public static Document Summary(string id, long version, in SessionFacts facts)
    {
        var session = facts.Session;
        var summary = new SessionSummary
        {
            SessionId = session.SessionId,
            UserId = session.UserId,
            StartMs = session.EventTimeMs,
            Duration = session.SessionDuration,
            PageViews = session.PageViews,
            Clicks = session.Clicks,
            Products = session.ProductIds.Count,
            Carts = facts.HasCart ? session.ProductIds.Count : 0,
            Purchases = session.PurchaseMade ? session.ProductIds.Count : 0,
            AmountSpent = Money.ToUnits(facts.Amount),
            Action = session.Actions,
            Referrer = session.Referrer,
            DeviceType = session.DeviceInformation?.DeviceType,
            Country = session.LocationData?.Country,
            State = session.LocationData?.State,
            ExitPage = session.ExitPage,
            Payment = session.PurchaseMade ? session.PaymentMethodType : null,
        };
        return new Document(
            id,
            JsonSerializer.SerializeToUtf8Bytes(summary, IndexJsonContext.Default.SessionSummary),
            [summary.StartMs]) { Version = version };
    }

    /// <summary>A document of index <c>product_reviews</c>.</summary>
    public static Document Review(string id, long version, ShopSession session, in ScoredReview review)
    {
        var summary = new ReviewSummary
        {
            ProductId = session.ProductIds[review.Product],
            ProductName = session.ProductNames[review.Product],
            Category = session.ProductCategories[review.Product],
            TimeMs = session.EventTimeMs,
            Text = review.Text,
            Sentiment = review.Score.Label.ToString().ToLowerInvariant(),
            Score = review.Score.Score,
        };
        return new Document(
            id,
            JsonSerializer.SerializeToUtf8Bytes(summary, IndexJsonContext.Default.ReviewSummary),
            [summary.ProductId, summary.TimeMs]) { Version = version };
    }
}
