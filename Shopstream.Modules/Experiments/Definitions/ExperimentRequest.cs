using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Experiments.Definitions;

/// <summary>An experiment as it is sent.</summary>
/// <param name="Id">Lower-case letters, digits and `-`; made when absent.</param>
/// <param name="Name">What people call it; the id when absent.</param>
/// <param name="State">`draft` (default) or `running`.</param>
/// <param name="Salt">Makes the assignment independent of other experiments; the id when absent.</param>
/// <param name="Traffic">Share of the users who take part, above 0 to 1. Default 1.</param>
/// <param name="Variants">The variants, the control first.</param>
/// <param name="Metric">`click-through` (default), `conversion` or `revenue`.</param>
/// <param name="Guardrails">Measures that must not get worse.</param>
/// <param name="Alpha">Chance of a false alarm, 0.0001 to 0.5. Default 0.05.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ExperimentRequest(
    string? Id, string? Name, string? State, string? Salt, double? Traffic, IReadOnlyList<VariantRequest?>? Variants, string? Metric,
    IReadOnlyList<string?>? Guardrails, double? Alpha)
{
    /// <summary>The definition, as a draft.</summary>
    public ExperimentDefinition ToDefinition(string id) => new()
    {
        Id = id,
        Name = string.IsNullOrWhiteSpace(Name) ? id : Name,
        Salt = string.IsNullOrEmpty(Salt) ? id : Salt,
        Traffic = Traffic ?? 1,
        Variants = [.. (Variants ?? []).Select(v => new ExperimentVariant { Name = v?.Name ?? "", Share = v?.Share ?? 1, Algorithm = v?.Algorithm ?? "" })],
        Metric = Metric ?? ExperimentMeasures.ClickThrough,
        Guardrails = [.. (Guardrails ?? []).Select(g => g ?? "")],
        Alpha = Alpha ?? 0.05,
    };
}

/// <summary>A variant as it is sent.</summary>
/// <param name="Name">Unique in the experiment.</param>
/// <param name="Share">Weight of its traffic, above 0. Default 1.</param>
/// <param name="Algorithm">What answers, such as `hybrid`, or two to interleave: `interleave:hybrid,popular`.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record VariantRequest(string? Name, double? Share, string? Algorithm);
