using System.Runtime.InteropServices;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Recommendations.Profiles;

/// <summary>What a visitor did with one product, as a profile takes it: a raw interaction, or one of those that a session explodes into.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="TimeMs">Event time.</param>
/// <param name="Value">Stars of a rating.</param>
/// <param name="Brand">Brand of the product, when known.</param>
/// <param name="SessionId">Session, when known.</param>
/// <param name="Country">Where the visitor is, when known.</param>
/// <param name="Device">What the visitor uses, when known.</param>
/// <param name="Referrer">Where the visitor came from, when known.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct VisitorEvent(
    string ProductId, string Type, long TimeMs, double? Value = null, string? Brand = null, string? SessionId = null, string? Country = null, string? Device = null, string? Referrer = null)
{
    /// <summary>A raw interaction.</summary>
    public static VisitorEvent Of(Interaction interaction) => new(
        interaction.ProductId, interaction.EventType, interaction.EventTimeMs, interaction.Value, interaction.Brand, interaction.SessionId, interaction.Country, interaction.Device, interaction.Referrer);

    /// <summary>A session: a view of each product in browsing order, a purchase of each product when something was bought.</summary>
    public static IEnumerable<VisitorEvent> Of(ShopSession session)
    {
        var (country, device) = (session.LocationData?.State ?? session.LocationData?.Country, session.DeviceInformation?.DeviceType);
        var order = session.BrowsingPattern.Count > 0 ? session.BrowsingPattern.Distinct(StringComparer.Ordinal) : session.ProductIds;
        var time = session.EventTimeMs;
        foreach (var product in order)
            yield return new(product, EventTypes.View, time++, SessionId: session.SessionId, Country: country, Device: device, Referrer: session.Referrer);
        if (!session.PurchaseMade) yield break;
        foreach (var product in session.ProductIds)
            yield return new(product, EventTypes.Purchase, time++, SessionId: session.SessionId, Country: country, Device: device, Referrer: session.Referrer);
    }
}
