using System.Globalization;
using System.Text.RegularExpressions;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>Durations as gorse writes them, such as <c>1h30m</c> or <c>10s</c>.</summary>
internal static partial class GorseDuration
{
    private const double MostSeconds = 10 * 365 * 86_400d;

    /// <summary>Reads a duration from zero to ten years.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text == "0") return true;
        if (text.Length > 60 || !Shape().IsMatch(text)) return false;
        var seconds = 0.0;
        foreach (Match part in Part().Matches(text))
        {
            var factor = part.Groups["unit"].ValueSpan switch { "h" => 3_600, "m" => 60, "s" => 1, _ => 0.001 };
            seconds += factor * double.Parse(part.Groups["value"].ValueSpan, CultureInfo.InvariantCulture);
        }

        if (seconds > MostSeconds) return false;
        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    [GeneratedRegex(@"^([0-9]+(\.[0-9]+)?(h|ms|m|s))+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();

    [GeneratedRegex(@"(?<value>[0-9]+(\.[0-9]+)?)(?<unit>h|ms|m|s)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();
}
