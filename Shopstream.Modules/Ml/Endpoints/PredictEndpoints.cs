using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Ml.Explanations;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Modules.Ml.Endpoints;

/// <summary><c>/models/{name}/predict</c> and <c>/explain</c>, by the current version.</summary>
internal static class PredictEndpoints
{
    private const int RetrySeconds = 60;

    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/{name}/predict", PredictAsync).WithName("predict").WithSummary("Probability of yes for each row")
            .WithDescription("Rows are objects of columns, as in the flat view of archived sessions; a column left out is missing. 409 while the model has no current version.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/{name}/explain", ExplainAsync).WithName("explain").WithSummary("What each column adds to each row's prediction (SHAP values)")
            .WithDescription("Base and all contributions of a row add up to its output. Rows as for `predict`.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<PredictAnswer>, ProblemHttpResult>> PredictAsync(
        [Description("Name of the model.")] string name, [FromBody] RowsRequest request, ServedModels served, MlMetrics metrics, IOptions<MlOptions> options,
        HttpResponse response, CancellationToken cancellationToken)
    {
        var (rows, problem) = await ReadAsync(name, request, served, options.Value, response, cancellationToken);
        if (rows is null) return problem!;
        try
        {
            var probabilities = rows.Model.Model.Predict(rows.Table);
            metrics.Predicted(name, probabilities.Length);
            var threshold = rows.Model.Model.Threshold;
            var version = rows.Model.Stored.Version;
            return TypedResults.Ok(new PredictAnswer(
                name, version.Number, version.Kind, threshold, rows.Ignored, [.. probabilities.Select(p => new PredictionAnswer(p, p >= threshold))]));
        }
        catch (ArgumentException e)
        {
            return WrongRows(e.Message);
        }
    }

    private static async Task<Results<Ok<ExplainAnswer>, ProblemHttpResult>> ExplainAsync(
        [Description("Name of the model.")] string name, [FromBody] RowsRequest request, ServedModels served, MlMetrics metrics, IOptions<MlOptions> options,
        HttpResponse response, CancellationToken cancellationToken)
    {
        var (rows, problem) = await ReadAsync(name, request, served, options.Value, response, cancellationToken);
        if (rows is null) return problem!;
        try
        {
            var model = rows.Model.Model;
            var probabilities = model.Predict(rows.Table);
            var shap = model.Explain(rows.Table, cancellationToken);
            metrics.Predicted(name, probabilities.Length);
            var version = rows.Model.Stored.Version;
            return TypedResults.Ok(new ExplainAnswer(
                name, version.Number, version.Kind, model.Scale, shap.BaseValue, rows.Ignored,
                [.. request.Rows!.Select((given, row) => new ExplanationAnswer(probabilities[row], shap.Output(row), Contributions(shap, row, given)))]));
        }
        catch (ArgumentException e)
        {
            return WrongRows(e.Message);
        }
    }

    private static ContributionAnswer[] Contributions(ShapValues shap, int row, Dictionary<string, JsonElement> given) =>
    [
        .. Enumerable.Range(0, shap.Features.Count)
            .Select(f => new ContributionAnswer(shap.Features[f], given.TryGetValue(shap.Features[f], out var value) ? value : null, shap[row, f]))
            .OrderByDescending(c => Math.Abs(c.Shap)),
    ];

    private static async ValueTask<(RequestRows? Rows, ProblemHttpResult? Problem)> ReadAsync(
        string name, RowsRequest request, ServedModels served, MlOptions options, HttpResponse response, CancellationToken cancellationToken)
    {
        if (served.Family(name) is null)
            return (null, TypedResults.Problem($"{name}: there is no such model; /models lists what there is.", statusCode: StatusCodes.Status404NotFound, title: "There is no such model"));
        if (request.Rows is not { Count: > 0 } rows) return (null, WrongRows("rows: found none, expected an array of at least one object."));
        if (rows.Count > options.RequestRows) return (null, WrongRows($"rows: found {rows.Count}, expected at most {options.RequestRows} (Ml:RequestRows)."));
        if (await served.CurrentAsync(name, cancellationToken) is not { } model)
        {
            response.Headers.RetryAfter = $"{RetrySeconds}";
            return (null, TypedResults.Problem(
                $"Model {name} has no current version yet; the job of that name trains one (POST /jobs/{name}/run).",
                statusCode: StatusCodes.Status409Conflict, title: "The model is not trained yet"));
        }

        try
        {
            var columns = model.Model.Columns.ToHashSet(StringComparer.Ordinal);
            var known = rows.Select(r => r.Where(c => columns.Contains(c.Key)).ToDictionary(c => c.Key, c => (object?)c.Value, StringComparer.Ordinal));
            var table = ColumnTable.FromRows(known, model.Model.Input);
            string[] ignored = [.. rows.SelectMany(r => r.Keys).Where(k => !columns.Contains(k)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            return (new RequestRows(model, table, ignored), null);
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException)
        {
            return (null, WrongRows(e.Message));
        }
    }

    private static ProblemHttpResult WrongRows(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: "The rows cannot be used");

    private sealed record RequestRows(LoadedModel<IServedModel> Model, ColumnTable Table, IReadOnlyList<string> Ignored);
}
