using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Http;

/// <summary>A query parameter that could not be used.</summary>
/// <param name="Parameter">Its name.</param>
/// <param name="Found">What was given; null when it was absent.</param>
/// <param name="Expected">What would have been accepted.</param>
internal sealed record BadParameter(string Parameter, string? Found, string Expected);

/// <summary>
/// Reads query parameters and remembers everything that is wrong with them, so that one answer names all of it.
/// A value that cannot be used is replaced by its default until <see cref="TryProblem"/> is asked.
/// </summary>
internal sealed partial class QueryReader
{
    private readonly List<BadParameter> problems = [];

    /// <summary>Whether something was wrong so far.</summary>
    public bool HasProblem => problems.Count > 0;

    /// <summary>Remembers a parameter as wrong.</summary>
    public void Refuse(string parameter, string? found, string expected) =>
        problems.Add(new(parameter, found is { Length: > 60 } ? found[..60] + "…" : found, expected));

    /// <summary>An ISO 8601 date or time between 1970 and 9998; without offset it is UTC. Null when absent or wrong.</summary>
    public DateTimeOffset? Time(string name, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;

        // A plus sign that was not percent-encoded arrives as a blank: 2026-01-31T18:00:00 01:00.
        var repaired = text.Length > 6 && text[^6] == ' ' && text.Contains('T', StringComparison.Ordinal) ? $"{text[..^6]}+{text[^5..]}" : text;
        if (IsoShape().IsMatch(repaired) && IsoTimestampConverter.TryParse(repaired, out var time) && time.Year is >= 1970 and <= 9998)
            return time;
        Refuse(name, text, "an ISO 8601 date or time such as 2026-01-31 or 2026-01-31T18:05:00Z, years 1970 to 9998");
        return null;
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Integer(string name, string? text, int least, int most, int fallback)
    {
        if (string.IsNullOrEmpty(text)) return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        Refuse(name, text, $"a whole number from {least} to {most}");
        return fallback;
    }

    /// <summary>One of a few words.</summary>
    [return: NotNullIfNotNull(nameof(fallback))]
    public string? OneOf(string name, string? text, IReadOnlyList<string> allowed, string? fallback)
    {
        if (string.IsNullOrEmpty(text)) return fallback;
        if (allowed.Contains(text, StringComparer.Ordinal)) return text;
        Refuse(name, text, "one of " + string.Join(", ", allowed));
        return fallback;
    }

    /// <summary>A duration of zero or more: seconds (<c>300</c>), ISO 8601 (<c>PT5M</c>) or <c>hh:mm:ss</c>.</summary>
    public TimeSpan Duration(string name, string? text, TimeSpan fallback)
    {
        if (string.IsNullOrEmpty(text)) return fallback;
        if (TryDuration(text, out var value) && value >= TimeSpan.Zero) return value;
        Refuse(name, text, "seconds (300), an ISO 8601 duration (PT5M) or hh:mm:ss (00:05:00), not below zero");
        return fallback;
    }

    /// <summary>The answer to a request with wrong parameters.</summary>
    public bool TryProblem([NotNullWhen(true)] out ProblemHttpResult? problem)
    {
        problem = null;
        if (problems.Count == 0) return false;
        var detail = string.Join("; ", problems.Select(p => p.Found is null
            ? $"{p.Parameter}: expected {p.Expected}"
            : $"{p.Parameter}: found \"{p.Found}\", expected {p.Expected}"));
        problem = TypedResults.Problem(
            detail,
            statusCode: StatusCodes.Status400BadRequest,
            title: "A parameter cannot be used",
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["errors"] = problems.ToArray() });
        return true;
    }

    private static bool TryDuration(string text, out TimeSpan value)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            var fits = seconds <= TimeSpan.MaxValue.TotalSeconds / 2;
            value = fits ? TimeSpan.FromSeconds(seconds) : default;
            return fits;
        }

        if (!text.StartsWith('P')) return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
        try
        {
            value = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            value = default;
            return false;
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d{1,7})?)?(Z| UTC|[+-]\d\d:?\d\d)?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IsoShape();
}
