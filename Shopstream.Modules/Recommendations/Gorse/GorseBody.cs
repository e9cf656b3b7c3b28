using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>Reads bodies, and answers what cannot be read.</summary>
internal static class GorseBody
{
    /// <summary>The body; null with a problem when it is not of its kind.</summary>
    public static async ValueTask<(T? Value, IResult? Problem)> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, string expected, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, type, cancellationToken) is { } value ? (value, null) : (null, Bad($"found null, expected {expected}"));
        }
        catch (JsonException e)
        {
            return (null, Bad($"{e.Path ?? "$"}, line {e.LineNumber + 1}: expected {expected}"));
        }
    }

    /// <summary>The rows of a body; null with a problem when one of them cannot be used.</summary>
    public static async ValueTask<(T[]? Rows, IResult? Problem)> ReadRowsAsync<T>(
        HttpRequest request, JsonTypeInfo<T[]> type, string expected, Func<T, string?> check, CancellationToken cancellationToken)
        where T : class
    {
        var (rows, problem) = await ReadAsync(request, type, $"an array of {expected}", cancellationToken);
        for (var i = 0; i < rows?.Length; i++)
        {
            var wrong = rows[i] is null ? $"found null, expected one of {expected}" : check(rows[i]);
            if (wrong is not null) return (null, Bad($"[{i}]: {wrong}"));
        }

        return (rows, problem);
    }

    /// <summary>400.</summary>
    public static IResult Bad(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: "The request cannot be used");

    /// <summary>404.</summary>
    public static IResult NotFound(string kind, string id) => TypedResults.Problem($"{id}: there is no such {kind}.", statusCode: StatusCodes.Status404NotFound, title: $"There is no such {kind}");
}
