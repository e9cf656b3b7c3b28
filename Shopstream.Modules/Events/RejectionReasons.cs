namespace Shopstream.Modules.Events;

/// <summary>Reason codes of refused records: one per rule, stable, used as metric tag and in responses.</summary>
public static class RejectionReasons
{
    /// <summary>Not JSON.</summary>
    public const string MalformedJson = "malformed_json";

    /// <summary>A required field is absent or empty.</summary>
    public const string MissingField = "missing_field";

    /// <summary>A field holds another type than expected.</summary>
    public const string WrongType = "wrong_type";

    /// <summary>A time is not ISO 8601.</summary>
    public const string InvalidTimestamp = "invalid_timestamp";

    /// <summary>A time lies further in the future than clocks may differ.</summary>
    public const string FutureTimestamp = "future_timestamp";

    /// <summary>A price is below zero.</summary>
    public const string NegativePrice = "negative_price";

    /// <summary>A count, duration or amount is below zero or not finite.</summary>
    public const string NegativeNumber = "negative_number";

    /// <summary>Parallel arrays differ in length.</summary>
    public const string UnequalLengths = "unequal_lengths";

    /// <summary>An event type outside <see cref="EventTypes.All"/>.</summary>
    public const string UnknownEventType = "unknown_event_type";

    /// <summary>An array or text is longer than allowed.</summary>
    public const string TooLong = "too_long";

    /// <summary>Device type <c>unknown</c>.</summary>
    public const string UnknownDevice = "unknown_device";

    /// <summary>Referrer <c>unknown</c>.</summary>
    public const string UnknownReferrer = "unknown_referrer";

    /// <summary>The session id was processed before.</summary>
    public const string DuplicateSession = "duplicate_session";

    /// <summary>A CSV row has fewer or more fields than its header, or broken quoting.</summary>
    public const string MalformedRow = "malformed_row";

    /// <summary>A row lacks the user and cannot be attributed.</summary>
    public const string MissingUser = "missing_user";

    /// <summary>A CloudEvents type that carries nothing this system understands.</summary>
    public const string UnknownCloudEventType = "unknown_cloud_event_type";
}
