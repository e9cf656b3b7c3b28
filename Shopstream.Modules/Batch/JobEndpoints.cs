using System.ComponentModel;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Shopstream.Modules.Jobs;

namespace Shopstream.Modules.Batch;

/// <summary>The endpoints under <c>/jobs</c>.</summary>
internal static class JobEndpoints
{
    private const int MostRuns = 1000;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/jobs").WithTags("Jobs");
        group.MapGet("", JobsAsync).WithName("jobs").WithSummary("All jobs with their schedule and last run");
        group.MapGet("/{name}", JobAsync).WithName("job").WithSummary("One job with its parameters, schedule and last run")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{name}/runs", RunsAsync).WithName("jobRuns").WithSummary("The latest runs of a job, newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/{name}/run", StartAsync).WithName("startJob").WithSummary("Starts a job")
            .WithDescription("The body, if any, is an object of parameters, as in `{\"seed\": 7}`. The answer names the run, which goes on in the background. 409 while the job runs already, here or on another host.")
            .Produces<RunAnswer>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("/runs/{id}", RunAsync).WithName("jobRun").WithSummary("One run").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/runs/{id}/events", FollowAsync).WithName("followJobRun").WithSummary("A run as it goes on, as server-sent events")
            .WithDescription("Event `run` with the same object as `/jobs/runs/{id}`, at every change and at least every ten seconds, until the run is over.")
            .Produces<RunAnswer>(StatusCodes.Status200OK, "text/event-stream").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/runs/{id}/cancel", CancelAsync).WithName("cancelJobRun").WithSummary("Asks a run to stop")
            .WithDescription("202 while the run has not stopped yet; 200 with its outcome when it is over already.")
            .Produces<RunAnswer>().Produces<RunAnswer>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/runs/{id}", CancelAsync).WithName("deleteJobRun").WithSummary("Asks a run to stop; the same as `cancel`")
            .Produces<RunAnswer>().Produces<RunAnswer>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<JobsAnswer>> JobsAsync(JobCatalog catalog, JobDescriptions descriptions, CancellationToken cancellationToken)
    {
        var jobs = new List<JobAnswer>();
        foreach (var job in catalog.All) jobs.Add(await descriptions.DescribeAsync(job, cancellationToken));
        return TypedResults.Ok(new JobsAnswer(jobs));
    }

    private static async Task<Results<Ok<JobAnswer>, ProblemHttpResult>> JobAsync(
        [Description("Name of the job.")] string name, JobCatalog catalog, JobDescriptions descriptions, CancellationToken cancellationToken) =>
        catalog.Find(name) is { } job ? TypedResults.Ok(await descriptions.DescribeAsync(job, cancellationToken)) : NoJob(name);

    private static async Task<Results<Ok<RunsAnswer>, ProblemHttpResult>> RunsAsync(
        [Description("Name of the job.")] string name,
        [FromQuery, Description("At most so many, 1 to 1000. Default 20.")] string? top,
        JobCatalog catalog, JobHistory history, JobRunner runner, CancellationToken cancellationToken)
    {
        if (catalog.Find(name) is null) return NoJob(name);
        var limit = 20;
        if (!string.IsNullOrEmpty(top) && (!int.TryParse(top, out limit) || limit is < 1 or > MostRuns))
            return TypedResults.Problem($"top: found \"{top}\", expected a whole number from 1 to {MostRuns}.", statusCode: StatusCodes.Status400BadRequest);
        var runs = new List<RunAnswer>();
        await foreach (var record in history.LatestAsync(name, limit, cancellationToken)) runs.Add(RunAnswer.Of(runner.WithNewest(record)));
        return TypedResults.Ok(new RunsAnswer(name, runs));
    }

    private static async Task<IResult> StartAsync(
        [Description("Name of the job.")] string name,
        [FromBody(EmptyBodyBehavior = Microsoft.AspNetCore.Mvc.ModelBinding.EmptyBodyBehavior.Allow)] Dictionary<string, JsonElement>? parameters,
        JobRunner runner, CancellationToken cancellationToken)
    {
        try
        {
            var given = (parameters ?? []).ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
            var run = await runner.StartAsync(name, given, JobTrigger.Api, cancellationToken);
            return TypedResults.Accepted($"/jobs/runs/{run.Id}", RunAnswer.Of(run));
        }
        catch (JobRefusedException e)
        {
            return e switch
            {
                UnknownJobException => TypedResults.Problem(e.Message, statusCode: StatusCodes.Status404NotFound, title: "There is no such job"),
                JobIsRunningException running => TypedResults.Problem(
                    e.Message, statusCode: StatusCodes.Status409Conflict, title: "The job runs already",
                    extensions: [new("runId", running.RunId)]),
                JobsStoppingException => TypedResults.Problem(e.Message, statusCode: StatusCodes.Status503ServiceUnavailable),
                _ => TypedResults.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest, title: "A parameter cannot be used"),
            };
        }
    }

    private static async Task<Results<Ok<RunAnswer>, ProblemHttpResult>> RunAsync(
        [Description("Id of the run.")] string id, JobRunner runner, CancellationToken cancellationToken) =>
        await runner.GetAsync(id, cancellationToken) is { } run ? TypedResults.Ok(RunAnswer.Of(run)) : NoRun(id);

    private static async Task<IResult> FollowAsync(
        [Description("Id of the run.")] string id, JobRunner runner, IHostApplicationLifetime lifetime, CancellationToken cancellationToken) =>
        await runner.GetAsync(id, cancellationToken) is null
            ? NoRun(id)
            : TypedResults.ServerSentEvents(EventsAsync(id, runner, lifetime.ApplicationStopping, cancellationToken), eventType: "run");

    private static async IAsyncEnumerable<RunAnswer> EventsAsync(
        string id, JobRunner runner, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        await using var runs = runner.FollowAsync(id, ended.Token).GetAsyncEnumerator(ended.Token);
        while (true)
        {
            try
            {
                if (!await runs.MoveNextAsync()) yield break;
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                yield break;
            }

            yield return RunAnswer.Of(runs.Current);
        }
    }

    private static async Task<IResult> CancelAsync([Description("Id of the run.")] string id, JobRunner runner, CancellationToken cancellationToken)
    {
        if (await runner.CancelAsync(id, cancellationToken) is not { } run) return NoRun(id);
        return run.IsOver ? TypedResults.Ok(RunAnswer.Of(run)) : TypedResults.Accepted($"/jobs/runs/{id}", RunAnswer.Of(run));
    }

    private static ProblemHttpResult NoJob(string name) => TypedResults.Problem(
        $"{name}: there is no such job; /jobs lists what there is.", statusCode: StatusCodes.Status404NotFound, title: "There is no such job");

    private static ProblemHttpResult NoRun(string id) => TypedResults.Problem(
        $"{id}: the history has no such run.", statusCode: StatusCodes.Status404NotFound, title: "There is no such run");
}
