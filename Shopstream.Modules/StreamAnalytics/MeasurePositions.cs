using Shopstream.Modules.Stores;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>Positions in <see cref="AnalyticsIndices.LiveTotals"/>.</summary>
internal static class TotalsMeasure
{
    public static readonly int Sessions = AnalyticsIndices.LiveTotals.MeasureIndex("sessions");
    public static readonly int Orders = AnalyticsIndices.LiveTotals.MeasureIndex("orders");
    public static readonly int View = AnalyticsIndices.LiveTotals.MeasureIndex("view");
    public static readonly int Cart = AnalyticsIndices.LiveTotals.MeasureIndex("cart");
    public static readonly int RemoveFromCart = AnalyticsIndices.LiveTotals.MeasureIndex("remove_from_cart");
    public static readonly int Purchase = AnalyticsIndices.LiveTotals.MeasureIndex("purchase");
    public static readonly int Like = AnalyticsIndices.LiveTotals.MeasureIndex("like");
    public static readonly int Dislike = AnalyticsIndices.LiveTotals.MeasureIndex("dislike");
    public static readonly int Rating = AnalyticsIndices.LiveTotals.MeasureIndex("rating");
    public static readonly int Impression = AnalyticsIndices.LiveTotals.MeasureIndex("impression");
    public static readonly int Click = AnalyticsIndices.LiveTotals.MeasureIndex("click");
    public static readonly int Revenue = AnalyticsIndices.LiveTotals.MeasureIndex("revenue");
    public static readonly int Duration = AnalyticsIndices.LiveTotals.MeasureIndex("duration");
    public static readonly int PageViews = AnalyticsIndices.LiveTotals.MeasureIndex("pageViews");
    public static readonly int Clicks = AnalyticsIndices.LiveTotals.MeasureIndex("clicks");
    public static readonly int Checkouts = AnalyticsIndices.LiveTotals.MeasureIndex("checkouts");
    public static readonly int AddToCarts = AnalyticsIndices.LiveTotals.MeasureIndex("addToCarts");
}

/// <summary>Positions in <see cref="AnalyticsIndices.UserActivity"/>.</summary>
internal static class UserMeasure
{
    public static readonly int Sessions = AnalyticsIndices.UserActivity.MeasureIndex("sessions");
    public static readonly int Orders = AnalyticsIndices.UserActivity.MeasureIndex("orders");
    public static readonly int Views = AnalyticsIndices.UserActivity.MeasureIndex("views");
    public static readonly int Carts = AnalyticsIndices.UserActivity.MeasureIndex("carts");
    public static readonly int Removals = AnalyticsIndices.UserActivity.MeasureIndex("removals");
    public static readonly int Purchases = AnalyticsIndices.UserActivity.MeasureIndex("purchases");
    public static readonly int Spent = AnalyticsIndices.UserActivity.MeasureIndex("spent");
    public static readonly int Duration = AnalyticsIndices.UserActivity.MeasureIndex("duration");
    public static readonly int PageViews = AnalyticsIndices.UserActivity.MeasureIndex("pageViews");
    public static readonly int Clicks = AnalyticsIndices.UserActivity.MeasureIndex("clicks");
    public static readonly int LastSeen = AnalyticsIndices.UserActivity.MeasureIndex("lastSeen");
}

/// <summary>Positions in <see cref="AnalyticsIndices.SessionActivity"/>.</summary>
internal static class DimensionMeasure
{
    public static readonly int Sessions = AnalyticsIndices.SessionActivity.MeasureIndex("sessions");
    public static readonly int Orders = AnalyticsIndices.SessionActivity.MeasureIndex("orders");
    public static readonly int Revenue = AnalyticsIndices.SessionActivity.MeasureIndex("revenue");
    public static readonly int Duration = AnalyticsIndices.SessionActivity.MeasureIndex("duration");
    public static readonly int PageViews = AnalyticsIndices.SessionActivity.MeasureIndex("pageViews");
    public static readonly int Clicks = AnalyticsIndices.SessionActivity.MeasureIndex("clicks");
    public static readonly int Bounces = AnalyticsIndices.SessionActivity.MeasureIndex("bounces");
}

/// <summary>Positions in <see cref="AnalyticsIndices.ProductActivity"/>.</summary>
internal static class ProductMeasure
{
    public static readonly int Views = AnalyticsIndices.ProductActivity.MeasureIndex("views");
    public static readonly int Carts = AnalyticsIndices.ProductActivity.MeasureIndex("carts");
    public static readonly int Removals = AnalyticsIndices.ProductActivity.MeasureIndex("removals");
    public static readonly int Purchases = AnalyticsIndices.ProductActivity.MeasureIndex("purchases");
    public static readonly int Quantity = AnalyticsIndices.ProductActivity.MeasureIndex("quantity");
    public static readonly int Revenue = AnalyticsIndices.ProductActivity.MeasureIndex("revenue");
    public static readonly int ViewTime = AnalyticsIndices.ProductActivity.MeasureIndex("viewTime");
    public static readonly int Likes = AnalyticsIndices.ProductActivity.MeasureIndex("likes");
    public static readonly int Dislikes = AnalyticsIndices.ProductActivity.MeasureIndex("dislikes");
    public static readonly int Ratings = AnalyticsIndices.ProductActivity.MeasureIndex("ratings");
    public static readonly int RatingSum = AnalyticsIndices.ProductActivity.MeasureIndex("ratingSum");
}

/// <summary>Positions in <see cref="AnalyticsIndices.ProductSentiment"/>.</summary>
internal static class ReviewMeasure
{
    public static readonly int Positive = AnalyticsIndices.ProductSentiment.MeasureIndex("positive");
    public static readonly int Neutral = AnalyticsIndices.ProductSentiment.MeasureIndex("neutral");
    public static readonly int Negative = AnalyticsIndices.ProductSentiment.MeasureIndex("negative");
    public static readonly int Score = AnalyticsIndices.ProductSentiment.MeasureIndex("score");
}

/// <summary>Positions in <see cref="AnalyticsIndices.Payments"/>.</summary>
internal static class PaymentMeasure
{
    public static readonly int Sessions = AnalyticsIndices.Payments.MeasureIndex("sessions");
    public static readonly int Amount = AnalyticsIndices.Payments.MeasureIndex("amount");
}
