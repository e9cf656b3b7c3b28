using System.Text.RegularExpressions;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Experiments.Definitions;

/// <summary>A field of a definition that cannot be used.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="Found">What was sent.</param>
/// <param name="Expected">What can be used.</param>
internal sealed record FieldProblem(string Field, string Found, string Expected)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Field}: found \"{Found}\", expected {Expected}";
}

/// <summary>What a definition must keep. Which algorithms there are is not known here: any well-formed name is taken.</summary>
internal static partial class ExperimentRules
{
    /// <summary>How the name of an algorithm begins that interleaves two others.</summary>
    public const string Interleave = "interleave:";

    private const int MostVariants = 10;
    private const int LongestText = 200;
    private static readonly string[] Reserved = ["sample-size", "off-policy"];

    /// <summary>Everything that is wrong, empty when nothing is.</summary>
    public static IReadOnlyList<FieldProblem> Check(ExperimentDefinition definition)
    {
        var problems = new List<FieldProblem>();
        if (!Id().IsMatch(definition.Id) || Reserved.Contains(definition.Id))
            problems.Add(new("id", definition.Id, $"1 to 60 lower-case letters, digits and \"-\", and not {string.Join(" or ", Reserved)}"));
        if (definition.Name.Length > LongestText) problems.Add(new("name", $"{definition.Name.Length} characters", $"at most {LongestText}"));
        if (definition.Salt.Length > LongestText) problems.Add(new("salt", $"{definition.Salt.Length} characters", $"at most {LongestText}"));
        if (!(definition.Traffic is > 0 and <= 1)) problems.Add(new("traffic", $"{definition.Traffic}", "a number above 0 to 1"));
        if (!(definition.Alpha is >= 0.0001 and <= 0.5)) problems.Add(new("alpha", $"{definition.Alpha}", "a number from 0.0001 to 0.5"));
        if (!ExperimentMeasures.All.Contains(definition.Metric)) problems.Add(new("metric", definition.Metric, OneOf(ExperimentMeasures.All)));
        foreach (var guardrail in definition.Guardrails)
            if (!ExperimentMeasures.All.Contains(guardrail)) problems.Add(new("guardrails", guardrail, OneOf(ExperimentMeasures.All)));
        CheckVariants(definition.Variants, problems);
        return problems;
    }

    /// <summary>The two rankers of an interleaving algorithm; null when it is another one.</summary>
    public static (string First, string Second)? Rankers(string algorithm)
    {
        if (!algorithm.StartsWith(Interleave, StringComparison.Ordinal)) return null;
        var names = algorithm[Interleave.Length..].Split(',');
        return names.Length == 2 && names.All(n => n.Length > 0) && names[0] != names[1] ? (names[0], names[1]) : null;
    }

    private static void CheckVariants(List<ExperimentVariant> variants, List<FieldProblem> problems)
    {
        // Interleaving compares two rankers within every answer, so that one variant is enough.
        var least = variants is [{ Algorithm: var only }] && Rankers(only) is not null ? 1 : 2;
        if (variants.Count < least || variants.Count > MostVariants)
            problems.Add(new("variants", $"{variants.Count} variants", $"{least} to {MostVariants}, the control first"));
        for (var i = 0; i < variants.Count; i++)
        {
            var variant = variants[i];
            if (!Name().IsMatch(variant.Name)) problems.Add(new($"variants[{i}].name", variant.Name, "1 to 60 letters, digits, \"-\", \"_\" and \".\""));
            if (variants.Take(i).Any(v => v.Name == variant.Name)) problems.Add(new($"variants[{i}].name", variant.Name, "a name that no other variant has"));
            if (!(variant.Share is > 0 and <= 1_000_000)) problems.Add(new($"variants[{i}].share", $"{variant.Share}", "a number above 0 to 1000000"));
            if (!Algorithm().IsMatch(variant.Algorithm))
                problems.Add(new($"variants[{i}].algorithm", variant.Algorithm, "1 to 200 lower-case letters, digits, \":\", \",\", \".\", \"=\" and \"-\""));
            else if (variant.Algorithm.StartsWith(Interleave, StringComparison.Ordinal) && Rankers(variant.Algorithm) is null)
                problems.Add(new($"variants[{i}].algorithm", variant.Algorithm, "two different algorithms, such as interleave:hybrid,popular"));
        }
    }

    private static string OneOf(IReadOnlyList<string> names) => "one of " + string.Join(", ", names);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,59}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Id();

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,60}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[a-z0-9:,.=-]{1,200}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Algorithm();
}
