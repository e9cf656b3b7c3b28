using Shopstream.Modules.Events;

namespace Shopstream.Modules.Experiments.Definitions;

/// <summary>Experiments, by id.</summary>
/// <param name="Experiments">All of them.</param>
internal sealed record ExperimentsAnswer(IReadOnlyList<ExperimentAnswer> Experiments);

/// <summary>An experiment.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="State">`draft`, `running` or `stopped`.</param>
/// <param name="Salt">Decides with the user id about the variant.</param>
/// <param name="Traffic">Share of the users who take part.</param>
/// <param name="Variants">The variants, the control first.</param>
/// <param name="Metric">The measure it decides by.</param>
/// <param name="Guardrails">Measures that must not get worse.</param>
/// <param name="Alpha">Chance of a false alarm.</param>
/// <param name="StartedAt">When it began to assign users.</param>
/// <param name="StoppedAt">When it ended.</param>
/// <param name="Revision">Counts its changes.</param>
internal sealed record ExperimentAnswer(
    string Id, string Name, string State, string Salt, double Traffic, IReadOnlyList<VariantAnswer> Variants, string Metric,
    IReadOnlyList<string> Guardrails, double Alpha, DateTimeOffset? StartedAt, DateTimeOffset? StoppedAt, long Revision)
{
    public static ExperimentAnswer Of(StoredExperiment stored)
    {
        var d = stored.Definition;
        var weight = d.Variants.Sum(v => v.Share);
        return new(
            d.Id, d.Name, d.State, d.Salt, d.Traffic, [.. d.Variants.Select(v => new VariantAnswer(v.Name, v.Share, v.Share / weight, v.Algorithm))],
            d.Metric, d.Guardrails, d.Alpha, d.StartedAt, d.StoppedAt, stored.Revision);
    }
}

/// <summary>A variant.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Share">Weight of its traffic.</param>
/// <param name="Portion">Its part of those who take part, 0 to 1.</param>
/// <param name="Algorithm">What answers.</param>
internal sealed record VariantAnswer(string Name, double Share, double Portion, string Algorithm);

/// <summary>The variant of a user.</summary>
/// <param name="Experiment">Id of the experiment.</param>
/// <param name="User">Id of the user.</param>
/// <param name="Variant">Name of the variant; null when the user is in none.</param>
/// <param name="Algorithm">What answers the user; null without a variant.</param>
/// <param name="Reason">Why there is no variant; null when there is one.</param>
internal sealed record AssignmentAnswer(string Experiment, string User, string? Variant, string? Algorithm, string? Reason)
{
    public static AssignmentAnswer Of(ExperimentDefinition definition, string user)
    {
        var variant = definition.VariantOf(user);
        var reason = variant is not null ? null
            : definition.State == ExperimentDefinition.Running ? $"The user is outside the {definition.Traffic:P0} who take part."
            : $"The experiment does not run, it is {(definition.State == ExperimentDefinition.Draft ? "a draft" : "stopped")}.";
        return new(definition.Id, user, variant?.Name, variant?.Algorithm, reason);
    }
}
