using System.Globalization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Jobs;

/// <summary>What kind of value a parameter takes.</summary>
public enum JobParameterKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>A whole number.</summary>
    WholeNumber,

    /// <summary>A number with a decimal point.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>A length of time, <c>[days.]hours:minutes:seconds</c>.</summary>
    Duration,

    /// <summary>An ISO 8601 date or time; without offset it is UTC.</summary>
    Time,
}

/// <summary>Something a job can be told. Values travel as text.</summary>
public sealed record JobParameter
{
    private JobParameter(string name, string description, JobParameterKind kind, string? fallback)
    {
        (Name, Description, Kind, Default) = (name, description, kind, fallback);
    }

    /// <summary>Its name, camelCase.</summary>
    public string Name { get; }

    /// <summary>What it does, with its unit.</summary>
    public string Description { get; }

    /// <summary>What it takes.</summary>
    public JobParameterKind Kind { get; }

    /// <summary>The value it has when it is not given; null for none.</summary>
    public string? Default { get; }

    /// <summary>Smallest value of a number; null for no limit.</summary>
    public double? Least { get; private init; }

    /// <summary>Largest value of a number; null for no limit.</summary>
    public double? Most { get; private init; }

    /// <summary>The words of a choice.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    /// <summary>Any text.</summary>
    public static JobParameter Text(string name, string description, string? fallback = null) =>
        new(name, description, JobParameterKind.Text, fallback);

    /// <summary>One of a few words.</summary>
    public static JobParameter Choice(string name, string description, string? fallback, params string[] choices) =>
        new(name, description, JobParameterKind.Choice, fallback) { Choices = choices };

    /// <summary>A whole number.</summary>
    public static JobParameter WholeNumber(string name, string description, long? fallback, long least, long most) =>
        new(name, description, JobParameterKind.WholeNumber, fallback?.ToString(CultureInfo.InvariantCulture)) { Least = least, Most = most };

    /// <summary>A number.</summary>
    public static JobParameter Number(string name, string description, double? fallback, double least, double most) =>
        new(name, description, JobParameterKind.Number, fallback?.ToString("R", CultureInfo.InvariantCulture)) { Least = least, Most = most };

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static JobParameter Flag(string name, string description, bool fallback) =>
        new(name, description, JobParameterKind.Flag, fallback ? "true" : "false");

    /// <summary>A length of time above zero.</summary>
    public static JobParameter Duration(string name, string description, TimeSpan? fallback = null) =>
        new(name, description, JobParameterKind.Duration, fallback?.ToString("c", CultureInfo.InvariantCulture));

    /// <summary>A point in time.</summary>
    public static JobParameter Time(string name, string description) => new(name, description, JobParameterKind.Time, fallback: null);

    /// <summary>What was expected instead of <paramref name="value"/>; null when it can be used.</summary>
    public string? Refuse(string value) => Kind switch
    {
        JobParameterKind.Choice when !Choices.Contains(value, StringComparer.Ordinal) => $"one of {string.Join(", ", Choices)}",
        JobParameterKind.WholeNumber when !IsWithin(long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n), n) =>
            $"a whole number from {Least:R} to {Most:R}",
        JobParameterKind.Number when !IsWithin(double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var n), n) =>
            $"a number from {Least:R} to {Most:R}",
        JobParameterKind.Flag when !bool.TryParse(value, out _) => "true or false",
        JobParameterKind.Duration when !TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var t) || t <= TimeSpan.Zero =>
            "a time above zero such as 01:00:00 or 7.00:00:00",
        JobParameterKind.Time when !IsoTimestampConverter.TryParse(value, out _) => "an ISO 8601 date or time such as 2026-01-31 or 2026-01-31T18:05:00Z",
        _ => null,
    };

    private bool IsWithin(bool isNumber, double value) => isNumber && !(value < Least) && !(value > Most) && !double.IsNaN(value);
}
