using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Serving;

/// <summary>What every answer under <c>/analytics</c> begins with: the windows that were read.</summary>
/// <param name="Range">The windows; in the JSON they stand as from, to and window.</param>
internal abstract record AnalyticsAnswer([property: JsonIgnore] AnalyticsRange Range)
{
    /// <summary>Begin of the first window.</summary>
    [JsonPropertyOrder(-3), JsonConverter(typeof(IsoTimestampConverter))]
    public DateTimeOffset From => Range.From;

    /// <summary>End of the last window.</summary>
    [JsonPropertyOrder(-2), JsonConverter(typeof(IsoTimestampConverter))]
    public DateTimeOffset To => Range.To;

    /// <summary>Window size: <c>1m</c>, <c>1h</c> or <c>1d</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Window => Range.Window;
}
