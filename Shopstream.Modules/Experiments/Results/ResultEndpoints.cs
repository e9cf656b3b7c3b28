using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Experiments.Definitions;
using Shopstream.Modules.Experiments.OffPolicy;
using Shopstream.Modules.Experiments.Statistics;

namespace Shopstream.Modules.Experiments.Results;

/// <summary>The endpoints that tell what experiments have shown.</summary>
internal static class ResultEndpoints
{
    private const string Unusable = "A query parameter cannot be used";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{id}/results", ResultsAsync).WithName("experimentResults").WithSummary("What an experiment has shown so far")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/sample-size", Size).WithName("sampleSize").WithSummary("How many users an experiment needs")
            .WithDescription("For a share such as conversion; with `deviation` (by user) for a mean such as revenue.").ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/off-policy", OffPolicyAsync).WithName("offPolicy").WithSummary("What other shares of the algorithms would have earned on recorded traffic")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<ResultsAnswer>, ProblemHttpResult>> ResultsAsync(
        [Description("Id of the experiment.")] string id, ExperimentStore store, RecordedSums sums, IOptions<ExperimentsOptions> options, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await store.GetAsync(id, cancellationToken) is not { } stored) return ExperimentEndpoints.NoExperiment(id);
        var from = stored.Definition.StartedAt ?? time.GetUtcNow();
        var days = await sums.DaysAsync(id, from, stored.Definition.StoppedAt?.AddDays(1) ?? time.GetUtcNow().AddDays(1), cancellationToken);
        return TypedResults.Ok(ExperimentReport.Of(stored, await sums.OfAsync(id, cancellationToken), days, options.Value));
    }

    private static Results<Ok<SampleSizeAnswer>, ProblemHttpResult> Size(
        [FromQuery, Description("Measure of the control, such as 0.05.")] string? baseline,
        [FromQuery, Description("Relative lift to be found, such as 0.1; may be negative.")] string? lift,
        [FromQuery, Description("Chance to find it, above 0 to below 1. Default 0.8.")] string? power,
        [FromQuery, Description("Chance of a false alarm, above 0 to below 1. Default 0.05.")] string? alpha,
        [FromQuery, Description("Standard deviation by user, for a mean instead of a share.")] string? deviation)
    {
        var problems = new List<FieldProblem>();
        var spread = string.IsNullOrEmpty(deviation) ? (double?)null : Number("deviation", deviation, null, v => v > 0, "a number above 0", problems);
        var from = Number("baseline", baseline, null, v => v > 0 && (spread is not null || v < 1), spread is null ? "a share above 0 to below 1" : "a number above 0", problems);
        var change = Number("lift", lift, null, v => v != 0 && v >= -1, "a number other than 0, at least -1", problems);
        var chance = Number("power", power, 0.8, v => v is > 0 and < 1, "a number above 0 to below 1", problems);
        var risk = Number("alpha", alpha, 0.05, v => v is > 0 and < 1, "a number above 0 to below 1", problems);
        var to = from * (1 + change);
        if (problems.Count == 0 && spread is null && to is <= 0 or >= 1) problems.Add(new("lift", lift ?? "", $"one that leaves a share above 0 to below 1, found {to}"));
        if (problems.Count > 0) return ExperimentEndpoints.Unusable(problems, Unusable);
        var users = spread is { } s ? SampleSize.ForMeans(to - from, s, risk, chance) : SampleSize.ForShares(from, to, risk, chance);
        if (!(users < 1e15)) return ExperimentEndpoints.Unusable([new("lift", lift ?? "", "one that fewer than 10^15 users can show")], Unusable);
        var each = Math.Max(2, (long)Math.Ceiling(users));
        return TypedResults.Ok(new SampleSizeAnswer(from, change, chance, risk, spread, each, 2 * each));
    }

    private static async Task<Results<Ok<OffPolicyAnswer>, ProblemHttpResult>> OffPolicyAsync(
        [FromQuery, Description("The algorithm that would answer everybody.")] string? algorithm,
        [FromQuery, Description("Instead, several with their probabilities: `hybrid:0.9;popular:0.1`.")] string? policy,
        [FromQuery, Description("Whose traffic; the newest that started when absent.")] string? experiment,
        [FromQuery, Description("`clicks` (default), `conversion` or `revenue` of a user.")] string? reward,
        [FromQuery, Description("Largest weight of a user, above 0. Default 100.")] string? clip,
        ExperimentStore store, RecordedSums sums, CancellationToken cancellationToken)
    {
        var problems = new List<FieldProblem>();
        var earned = string.IsNullOrEmpty(reward) ? RecordedPolicy.Clicks : reward;
        if (!RecordedPolicy.Rewards.Contains(earned)) problems.Add(new("reward", earned, "one of " + string.Join(", ", RecordedPolicy.Rewards)));
        var most = Number("clip", clip, 100, v => v > 0, "a number above 0", problems);
        var probabilities = RecordedPolicy.Parse(algorithm, policy, problems);
        if (problems.Count > 0) return ExperimentEndpoints.Unusable(problems, Unusable);
        var stored = string.IsNullOrEmpty(experiment)
            ? (await store.AllAsync(cancellationToken)).Where(s => s.Definition.StartedAt is not null).MaxBy(s => s.Definition.StartedAt)
            : await store.GetAsync(experiment, cancellationToken);
        if (stored is null) return ExperimentEndpoints.NoExperiment(string.IsNullOrEmpty(experiment) ? "any that started" : experiment);
        var recorded = stored.Definition.Variants.Select(v => v.Algorithm).Distinct(StringComparer.Ordinal).ToList();
        foreach (var name in probabilities.Keys.Except(recorded, StringComparer.Ordinal))
            problems.Add(new(policy is null ? "algorithm" : "policy", name, $"one that {stored.Definition.Id} tried: {string.Join(", ", recorded)}"));
        if (problems.Count > 0) return ExperimentEndpoints.Unusable(problems, Unusable);
        var answer = RecordedPolicy.Judge(stored.Definition, await sums.OfAsync(stored.Definition.Id, cancellationToken), probabilities, earned, most);
        return answer is null
            ? TypedResults.Problem(
                $"{stored.Definition.Id}: fewer than two users are recorded.", statusCode: StatusCodes.Status404NotFound, title: "Nothing is recorded yet")
            : TypedResults.Ok(answer);
    }

    private static double Number(string name, string? text, double? fallback, Func<double, bool> fits, string expected, List<FieldProblem> problems)
    {
        if (string.IsNullOrEmpty(text) && fallback is { } known) return known;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && fits(value)) return value;
        problems.Add(new(name, text ?? "", expected));
        return 0;
    }
}
