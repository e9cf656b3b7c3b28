using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Collecting.Mapping;

/// <summary>What shops emit in a form that others defined, made into interactions.</summary>
internal interface IEventMapping
{
    /// <summary>Source of what it makes and refuses, such as <c>collect/ga4</c>.</summary>
    string Source { get; }

    /// <summary>The events of one JSON value of the body, in order; at least one.</summary>
    /// <param name="root">The value.</param>
    /// <param name="now">Event time of what names none.</param>
    /// <param name="latest">Times after this one are refused.</param>
    IEnumerable<MappedEvent> Map(JsonElement root, DateTimeOffset now, DateTimeOffset latest);
}

/// <summary>One event of a sender and what became of it.</summary>
/// <param name="Raw">The event as JSON that the same endpoint takes by itself, for what was refused.</param>
/// <param name="Interactions">One for each product.</param>
/// <param name="Rejections">What could not be mapped; may stand beside interactions of the same event.</param>
internal sealed record MappedEvent(Func<string> Raw, IReadOnlyList<Interaction> Interactions, IReadOnlyList<Rejection> Rejections)
{
    /// <summary>All that was refused of the event, as one; null when nothing was.</summary>
    public Rejection? Rejection => Rejections.Count switch
    {
        0 => null,
        1 => Rejections[0],
        _ => Rejections[0] with { Detail = $"{Rejections[0].Detail}; and {Rejections.Count - 1} more in this event" },
    };

    /// <summary>
    /// What became of an event's products. An event without an id is taken whole or not at all, since what was taken of it could not be
    /// told from what a replay brings.
    /// </summary>
    public static MappedEvent Of(Func<string> raw, bool hasId, IReadOnlyList<Interaction> interactions, IReadOnlyList<Rejection> rejections) =>
        new(raw, hasId || rejections.Count == 0 ? interactions : [], rejections);

    /// <summary>An event of which nothing can be used.</summary>
    public static MappedEvent Refused(Func<string> raw, Rejection rejection) => new(raw, [], [rejection]);
}
