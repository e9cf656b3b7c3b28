using System.Text.Json;

namespace Shopstream.Modules.Events;

/// <summary>Reads and checks one session document.</summary>
public static class SessionReader
{
    /// <summary>Longest array accepted in a session document.</summary>
    public const int MaxItems = 1_000;

    /// <summary>Longest id accepted.</summary>
    public const int MaxIdLength = 200;

    /// <summary>Parses and validates <paramref name="utf8"/>.</summary>
    /// <param name="utf8">One JSON object.</param>
    /// <param name="latest">Times after this one are refused: now plus what clocks may differ.</param>
    /// <param name="session">The session, when accepted.</param>
    /// <returns>Null when accepted, else why not.</returns>
    public static Rejection? Read(ReadOnlySpan<byte> utf8, DateTimeOffset latest, out ShopSession? session)
    {
        session = null;
        var rejection = JsonRecord.Parse(utf8, EventsJsonContext.Default.ShopSession, out var parsed);
        if (rejection is not null) return rejection;
        rejection = Validate(parsed!, latest);
        if (rejection is null) session = parsed;
        return rejection;
    }

    /// <summary>Checks a parsed session, one rule after another; the first broken one is reported.</summary>
    public static Rejection? Validate(ShopSession session, DateTimeOffset latest)
    {
        if (Id(session.SessionId, "sessionId") is { } noSession) return noSession;
        if (Id(session.UserId, "userId") is { } noUser) return noUser;
        if (session.SessionTimestamp == default) return Missing("sessionTimestamp", "an ISO 8601 time");
        if (session.SessionTimestamp > latest)
        {
            return new(RejectionReasons.FutureTimestamp, $"sessionTimestamp: found {IsoTimestampConverter.Format(session.SessionTimestamp)}, "
                + $"expected no later than {IsoTimestampConverter.Format(latest)}");
        }

        if (string.IsNullOrEmpty(session.DeviceInformation?.DeviceType)) return Missing("deviceInformation.deviceType", "a device type");
        if (string.IsNullOrEmpty(session.Referrer)) return Missing("referrer", "a referrer");
        return Arrays(session) ?? Numbers(session);
    }

    private static Rejection? Arrays(ShopSession session)
    {
        if (session.ProductIds is null || session.ProductNames is null || session.ProductPrices is null || session.ProductCategories is null
            || session.ProductReviews is null || session.BrowsingPattern is null || session.TimeSpentOnEachPage is null)
            return new(RejectionReasons.WrongType, "an array of the session: found null, expected an array or no field at all");

        var products = session.ProductIds.Count;
        if (products > MaxItems) return TooLong("productIds", products);
        if (session.BrowsingPattern.Count > MaxItems) return TooLong("browsingPattern", session.BrowsingPattern.Count);
        foreach (var id in session.ProductIds)
            if (Id(id, "productIds") is { } bad) return bad;

        return Parallel("productNames", session.ProductNames.Count, products, "productIds")
            ?? Parallel("productPrices", session.ProductPrices.Count, products, "productIds")
            ?? Parallel("productCategories", session.ProductCategories.Count, products, "productIds")
            ?? (session.ProductReviews.Count == 0 ? null : Parallel("productReviews", session.ProductReviews.Count, products, "productIds"))
            ?? Parallel("timeSpentonEachPage", session.TimeSpentOnEachPage.Count, session.BrowsingPattern.Count, "browsingPattern");
    }

    private static Rejection? Numbers(ShopSession session)
    {
        for (var i = 0; i < session.ProductPrices.Count; i++)
        {
            var price = session.ProductPrices[i];
            if (!(price >= 0) || !Money.Fits(price))
                return new(RejectionReasons.NegativePrice, $"productPrices[{i}]: found {price}, expected 0 to {Money.Largest:0}");
        }

        for (var i = 0; i < session.TimeSpentOnEachPage.Count; i++)
            if (Negative($"timeSpentonEachPage[{i}]", session.TimeSpentOnEachPage[i]) is { } bad) return bad;

        return Negative("sessionDuration", session.SessionDuration)
            ?? Negative("pageViews", session.PageViews)
            ?? Negative("clicks", session.Clicks)
            ?? Negative("amountSpent", session.AmountSpent);
    }

    internal static Rejection? Id(string? id, string field)
    {
        if (string.IsNullOrWhiteSpace(id)) return Missing(field, "a non-empty id");
        return id.Length <= MaxIdLength
            ? null
            : new(RejectionReasons.TooLong, $"{field}: found {id.Length} characters, expected at most {MaxIdLength}");
    }

    internal static Rejection Missing(string field, string expected) =>
        new(RejectionReasons.MissingField, $"{field}: found nothing, expected {expected}");

    internal static Rejection? Negative(string field, double value) => value is >= 0 and <= Money.Largest
        ? null
        : new(RejectionReasons.NegativeNumber, $"{field}: found {value}, expected 0 to {Money.Largest:0}");

    private static Rejection TooLong(string field, int found) =>
        new(RejectionReasons.TooLong, $"{field}: found {found} items, expected at most {MaxItems}");

    private static Rejection? Parallel(string field, int found, int expected, string other) => found == expected
        ? null
        : new(RejectionReasons.UnequalLengths, $"{field}: found {found} items, expected {expected} as in {other}");
}
