namespace Shopstream.Modules.Events;

/// <summary>Reads and checks one interaction.</summary>
public static class InteractionReader
{
    /// <summary>Parses and validates <paramref name="utf8"/>.</summary>
    /// <param name="utf8">One JSON object.</param>
    /// <param name="now">Arrival time; the event time when the sender gives none.</param>
    /// <param name="latest">Times after this one are refused: now plus what clocks may differ.</param>
    /// <param name="interaction">The interaction, when accepted.</param>
    /// <returns>Null when accepted, else why not.</returns>
    public static Rejection? Read(ReadOnlySpan<byte> utf8, DateTimeOffset now, DateTimeOffset latest, out Interaction? interaction)
    {
        interaction = null;
        var rejection = JsonRecord.Parse(utf8, EventsJsonContext.Default.Interaction, out var parsed);
        if (rejection is not null) return rejection;
        if (parsed!.EventTime == default) parsed.EventTime = now;
        rejection = Validate(parsed, latest);
        if (rejection is null) interaction = parsed;
        return rejection;
    }

    /// <summary>Checks a parsed interaction, one rule after another; the first broken one is reported.</summary>
    public static Rejection? Validate(Interaction interaction, DateTimeOffset latest)
    {
        if (SessionReader.Id(interaction.UserId, "user_id") is { } noUser) return noUser;
        if (SessionReader.Id(interaction.ProductId, "product_id") is { } noProduct) return noProduct;
        if (string.IsNullOrEmpty(interaction.EventType)) return SessionReader.Missing("event_type", "one of " + string.Join(", ", EventTypes.All));
        if (!EventTypes.IsKnown(interaction.EventType))
        {
            return new(RejectionReasons.UnknownEventType,
                $"event_type: found \"{interaction.EventType}\", expected one of {string.Join(", ", EventTypes.All)}");
        }

        if (interaction.EventTime == default) return SessionReader.Missing("event_time", "an ISO 8601 time");
        if (interaction.EventTime > latest)
        {
            return new(RejectionReasons.FutureTimestamp, $"event_time: found {IsoTimestampConverter.Format(interaction.EventTime)}, "
                + $"expected no later than {IsoTimestampConverter.Format(latest)}");
        }

        if (interaction.Price is { } price && (!(price >= 0) || !Money.Fits(price)))
            return new(RejectionReasons.NegativePrice, $"price: found {price}, expected 0 to {Money.Largest:0}");
        if (interaction.Quantity is { } quantity && SessionReader.Negative("quantity", quantity) is { } negative) return negative;
        if (interaction.SessionId is { Length: > SessionReader.MaxIdLength })
            return new(RejectionReasons.TooLong, $"session_id: found {interaction.SessionId.Length} characters, expected at most {SessionReader.MaxIdLength}");
        return null;
    }
}
