namespace Shopstream.Modules.Events;

/// <summary>An answer with recommendations: what was offered to whom, by which variant and with which probability; topic <c>served_recommendations</c>.</summary>
public sealed class ServedRecommendations
{
    /// <summary>Id of the answer; feedback names it as <c>recommendation_id</c>.</summary>
    public string RecommendationId { get; set; } = "";

    /// <summary>Who asked; the session id of somebody without a user id.</summary>
    public string UserId { get; set; } = "";

    /// <summary>When it was answered.</summary>
    public DateTimeOffset ServedAt { get; set; }

    /// <summary>The same in milliseconds since 1970; 0 where the sender does not give it.</summary>
    public long ServedMs { get; set; }

    /// <summary>Id of the experiment that chose the variant; null without one.</summary>
    public string? Experiment { get; set; }

    /// <summary>Name of the variant; null without an experiment.</summary>
    public string? Variant { get; set; }

    /// <summary>The algorithm that answered, such as <c>hybrid</c>.</summary>
    public string Algorithm { get; set; } = "";

    /// <summary>Version of the trained model; null when none was used.</summary>
    public int? ModelVersion { get; set; }

    /// <summary>What was offered, first first.</summary>
    public List<ServedProduct> Items { get; set; } = [];
}

/// <summary>One product of an answer.</summary>
public sealed class ServedProduct
{
    /// <summary>Id of the product.</summary>
    public string ProductId { get; set; } = "";

    /// <summary>Place in the answer, from 1.</summary>
    public int Position { get; set; }

    /// <summary>Probability, above 0 to 1, with which the policy shows this product at this place; 1 without exploration.</summary>
    public double Propensity { get; set; } = 1;

    /// <summary>In an interleaved answer, the name of the ranker that gave it; null otherwise.</summary>
    public string? Team { get; set; }

    /// <summary>What the ranker knew of it, in the fixed order of the ranker's features; null when not recorded.</summary>
    public IReadOnlyList<float>? Features { get; set; }
}
