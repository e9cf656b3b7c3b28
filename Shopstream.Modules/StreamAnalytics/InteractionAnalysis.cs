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
            EventTypes.View => Totals.View,
            EventTypes.Cart => Totals.Cart,
            EventTypes.RemoveFromCart => Totals.RemoveFromCart,
            EventTypes.Purchase => Totals.Purchase,
            EventTypes.Like => Totals.Like,
            EventTypes.Dislike => Totals.Dislike,
            EventTypes.Rating => Totals.Rating,
            EventTypes.Impression => Totals.Impression,
            _ => Totals.Click,
        }]++;
        row[Totals.Sessions] += effect.Sessions;
        row[Totals.Orders] += effect.Orders;
        row[Totals.AddToCarts] += effect.Carts;
        row[Totals.Duration] += effect.DurationMs;
        row[Totals.Revenue] += amount;
        if (interaction.EventType == EventTypes.View) row[Totals.PageViews]++;
        if (interaction.EventType == EventTypes.Click) row[Totals.Clicks]++;
        pane.DistinctUsers.Add(interaction.UserId);
    }

    private static void AddUser(AnalyticsPane pane, Interaction interaction, in SessionEffect effect, long amount)
    {
        var row = pane.Users.Row(interaction.UserId, out var attributes);
        attributes[0] = interaction.Country ?? attributes[0];
        row[Users.Sessions] += effect.Sessions;
        row[Users.Orders] += effect.Orders;
        row[Users.Duration] += effect.DurationMs;
        row[Users.Spent] += amount;
        row[Users.LastSeen] = Math.Max(row[Users.LastSeen], interaction.EventTimeMs);
        switch (interaction.EventType)
        {
            case EventTypes.View:
                row[Users.Views]++;
                row[Users.PageViews]++;
                break;
            case EventTypes.Cart:
                row[Users.Carts]++;
                break;
            case EventTypes.RemoveFromCart:
                row[Users.Removals]++;
                break;
            case EventTypes.Purchase:
                row[Users.Purchases]++;
                break;
            case EventTypes.Click:
                row[Users.Clicks]++;
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
                row[Products.Views]++;
                break;
            case EventTypes.Cart:
                row[Products.Carts]++;
                break;
            case EventTypes.RemoveFromCart:
                row[Products.Removals]++;
                break;
            case EventTypes.Purchase:
                row[Products.Purchases]++;
                row[Products.Quantity] += quantity;
                row[Products.Revenue] += amount;
                break;
            case EventTypes.Like:
                row[Products.Likes]++;
                break;
            case EventTypes.Dislike:
                row[Products.Dislikes]++;
                break;
            case EventTypes.Rating:
                row[Products.Ratings]++;
                row[Products.RatingSum] += (long)Math.Round((interaction.Value ?? 0) * 1_000);
                break;
        }
    }

    private static void AddCountry(AnalyticsPane pane, string country, in SessionEffect effect, long amount)
    {
        var row = pane.Sessions.Row(DimensionKeys.Of("country", country));
        row[Dimension.Sessions] += effect.Sessions;
        row[Dimension.Orders] += effect.Orders;
        row[Dimension.Duration] += effect.DurationMs;
        row[Dimension.Revenue] += amount;
    }
}
