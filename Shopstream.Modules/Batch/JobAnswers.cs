using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Shopstream.Modules.Jobs;

namespace Shopstream.Modules.Batch;

/// <summary>All jobs, by name.</summary>
/// <param name="Jobs">The jobs of the modules that are on.</param>
internal sealed record JobsAnswer(IReadOnlyList<JobAnswer> Jobs);

/// <summary>A job.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Parameters">What it can be told.</param>
/// <param name="Schedule">When it runs; null when it runs on request only.</param>
/// <param name="LastRun">Its latest run; null when there is none in the history.</param>
internal sealed record JobAnswer(string Name, string Description, IReadOnlyList<ParameterAnswer> Parameters, ScheduleAnswer? Schedule, RunAnswer? LastRun);

/// <summary>A parameter of a job.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Kind">`text`, `choice`, `wholeNumber`, `number`, `flag`, `duration` or `time`.</param>
/// <param name="Default">Its value when it is not given.</param>
/// <param name="Least">Smallest number.</param>
/// <param name="Most">Largest number.</param>
/// <param name="Choices">The words of a choice.</param>
internal sealed record ParameterAnswer(string Name, string Description, string Kind, string? Default, double? Least, double? Most, IReadOnlyList<string> Choices)
{
    public static ParameterAnswer Of(JobParameter parameter) => new(
        parameter.Name, parameter.Description, JsonNamingPolicy.CamelCase.ConvertName($"{parameter.Kind}"), parameter.Default, parameter.Least, parameter.Most,
        parameter.Choices);
}

/// <summary>When a job runs.</summary>
/// <param name="Cron">The expression.</param>
/// <param name="TimeZone">Its time zone.</param>
/// <param name="Misfire">`RunOnce` or `Skip`.</param>
/// <param name="NextAt">The next time; null when there is none.</param>
internal sealed record ScheduleAnswer(string Cron, string TimeZone, string Misfire, DateTimeOffset? NextAt);

/// <summary>The runs of a job, newest first.</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="Runs">Its runs.</param>
internal sealed record RunsAnswer(string Job, IReadOnlyList<RunAnswer> Runs);

/// <summary>A run of a job.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Job">Name of the job.</param>
/// <param name="Trigger">`schedule`, `api` or `command`.</param>
/// <param name="Parameters">What it was told.</param>
/// <param name="Host">Where it runs or ran.</param>
/// <param name="State">`running`, `succeeded`, `failed`, `cancelled` or `lost`.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="Progress">How far it is, 0 to 1.</param>
/// <param name="Message">What it does or did last.</param>
/// <param name="CancelRequested">Whether somebody asked it to stop.</param>
/// <param name="Error">Why it did not succeed.</param>
/// <param name="Result">What it returned.</param>
internal sealed record RunAnswer(
    string Id,
    string Job,
    JobTrigger Trigger,
    IReadOnlyDictionary<string, string> Parameters,
    string Host,
    JobState State,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    double Progress,
    string Message,
    bool CancelRequested,
    string? Error,
    JsonObject? Result)
{
    public static RunAnswer Of(JobRecord record) => new(
        record.Id, record.Job, record.Trigger, record.Parameters, record.Host, record.State, DateTimeOffset.FromUnixTimeMilliseconds(record.StartedMs),
        record.EndedMs is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null, record.Progress, record.Message, record.CancelRequested, record.Error,
        record.Result);
}

/// <summary>Source-generated JSON of requests and answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JobsAnswer))]
[JsonSerializable(typeof(RunsAnswer))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class BatchJsonContext : JsonSerializerContext;
