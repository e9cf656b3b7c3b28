using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ml.Customers;

namespace Shopstream.Modules.Recommendations.Trending;

/// <summary>Products that rise most.</summary>
/// <param name="From">First day (UTC).</param>
/// <param name="To">Day after the last one.</param>
/// <param name="Days">Number of days.</param>
/// <param name="Threshold">Fewest events between two neighbouring days for a change to count.</param>
/// <param name="EventTypes">Event types that count.</param>
/// <param name="BatchLayer">Events of every type in the range, as the batch layer has them from the archive.</param>
/// <param name="SpeedLayer">Interactions and session documents the stream has taken in so far, of all times; null when it has not counted yet.</param>
/// <param name="GeneratedAt">When the result was computed.</param>
/// <param name="Stored">Whether it was stored before this request.</param>
/// <param name="Rises">Changes above 0 that count, of all products.</param>
/// <param name="Falls">Changes below 0 that count.</param>
/// <param name="Products">The products, largest rise first.</param>
/// <param name="Note">Why there are none; null when there are some.</param>
internal sealed record TrendingAnswer(
    string From, string To, int Days, long Threshold, IReadOnlyList<string> EventTypes, long BatchLayer, long? SpeedLayer, DateTimeOffset GeneratedAt, bool Stored,
    long Rises, long Falls, IReadOnlyList<TrendingProduct> Products, string? Note);

/// <summary><c>GET /trending</c>.</summary>
internal static class TrendingEndpoints
{
    private const int MostDays = 3_660;

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/trending", TrendingAsync).WithTags("Recommendations").WithName("trending")
        .WithSummary("Products whose events rise most from one day to the next")
        .WithDescription("The change between neighbouring days is (next - current) / (current + next + 1); a product's place is that of its largest rise in the range. "
            + "A range of days that are over is stored and answered from there while its records stay the same.")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<TrendingAnswer>, ProblemHttpResult>> TrendingAsync(
        [FromQuery, Description("First day (UTC), ISO 8601. Default: `days` before the end.")] string? from,
        [FromQuery, Description("Day after the last one. Default: after the last day that has records.")] string? to,
        [FromQuery, Description("Length of the range in days when there is no from, 2 to 3,660. Default 7.")] string? days,
        [FromQuery, Description("At most so many products, 1 to 1,000. Default 20.")] string? top,
        [FromQuery, Description("Fewest events between two neighbouring days for a change to count, from 1. Default 1.")] string? threshold,
        TrendingReader reader, TrendingStore store, IOptions<TrendingOptions> options, CancellationToken cancellationToken)
    {
        var wrong = new List<string>();
        var begin = Time("from", from, wrong);
        var end = Time("to", to, wrong);
        var length = Number("days", days, 2, MostDays, options.Value.Days, wrong);
        var most = Number("top", top, 1, TrendingResult.MostProducts, options.Value.Top, wrong);
        var least = Number("threshold", threshold, 1, 1_000_000, options.Value.Threshold, wrong);
        if (wrong.Count > 0) return Problem(string.Join("; ", wrong));
        CustomerPeriod period;
        try
        {
            period = await reader.PeriodAsync(begin, end, length, cancellationToken);
        }
        catch (ArgumentException)
        {
            return Problem($"from, to: found \"{from}\" and \"{to}\", expected a first day before the day after the last");
        }

        if (period.Last - period.First >= MostDays) return Problem($"from, to: found {period.Last - period.First + 1} days, expected at most {MostDays}");
        if (period.First > period.Last) period = new(period.First, period.First);
        var (result, isStored) = await reader.ReadAsync(period, least, cancellationToken);
        return TypedResults.Ok(new TrendingAnswer(
            GatheredDays.Text(period.First), GatheredDays.Text(period.Last + 1), period.Last - period.First + 1, least, result.EventTypes, result.Findings.Received,
            await store.SpeedLayerAsync(cancellationToken), result.GeneratedAt, isStored, result.Findings.Rises, result.Findings.Falls, [.. result.Findings.Top.Take(most)], Note(result)));
    }

    private static string? Note(TrendingResult result)
    {
        if (result.Findings.Top.Count > 0) return null;
        if (result.Findings.Received == 0) return "Nothing is archived of these days.";
        return result.FirstDay == result.LastDay ? "One day has no neighbour in the range." : "No product rises by as many events as the threshold asks for.";
    }

    private static DateTimeOffset? Time(string name, string? text, List<string> wrong)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (char.IsAsciiDigit(text[0]) && IsoTimestampConverter.TryParse(text, out var time) && time.Year is >= 1970 and <= 9998) return time;
        wrong.Add($"{name}: found \"{Short(text)}\", expected an ISO 8601 date such as 2026-01-31, years 1970 to 9998");
        return null;
    }

    private static int Number(string name, string? text, int least, int most, int fallback, List<string> wrong)
    {
        if (string.IsNullOrEmpty(text)) return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        wrong.Add($"{name}: found \"{Short(text)}\", expected a whole number from {least} to {most}");
        return fallback;
    }

    private static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;

    private static ProblemHttpResult Problem(string detail) =>
        TypedResults.Problem($"{detail}.", statusCode: StatusCodes.Status400BadRequest, title: "A parameter cannot be used");
}

/// <summary>Source-generated JSON of the answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TrendingAnswer))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class TrendingAnswersJsonContext : JsonSerializerContext;
