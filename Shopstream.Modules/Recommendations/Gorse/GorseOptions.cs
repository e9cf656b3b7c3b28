using System.ComponentModel.DataAnnotations;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>Settings of the interface for clients of the gorse recommender, section <c>Recommendations:Gorse</c>.</summary>
public sealed class GorseOptions
{
    /// <value>
    /// Event type (see <see cref="EventTypes"/>) by feedback type, whatever its case. Entries are added to these defaults or replace them;
    /// a feedback type without entry is an event type by its own name, or else a view.
    /// </value>
    [KnownEventTypes]
    public Dictionary<string, string> FeedbackTypes { get; set; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["read"] = EventTypes.View,
        ["watch"] = EventTypes.View,
        ["star"] = EventTypes.Like,
        ["favorite"] = EventTypes.Like,
        ["upvote"] = EventTypes.Like,
        ["downvote"] = EventTypes.Dislike,
        ["add_to_cart"] = EventTypes.Cart,
        ["buy"] = EventTypes.Purchase,
        ["order"] = EventTypes.Purchase,
        ["rate"] = EventTypes.Rating,
    };

    /// <value>How often it is looked for feedback whose time has come. 10 ms to 1 hour, default 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan DueInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The event type that a feedback type stands for.</summary>
    public string EventTypeOf(string feedbackType)
    {
        if (FeedbackTypes.TryGetValue(feedbackType, out var told)) return told;
        foreach (var type in EventTypes.All)
            if (string.Equals(type, feedbackType, StringComparison.OrdinalIgnoreCase)) return type;
        return EventTypes.View;
    }
}

/// <summary>Each value of a dictionary is one of <see cref="EventTypes"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KnownEventTypesAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        foreach (var (feedback, type) in (IReadOnlyDictionary<string, string>?)value ?? new Dictionary<string, string>())
            if (!EventTypes.IsKnown(type)) return new($"{feedback}: found \"{type}\", expected one of {string.Join(", ", EventTypes.All)}.", [validationContext.MemberName ?? ""]);
        return ValidationResult.Success;
    }
}
