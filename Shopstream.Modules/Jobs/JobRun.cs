using System.Globalization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Jobs;

/// <summary>One run as its job sees it. Thread-safe.</summary>
public sealed class JobRun
{
    /// <summary>The parameter that every job takes.</summary>
    public static readonly JobParameter SeedParameter =
        JobParameter.WholeNumber("seed", "Seed of everything random; the same seed on the same data gives the same result.", 1, 0, int.MaxValue);

    private readonly IReadOnlyList<JobParameter> _known;
    private readonly Lock _lock = new();
    private double _progress;
    private string _message = "";

    /// <summary>A run of a job.</summary>
    /// <exception cref="JobParameterException">A parameter is unknown, or a value cannot be used.</exception>
    public JobRun(IBatchJob job, string id, IReadOnlyDictionary<string, string> parameters, TimeProvider time)
    {
        (Id, Job, Parameters, Time) = (id, job.Name, parameters, time);
        _known = [.. job.Parameters, SeedParameter];
        foreach (var (name, value) in parameters)
        {
            var parameter = _known.FirstOrDefault(p => p.Name == name)
                ?? throw new JobParameterException($"{name}: job {job.Name} has no such parameter, expected one of {string.Join(", ", _known.Select(p => p.Name))}.");
            if (parameter.Refuse(value) is { } expected) throw new JobParameterException($"{name}: found \"{value}\", expected {expected}.");
        }

        Seed = (int)WholeNumber(SeedParameter.Name)!;
        StartedAt = time.GetUtcNow();
    }

    /// <summary>Unique id of the run.</summary>
    public string Id { get; }

    /// <summary>Name of the job.</summary>
    public string Job { get; }

    /// <summary>What was given; defaults are not in it.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>Seed of everything random in the run: parameter <c>seed</c>, else 1.</summary>
    public int Seed { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>When it started.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>How far it is, 0 to 1, and what it does.</summary>
    public (double Fraction, string Message) Progress
    {
        get
        {
            lock (_lock) return (_progress, _message);
        }
    }

    /// <summary>Tells how far the run is; may be called often.</summary>
    /// <param name="fraction">0 to 1; what lies outside is cut.</param>
    /// <param name="message">What it does now, in a few words; no personal data.</param>
    public void Report(double fraction, string message)
    {
        lock (_lock) (_progress, _message) = (double.IsNaN(fraction) ? 0 : Math.Clamp(fraction, 0, 1), message);
    }

    /// <summary>A text or choice; null when neither given nor defaulted.</summary>
    public string? Text(string name) => Value(name);

    /// <summary>A whole number; null when neither given nor defaulted.</summary>
    public long? WholeNumber(string name) => Value(name) is { } text ? long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;

    /// <summary>A number; null when neither given nor defaulted.</summary>
    public double? Number(string name) => Value(name) is { } text ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    /// <summary>Whether a flag is set.</summary>
    public bool Flag(string name) => Value(name) is { } text && bool.Parse(text);

    /// <summary>A length of time; null when neither given nor defaulted.</summary>
    public TimeSpan? Duration(string name) => Value(name) is { } text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>A point in time; null when not given.</summary>
    public DateTimeOffset? Instant(string name) => Value(name) is { } text && IsoTimestampConverter.TryParse(text, out var time) ? time : null;

    private string? Value(string name)
    {
        var parameter = _known.FirstOrDefault(p => p.Name == name)
            ?? throw new ArgumentException($"Job {Job} asks for parameter {name}, which it does not declare.", nameof(name));
        return Parameters.GetValueOrDefault(name, parameter.Default!);
    }
}
