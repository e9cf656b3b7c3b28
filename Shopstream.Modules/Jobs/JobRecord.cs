using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Shopstream.Modules.Jobs;

/// <summary>What became of a run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>It is under way.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>It did its work.</summary>
    [JsonStringEnumMemberName("succeeded")]
    Succeeded,

    /// <summary>It threw; <see cref="JobRecord.Error"/> says what.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>It was asked to stop, and did.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>Its host died, or was out of reach for longer than a lease.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,
}

/// <summary>Who started a run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobTrigger>))]
public enum JobTrigger
{
    /// <summary>The schedule.</summary>
    [JsonStringEnumMemberName("schedule")]
    Schedule,

    /// <summary>A request over HTTP.</summary>
    [JsonStringEnumMemberName("api")]
    Api,

    /// <summary>A command.</summary>
    [JsonStringEnumMemberName("command")]
    Command,
}

/// <summary>A run as the history keeps it.</summary>
public sealed record JobRecord
{
    /// <summary>Unique; later runs have larger ids.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the job.</summary>
    public required string Job { get; init; }

    /// <summary>Who started it.</summary>
    public required JobTrigger Trigger { get; init; }

    /// <summary>What was given.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Host it runs or ran on.</summary>
    public required string Host { get; init; }

    /// <summary>What became of it.</summary>
    public JobState State { get; init; }

    /// <summary>When it started, milliseconds since 1970.</summary>
    public long StartedMs { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public long? EndedMs { get; init; }

    /// <summary>How far it is, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>What it does or did last.</summary>
    public string Message { get; init; } = "";

    /// <summary>Whether somebody asked it to stop.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Why it failed, was cancelled or is lost; else null.</summary>
    public string? Error { get; init; }

    /// <summary>What it returned; null unless it succeeded.</summary>
    public JsonObject? Result { get; init; }

    /// <summary>Rises with every change; writers compare it.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>Whether it is over.</summary>
    [JsonIgnore]
    public bool IsOver => State != JobState.Running;
}
