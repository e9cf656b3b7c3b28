using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Experiments.Definitions;

/// <summary>The endpoints that define experiments.</summary>
internal static class ExperimentEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("", ListAsync).WithName("experiments").WithSummary("All experiments");
        group.MapGet("/{id}", OneAsync).WithName("experiment").WithSummary("One experiment").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("", CreateAsync).WithName("createExperiment").WithSummary("Creates an experiment, as a draft or running")
            .Accepts<ExperimentRequest>("application/json").Produces<ExperimentAnswer>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPut("/{id}", ReplaceAsync).WithName("replaceExperiment").WithSummary("Replaces a draft; of a running experiment name, metric, guardrails and alpha")
            .Accepts<ExperimentRequest>("application/json").Produces<ExperimentAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/{id}/start", StartAsync).WithName("startExperiment").WithSummary("Lets a draft assign users")
            .Produces<ExperimentAnswer>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/{id}/stop", StopAsync).WithName("stopExperiment").WithSummary("Ends an experiment for good")
            .Produces<ExperimentAnswer>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteExperiment").WithSummary("Deletes a draft")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/{id}/assignment", AssignmentAsync).WithName("experimentAssignment").WithSummary("The variant of a user, the same at every call")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>The answer about an id that is not there.</summary>
    public static ProblemHttpResult NoExperiment(string id) => TypedResults.Problem(
        $"{id}: there is no such experiment; /experiments lists what there is.", statusCode: StatusCodes.Status404NotFound, title: "There is no such experiment");

    /// <summary>The answer about fields that cannot be used.</summary>
    public static ProblemHttpResult Unusable(IReadOnlyList<FieldProblem> problems, string title = "The experiment cannot be used") => TypedResults.Problem(
        string.Join("; ", problems), statusCode: StatusCodes.Status400BadRequest, title: title, extensions: [new("errors", problems)]);

    private static async Task<Ok<ExperimentsAnswer>> ListAsync(ExperimentStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ExperimentsAnswer([.. (await store.AllAsync(cancellationToken)).Select(ExperimentAnswer.Of)]));

    private static async Task<Results<Ok<ExperimentAnswer>, ProblemHttpResult>> OneAsync(
        [Description("Id of the experiment.")] string id, ExperimentStore store, CancellationToken cancellationToken) =>
        await store.GetAsync(id, cancellationToken) is { } stored ? TypedResults.Ok(ExperimentAnswer.Of(stored)) : NoExperiment(id);

    private static Task<IResult> CreateAsync(HttpRequest body, ExperimentStore store, CancellationToken cancellationToken) =>
        AnswerAsync(async () =>
        {
            var (request, problem) = await ReadAsync(body, cancellationToken);
            if (request is null) return problem!;
            var definition = request.ToDefinition(string.IsNullOrEmpty(request.Id) ? $"experiment-{Guid.NewGuid():N}"[..23] : request.Id);
            List<FieldProblem> problems = [.. ExperimentRules.Check(definition)];
            var isRunning = request.State == ExperimentDefinition.Running;
            if (!isRunning && request.State is not (null or ExperimentDefinition.Draft)) problems.Add(new("state", request.State, "draft or running"));
            if (problems.Count > 0) return Unusable(problems);
            var stored = await store.CreateAsync(definition, cancellationToken);
            if (isRunning) stored = await StartNewAsync(stored, store, cancellationToken);
            return TypedResults.Created($"/experiments/{definition.Id}", ExperimentAnswer.Of(stored));
        });

    private static async ValueTask<(ExperimentRequest? Request, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        const string Expected = "expected an object with some of id, name, state, salt, traffic, variants (name, share, algorithm), metric, guardrails, alpha";
        try
        {
            if (await JsonSerializer.DeserializeAsync(request.Body, ExperimentAnswersJsonContext.Default.ExperimentRequest, cancellationToken) is { } read) return (read, null);
            return (null, Unusable([new("body", "null", Expected)]));
        }
        catch (JsonException e)
        {
            return (null, TypedResults.Problem(
                $"body: at {e.Path ?? "$"}, line {e.LineNumber + 1}: found a name or a value that cannot be used, {Expected}.",
                statusCode: StatusCodes.Status400BadRequest, title: "The experiment cannot be used"));
        }
    }

    private static async ValueTask<StoredExperiment> StartNewAsync(StoredExperiment stored, ExperimentStore store, CancellationToken cancellationToken)
    {
        try
        {
            return await store.StartAsync(stored, cancellationToken);
        }
        catch (ExperimentConflictException)
        {
            // Asked for as running, it is not left behind as a draft: the same request can be sent again.
            await store.DeleteAsync(stored.Definition.Id, cancellationToken);
            throw;
        }
    }

    private static Task<IResult> ReplaceAsync(
        [Description("Id of the experiment.")] string id, HttpRequest body, ExperimentStore store, CancellationToken cancellationToken) =>
        WithAsync(id, store.GetAsync(id, cancellationToken), async stored =>
        {
            var (request, problem) = await ReadAsync(body, cancellationToken);
            if (request is null) return problem!;
            var definition = request.ToDefinition(id);
            List<FieldProblem> problems = [.. ExperimentRules.Check(definition)];
            if (request.Id is not null && request.Id != id) problems.Add(new("id", request.Id, $"{id}, as in the path"));
            if (request.State is not null && request.State != stored.Definition.State)
                problems.Add(new("state", request.State, $"{stored.Definition.State}; /experiments/{id}/start and /stop change it"));
            return problems.Count > 0 ? Unusable(problems) : TypedResults.Ok(ExperimentAnswer.Of(await store.ReplaceAsync(stored, definition, cancellationToken)));
        });

    private static Task<IResult> StartAsync([Description("Id of the experiment.")] string id, ExperimentStore store, CancellationToken cancellationToken) =>
        WithAsync(id, store.GetAsync(id, cancellationToken), async stored => TypedResults.Ok(ExperimentAnswer.Of(await store.StartAsync(stored, cancellationToken))));

    private static Task<IResult> StopAsync([Description("Id of the experiment.")] string id, ExperimentStore store, CancellationToken cancellationToken) =>
        WithAsync(id, store.GetAsync(id, cancellationToken), async stored => TypedResults.Ok(ExperimentAnswer.Of(await store.StopAsync(stored, cancellationToken))));

    private static Task<IResult> DeleteAsync([Description("Id of the experiment.")] string id, ExperimentStore store, CancellationToken cancellationToken) =>
        WithAsync(id, store.GetAsync(id, cancellationToken), async _ =>
        {
            await store.DeleteAsync(id, cancellationToken);
            return TypedResults.NoContent();
        });

    private static async Task<Results<Ok<AssignmentAnswer>, ProblemHttpResult>> AssignmentAsync(
        [Description("Id of the experiment.")] string id, [FromQuery, Description("Id of the user; the session id of somebody without one.")] string? user,
        ExperimentStore store, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(id, cancellationToken) is not { } stored) return NoExperiment(id);
        return string.IsNullOrEmpty(user)
            ? Unusable([new("user", "", "the id of a user")], "A query parameter cannot be used")
            : TypedResults.Ok(AssignmentAnswer.Of(stored.Definition, user));
    }

    private static Task<IResult> WithAsync(string id, ValueTask<StoredExperiment?> found, Func<StoredExperiment, Task<IResult>> answer) =>
        AnswerAsync(async () => await found is { } stored ? await answer(stored) : NoExperiment(id));

    private static async Task<IResult> AnswerAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (ExperimentConflictException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status409Conflict, title: "The experiment cannot be changed so");
        }
    }
}
