namespace Shopstream.Modules.Events;

/// <summary>The event types of an <see cref="Interaction"/>.</summary>
public static class EventTypes
{
    /// <summary>A product page was shown.</summary>
    public const string View = "view";

    /// <summary>A product went into the cart.</summary>
    public const string Cart = "cart";

    /// <summary>A product left the cart.</summary>
    public const string RemoveFromCart = "remove_from_cart";

    /// <summary>A product was bought.</summary>
    public const string Purchase = "purchase";

    /// <summary>Explicit approval.</summary>
    public const string Like = "like";

    /// <summary>Explicit disapproval.</summary>
    public const string Dislike = "dislike";

    /// <summary>Explicit rating; its stars are in <c>value</c>.</summary>
    public const string Rating = "rating";

    /// <summary>A recommendation was shown.</summary>
    public const string Impression = "impression";

    /// <summary>A recommendation was clicked.</summary>
    public const string Click = "click";

    /// <summary>All known types in a fixed order.</summary>
    public static readonly IReadOnlyList<string> All =
        [View, Cart, RemoveFromCart, Purchase, Like, Dislike, Rating, Impression, Click];

    private static readonly HashSet<string> Known = new(All, StringComparer.Ordinal);

    /// <summary>Whether <paramref name="eventType"/> is one of <see cref="All"/>.</summary>
    public static bool IsKnown(string eventType) => Known.Contains(eventType);
}
