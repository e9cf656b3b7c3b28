using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Shopstream.Modules.Ml.Drift;
using Shopstream.Modules.Ml.Models;

namespace Shopstream.Modules.Ml.Endpoints;

/// <summary>The endpoints under <c>/models</c> about versions.</summary>
internal static class ModelEndpoints
{
    private const int LongestReason = 500;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/models").WithTags("Models");
        group.MapGet("", ModelsAsync).WithName("models").WithSummary("All models with their versions");
        group.MapGet("/{name}", ModelAsync).WithName("model").WithSummary("One model with its versions, newest first").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{name}/versions/{number:int}", VersionAsync).WithName("modelVersion")
            .WithSummary("One version: its data, seed, hyperparameters, metrics and how it came to its state").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{name}/versions/{number:int}/file", FileAsync).WithName("modelFile").WithSummary("The model itself, as it is stored")
            .WithDescription("Trees are in XGBoost's JSON format, which XGBoost loads.").Produces(StatusCodes.Status200OK, contentType: "application/json")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/{name}/versions/{number:int}/promote", PromoteAsync).WithName("promoteModel").WithSummary("Makes a version current")
            .WithDescription("409 unless the version was found better than the current one, or `force` is true.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/{name}/rollback", RollbackAsync).WithName("rollbackModel").WithSummary("Goes back to an earlier version")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{name}/drift", DriftAsync).WithName("modelDrift").WithSummary("How far inputs and scores have moved since training")
            .WithDescription("The latest report of the job `model-drift`: population stability index, Kolmogorov–Smirnov distance and the bins of scores and of each column.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        PredictEndpoints.Map(group);
    }

    private static async Task<Ok<ModelsAnswer>> ModelsAsync(ModelStore store, ServedModels served, CancellationToken cancellationToken)
    {
        var models = new List<ModelAnswer>();
        var names = (await store.NamesAsync(cancellationToken)).Union(served.Families.Select(f => f.Name), StringComparer.Ordinal);
        foreach (var name in names.Order(StringComparer.Ordinal)) models.Add(await DescribeAsync(name, store, served, cancellationToken));
        return TypedResults.Ok(new ModelsAnswer(models));
    }

    private static async Task<Results<Ok<ModelAnswer>, ProblemHttpResult>> ModelAsync(
        [Description("Name of the model.")] string name, ModelStore store, ServedModels served, CancellationToken cancellationToken)
    {
        var model = await DescribeAsync(name, store, served, cancellationToken);
        return model.Versions.Count > 0 || model.Description is not null ? TypedResults.Ok(model) : NoModel(name);
    }

    private static async Task<Results<Ok<VersionAnswer>, ProblemHttpResult>> VersionAsync(
        [Description("Name of the model.")] string name, [Description("Number of the version.")] int number, ModelStore store, CancellationToken cancellationToken) =>
        await store.GetAsync(name, number, cancellationToken) is { } stored ? TypedResults.Ok(VersionAnswer.Of(stored)) : NoVersion(name, number);

    private static async Task<IResult> FileAsync(
        [Description("Name of the model.")] string name, [Description("Number of the version.")] int number, ModelStore store, CancellationToken cancellationToken) =>
        await store.GetAsync(name, number, cancellationToken) is { } stored
            ? TypedResults.File(await store.ReadModelAsync(stored.Version, cancellationToken), "application/json", $"{name}-{number}.json")
            : NoVersion(name, number);

    private static async Task<Results<Ok<VersionAnswer>, ProblemHttpResult>> PromoteAsync(
        [Description("Name of the model.")] string name,
        [Description("Number of the version.")] int number,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] PromoteRequest? request,
        ModelStore store, CancellationToken cancellationToken)
    {
        if (TooLong(request?.Reason) is { } problem) return problem;
        if (await store.GetAsync(name, number, cancellationToken) is not { } stored) return NoVersion(name, number);
        if (stored.State == ModelState.Current) return TypedResults.Ok(VersionAnswer.Of(stored));
        if (request?.Force != true && stored.Verdict?.IsBetter != true)
        {
            return TypedResults.Problem(
                $"Version {number} was not found better: {stored.Verdict?.Reason ?? "it has not been compared"}. Send {{\"force\": true}} to make it current all the same.",
                statusCode: StatusCodes.Status409Conflict, title: "The version was not found better");
        }

        return TypedResults.Ok(VersionAnswer.Of(await store.PromoteAsync(name, number, request?.Reason ?? "promoted by hand", cancellationToken)));
    }

    private static async Task<Results<Ok<VersionAnswer>, ProblemHttpResult>> RollbackAsync(
        [Description("Name of the model.")] string name,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RollbackRequest? request,
        ModelStore store, CancellationToken cancellationToken)
    {
        if (TooLong(request?.Reason) is { } problem) return problem;
        var reason = request?.Reason ?? "rolled back by hand";
        try
        {
            var stored = request?.To is { } to
                ? await store.PromoteAsync(name, to, reason, cancellationToken)
                : await store.RollbackAsync(name, reason, cancellationToken);
            return TypedResults.Ok(VersionAnswer.Of(stored));
        }
        catch (ModelMissingException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status404NotFound, title: "There is no such version");
        }
    }

    private static async Task<Results<Ok<DriftReport>, ProblemHttpResult>> DriftAsync(
        [Description("Name of the model.")] string name, DriftStore drift, CancellationToken cancellationToken) =>
        await drift.ReadAsync(name, cancellationToken) is { } report
            ? TypedResults.Ok(report)
            : TypedResults.Problem(
                $"{name}: drift has not been measured yet; the job model-drift does so (POST /jobs/model-drift/run) once the model has a current version.",
                statusCode: StatusCodes.Status404NotFound, title: "There is no drift report");

    private static async ValueTask<ModelAnswer> DescribeAsync(string name, ModelStore store, ServedModels served, CancellationToken cancellationToken)
    {
        var versions = await store.ListAsync(name, cancellationToken);
        return new ModelAnswer(
            name, served.Family(name)?.Description, versions.FirstOrDefault(v => v.State == ModelState.Current)?.Version.Number, [.. versions.Select(VersionAnswer.Of)]);
    }

    private static ProblemHttpResult? TooLong(string? reason) => reason is { Length: > LongestReason }
        ? TypedResults.Problem($"reason: found {reason.Length} characters, expected at most {LongestReason}.", statusCode: StatusCodes.Status400BadRequest)
        : null;

    private static ProblemHttpResult NoModel(string name) => TypedResults.Problem(
        $"{name}: there is no such model; /models lists what there is.", statusCode: StatusCodes.Status404NotFound, title: "There is no such model");

    private static ProblemHttpResult NoVersion(string name, int number) => TypedResults.Problem(
        $"Model {name} has no version {number}; /models/{name} lists what there is.", statusCode: StatusCodes.Status404NotFound, title: "There is no such version");
}
