using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Shopstream.Modules.Ml.Drift;
using Shopstream.Modules.Ml.Models;

namespace Shopstream.Modules.Ml.Endpoints;

/// <summary>All models.</summary>
/// <param name="Models">By name.</param>
internal sealed record ModelsAnswer(IReadOnlyList<ModelAnswer> Models);

/// <summary>A model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it predicts; null when its module is off.</param>
/// <param name="Current">The version that predicts; null while there is none.</param>
/// <param name="Versions">All versions that are kept, newest first.</param>
internal sealed record ModelAnswer(string Name, string? Description, int? Current, IReadOnlyList<VersionAnswer> Versions);

/// <summary>A version of a model.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Number">Number of the version.</param>
/// <param name="State">`candidate`, `current`, `retired` or `rejected`.</param>
/// <param name="Kind">What it is, such as `boosted`.</param>
/// <param name="CreatedAt">When it was stored.</param>
/// <param name="Seed">Seed of its training.</param>
/// <param name="RunId">The run that made it, see `/jobs/runs/{id}`.</param>
/// <param name="Data">What it learnt from.</param>
/// <param name="Hyperparameters">How it was trained.</param>
/// <param name="Metrics">How good it is, by rows measured on and by measure.</param>
/// <param name="Verdict">How it compared with the version before.</param>
/// <param name="Changes">How it came to its state, oldest first.</param>
/// <param name="Bytes">Size of the model.</param>
/// <param name="Sha256">Its check sum.</param>
internal sealed record VersionAnswer(
    string Name,
    int Number,
    ModelState State,
    string Kind,
    DateTimeOffset CreatedAt,
    int Seed,
    string? RunId,
    DataAnswer Data,
    IReadOnlyDictionary<string, string> Hyperparameters,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Metrics,
    ModelVerdict? Verdict,
    IReadOnlyList<ChangeAnswer> Changes,
    long Bytes,
    string Sha256)
{
    public static VersionAnswer Of(StoredModel stored)
    {
        var version = stored.Version;
        return new VersionAnswer(
            version.Name, version.Number, stored.State, version.Kind, Time(version.CreatedMs), version.Seed, version.RunId, DataAnswer.Of(version.Data),
            version.Hyperparameters, version.Metrics, stored.Verdict, [.. stored.Changes.Select(c => new ChangeAnswer(c.State, Time(c.AtMs), c.Reason))],
            version.Artifact.Bytes, version.Artifact.Sha256);
    }

    private static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}

/// <summary>What a version learnt from.</summary>
/// <param name="Source">Where the rows came from.</param>
/// <param name="From">Begin of the earliest row.</param>
/// <param name="To">Begin of the latest row.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Positives">Rows whose label is yes.</param>
/// <param name="Users">Users they belong to.</param>
/// <param name="Fingerprint">Equal rows have equal fingerprints.</param>
internal sealed record DataAnswer(string Source, DateTimeOffset? From, DateTimeOffset? To, int Rows, int Positives, int? Users, string Fingerprint)
{
    public static DataAnswer Of(ModelData data) => new(data.Source, Time(data.FromMs), Time(data.ToMs), data.Rows, data.Positives, data.Users, data.Fingerprint);

    private static DateTimeOffset? Time(long? ms) => ms is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}

/// <summary>A change of state.</summary>
/// <param name="State">The new state.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
internal sealed record ChangeAnswer(ModelState State, DateTimeOffset At, string Reason);

/// <summary>Rows to predict or explain.</summary>
/// <param name="Rows">Each an object of columns; a column left out is missing.</param>
internal sealed record RowsRequest(IReadOnlyList<Dictionary<string, JsonElement>>? Rows);

/// <summary>Why a version is made current.</summary>
/// <param name="Reason">Kept with the version.</param>
/// <param name="Force">Also when it was not found better.</param>
internal sealed record PromoteRequest(string? Reason, bool Force);

/// <summary>Why an earlier version is made current again.</summary>
/// <param name="Reason">Kept with the version.</param>
/// <param name="To">Number of the version; by default the one that was current before.</param>
internal sealed record RollbackRequest(string? Reason, int? To);

/// <summary>What a model predicts.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Number of the version.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Threshold">Probability from which the answer is yes.</param>
/// <param name="Ignored">Columns of the request that the model does not use.</param>
/// <param name="Predictions">By row.</param>
internal sealed record PredictAnswer(string Model, int Version, string Kind, float Threshold, IReadOnlyList<string> Ignored, IReadOnlyList<PredictionAnswer> Predictions);

/// <summary>A prediction.</summary>
/// <param name="Probability">Of yes, 0 to 1.</param>
/// <param name="IsYes">Whether that reaches the threshold.</param>
internal sealed record PredictionAnswer(float Probability, bool IsYes);

/// <summary>How predictions come about.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Number of the version.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Scale">Scale of base, output and contributions: `log-odds` or `probability`.</param>
/// <param name="Base">What is predicted of a row of which nothing is known.</param>
/// <param name="Ignored">Columns of the request that the model does not use.</param>
/// <param name="Rows">By row.</param>
internal sealed record ExplainAnswer(string Model, int Version, string Kind, string Scale, double Base, IReadOnlyList<string> Ignored, IReadOnlyList<ExplanationAnswer> Rows);

/// <summary>How a prediction comes about: base and all contributions add up to the output.</summary>
/// <param name="Probability">Of yes, 0 to 1.</param>
/// <param name="Output">The same on the scale of the contributions.</param>
/// <param name="Contributions">What each column adds, the greatest first.</param>
internal sealed record ExplanationAnswer(float Probability, double Output, IReadOnlyList<ContributionAnswer> Contributions);

/// <summary>What a column adds.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Value">What the row has there.</param>
/// <param name="Shap">What it adds.</param>
internal sealed record ContributionAnswer(string Column, JsonElement? Value, double Shap);

/// <summary>Source-generated JSON of requests and answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelsAnswer))]
[JsonSerializable(typeof(PredictAnswer))]
[JsonSerializable(typeof(ExplainAnswer))]
[JsonSerializable(typeof(RowsRequest))]
[JsonSerializable(typeof(PromoteRequest))]
[JsonSerializable(typeof(RollbackRequest))]
[JsonSerializable(typeof(DriftReport))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class MlJsonContext : JsonSerializerContext;
