using Shopstream.Modules.Events;
using static Shopstream.Modules.StreamAnalytics.SessionAnalysis;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>What a raw interaction adds to a window: totals, user, product and, when it opens or extends a session, that.</summary>
internal static class InteractionAnalysis
{
    /// <summary>Adds an interaction to a pane.</summary>
    /// <param name="pane">The window.</param>
    /// <param name="interaction">The interaction.</param>
    /// <param name="effect">What it did to the user's session.</param>
    public static void Add(AnalyticsPane pane, Interaction interaction, in SessionEffect effect)
    {
        var quantity = (long)Math.Round(interaction.Quantity ?? 1);
        var amount = interaction.EventType == EventTypes.Purchase ? AmountOf(interaction) : 0;
        AddTotals(pane, interaction, effect, amount);
        AddUser(pane, interaction, effect, amount);
        AddProduct(pane, interaction, quantity, amount);
        if (interaction.Country is { Length: > 0 } country) AddCountry(pane, country, effect, amount);
    }

    /// <summary>Price times quantity, ten-thousandths.</summary>
    public static long AmountOf(Interaction interaction) =>
        (long)Math.Round(Money.FromUnits(interaction.Price ?? 0) * (interaction.Quantity ?? 1), MidpointRounding.ToEven);

    private static void AddTotals(AnalyticsPane pane, Interaction interaction, in SessionEffect effect, long amount)
    {
        var row = pane.Totals.Row(All);
        row[interaction.EventType switch
        {
            EventTypes.View => TotalsMeasure.View,
            EventTypes.Cart => TotalsMeasure.Cart,
            EventTypes.RemoveFromCart => TotalsMeasure.RemoveFromCart,
            EventTypes.Purchase => TotalsMeasure.Purchase,
            EventTypes.Like => TotalsMeasure.Like,
            EventTypes.Dislike => TotalsMeasure.Dislike,
            EventTypes.Rating => TotalsMeasure.Rating,
            EventTypes.Impression => TotalsMeasure.Impression,
            _ => TotalsMeasure.Click,
        }]++;
        row[TotalsMeasure.Sessions] += effect.Sessions;
        row[TotalsMeasure.Orders] += effect.Orders;
        row[TotalsMeasure.AddToCarts] += effect.Carts;
        row[TotalsMeasure.Duration] += effect.DurationMs;
        row[TotalsMeasure.Revenue] += amount;
        if (interaction.EventType == EventTypes.View) row[TotalsMeasure.PageViews]++;
        if (interaction.EventType == EventTypes.Click) row[TotalsMeasure.Clicks]++;
        pane.DistinctUsers.Add(interaction.UserId);
    }

    private static void AddUser(AnalyticsPane pane, Interaction interaction, in SessionEffect effect, long amount)
    {
        var row = pane.Users.Row(interaction.UserId, out var attributes);
        attributes[0] = interaction.Country ?? attributes[0];
        row[UserMeasure.Sessions] += effect.Sessions;
        row[UserMeasure.Orders] += effect.Orders;
        row[UserMeasure.Duration] += effect.DurationMs;
        row[UserMeasure.Spent] += amount;
        row[UserMeasure.LastSeen] = Math.Max(row[UserMeasure.LastSeen], interaction.EventTimeMs);
        switch (interaction.EventType)
        {
            case EventTypes.View:
                row[UserMeasure.Views]++;
                row[UserMeasure.PageViews]++;
                break;
            case EventTypes.Cart:
                row[UserMeasure.Carts]++;
                break;
            case EventTypes.RemoveFromCart:
                row[UserMeasure.Removals]++;
                break;
            case EventTypes.Purchase:
                row[UserMeasure.Purchases]++;
                break;
            case EventTypes.Click:
                row[UserMeasure.Clicks]++;
                break;
        }
    }

    private static void AddProduct(AnalyticsPane pane, Interaction interaction, long quantity, long amount)
    {
        var row = pane.Products.Row(interaction.ProductId, out var attributes);
        attributes[0] = interaction.ProductName ?? attributes[0];
        attributes[1] = interaction.Category ?? attributes[1];
        attributes[2] = interaction.Brand ?? attributes[2];
        switch (interaction.EventType)
        {
            case EventTypes.View:
                row[ProductMeasure.Views]++;
                break;
            case EventTypes.Cart:
                row[ProductMeasure.Carts]++;
                break;
            case EventTypes.RemoveFromCart:
                row[ProductMeasure.Removals]++;
                break;
            case EventTypes.Purchase:
                row[ProductMeasure.Purchases]++;
                row[ProductMeasure.Quantity] += quantity;
                row[ProductMeasure.Revenue] += amount;
                break;
            case EventTypes.Like:
                row[ProductMeasure.Likes]++;
                break;
            case EventTypes.Dislike:
                row[ProductMeasure.Dislikes]++;
                break;
            case EventTypes.Rating:
                row[ProductMeasure.Ratings]++;
                row[ProductMeasure.RatingSum] += (long)Math.Round((interaction.Value ?? 0) * 1_000);
                break;
        }
    }

    private static void AddCountry(AnalyticsPane pane, string country, in SessionEffect effect, long amount)
    {
        var row = pane.Sessions.Row(DimensionKeys.Of("country", country));
        row[DimensionMeasure.Sessions] += effect.Sessions;
        row[DimensionMeasure.Orders] += effect.Orders;
        row[DimensionMeasure.Duration] += effect.DurationMs;
        row[DimensionMeasure.Revenue] += amount;
    }
}
