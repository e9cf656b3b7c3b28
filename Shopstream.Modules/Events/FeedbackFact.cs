namespace Shopstream.Modules.Events;

/// <summary>Something that became of an answer.</summary>
public sealed class FeedbackFact
{
    /// <summary>Id of the answer.</summary>
    public string RecommendationId { get; set; } = "";

    /// <summary>One of <see cref="EventTypes"/>.</summary>
    public string Type { get; set; } = "";

    /// <summary>The product.</summary>
    public string ProductId { get; set; } = "";

    /// <summary>The user.</summary>
    public string UserId { get; set; } = "";

    /// <summary>When it happened, milliseconds since 1970.</summary>
    public long TimeMs { get; set; }

    /// <summary>When it was recommended, milliseconds since 1970.</summary>
    public long ServedMs { get; set; }

    /// <summary>The experiment; null without one.</summary>
    public string? Experiment { get; set; }

    /// <summary>The variant; null without an experiment.</summary>
    public string? Variant { get; set; }

    /// <summary>The algorithm that answered.</summary>
    public string Algorithm { get; set; } = "";

    /// <summary>Place in the answer, from 1.</summary>
    public int Position { get; set; }

    /// <summary>Probability with which the product was shown there.</summary>
    public double Propensity { get; set; } = 1;

    /// <summary>The ranker that gave it, in an interleaved answer.</summary>
    public string? Team { get; set; }

    /// <summary>Stars of a rating.</summary>
    public double? Value { get; set; }

    /// <summary>Amount of a purchase, in currency units.</summary>
    public double? Revenue { get; set; }

    /// <summary>Partition of the bus that brought it.</summary>
    public string Partition { get; set; } = "";

    /// <summary>Its place there.</summary>
    public long Offset { get; set; }

    /// <summary>Whether the event named no answer and was attributed to one.</summary>
    public bool Attributed { get; set; }
}
