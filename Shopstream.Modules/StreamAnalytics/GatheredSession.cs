using System.Text.Json.Serialization;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>What the sessionizer gathers about one session of raw interactions.</summary>
internal sealed class GatheredSession
{
    /// <summary>Distinct products remembered, at most; further ones are not counted.</summary>
    public const int MaxProducts = 200;

    public int Views { get; set; }

    public int Carts { get; set; }

    public int Purchases { get; set; }

    public int Clicks { get; set; }

    /// <summary>Ten-thousandths.</summary>
    public long Amount { get; set; }

    public HashSet<string> Products { get; set; } = new(StringComparer.Ordinal);

    public string? LastProduct { get; set; }

    public long LastMs { get; set; } = long.MinValue;

    public string? Country { get; set; }

    /// <summary>What the windows have been told of this session so far.</summary>
    public SessionEffect Told { get; set; }

    /// <summary>What the windows are still to be told: the session as it is now less what they know.</summary>
    public SessionEffect Settle(long startMs, long lastMs)
    {
        var now = new SessionEffect(1, Purchases > 0 ? 1 : 0, Carts > 0 ? 1 : 0, lastMs - startMs);
        var told = Told;
        Told = now;
        return new(now.Sessions - told.Sessions, now.Orders - told.Orders, now.Carts - told.Carts, now.DurationMs - told.DurationMs);
    }

    /// <summary>Adds an interaction.</summary>
    public GatheredSession Add(Interaction interaction)
    {
        switch (interaction.EventType)
        {
            case EventTypes.View:
                Views++;
                break;
            case EventTypes.Cart:
                Carts++;
                break;
            case EventTypes.Click:
                Clicks++;
                break;
            case EventTypes.Purchase:
                Purchases++;
                Amount += InteractionAnalysis.AmountOf(interaction);
                break;
        }

        if (Products.Count < MaxProducts) Products.Add(interaction.ProductId);
        if (interaction.EventTimeMs >= LastMs) (LastMs, LastProduct) = (interaction.EventTimeMs, interaction.ProductName ?? interaction.ProductId);
        Country ??= interaction.Country;
        return this;
    }

    /// <summary>Takes over a later session that turned out to be part of this one.</summary>
    public GatheredSession Merge(GatheredSession later)
    {
        Views += later.Views;
        Carts += later.Carts;
        Purchases += later.Purchases;
        Clicks += later.Clicks;
        Amount += later.Amount;
        Products.UnionWith(later.Products);
        Told = new(
            Told.Sessions + later.Told.Sessions, Told.Orders + later.Told.Orders, Told.Carts + later.Told.Carts, Told.DurationMs + later.Told.DurationMs);
        if (later.LastMs >= LastMs) (LastMs, LastProduct) = (later.LastMs, later.LastProduct);
        Country ??= later.Country;
        return this;
    }

    public SessionSummary ToSummary(SessionKey key, long startMs, long lastMs) => new()
    {
        SessionId = key.IsIdentified ? key.SessionId : $"{key.UserId}@{startMs}",
        UserId = key.UserId,
        StartMs = startMs,
        Duration = (lastMs - startMs) / 1_000.0,
        PageViews = Views,
        Clicks = Clicks,
        Products = Products.Count,
        Carts = Carts,
        Purchases = Purchases,
        AmountSpent = Money.ToUnits(Amount),
        Action = Purchases > 0 ? "checkout" : Carts > 0 ? "add_to_cart" : "view_item",
        Country = Country,
        ExitPage = LastProduct,
    };
}

[JsonSourceGenerationOptions]
[JsonSerializable(typeof(SessionKey))]
[JsonSerializable(typeof(GatheredSession))]
internal sealed partial class GatheredSessionJsonContext : JsonSerializerContext;
