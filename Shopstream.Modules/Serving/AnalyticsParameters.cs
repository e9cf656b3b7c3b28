using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Shopstream.Modules.Http;

namespace Shopstream.Modules.Serving;

/// <summary>The query parameters that every analysis takes. They are text, so that a wrong one can be answered by name.</summary>
internal sealed class AnalyticsParameters
{
    [FromQuery(Name = "from")]
    [Description("First moment, ISO 8601; without offset it is UTC; moved down to the begin of its window. Default: 60 minutes, 24 hours or 30 days before `to`, by window.")]
    public string? From { get; set; }

    [FromQuery(Name = "to")]
    [Description("First moment after the range, ISO 8601; moved up to the end of its window. Default: now.")]
    public string? To { get; set; }

    [FromQuery(Name = "window")]
    [Description("Window size: `1m`, `1h` or `1d`. Default: the smallest that gives at most 1,500 windows, `1m` without `from`. More than 50,000 windows are refused.")]
    public string? Window { get; set; }

    [FromQuery(Name = "top")]
    [Description("Most rows of each list, 1 to 1,000. Default 10.")]
    public string? Top { get; set; }

    /// <summary>Reads range and top; what is wrong is told to the reader.</summary>
    public (AnalyticsRange Range, int Top) Read(QueryReader reader, TimeProvider clock) =>
        (AnalyticsRange.Read(reader, From, To, Window, clock.GetUtcNow()), reader.Integer("top", Top, 1, 1_000, 10));
}
