using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Connections;

namespace Shopstream.Modules.Serving;

/// <summary>
/// Writes errors as problem details (RFC 9457) whatever the client says it accepts, so that an error never comes back
/// empty. Exceptions are told by status only; their text and stack stay in the log.
/// </summary>
internal sealed class Problems(IOptions<JsonOptions> json) : IProblemDetailsWriter
{
    private const string RetryAfterSeconds = "5";

    /// <inheritdoc/>
    public bool CanWrite(ProblemDetailsContext context) => true;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        var response = context.HttpContext.Response;
        problem.Status ??= response.StatusCode;
        problem.Title ??= ReasonPhrases.GetReasonPhrase(problem.Status.Value);
        problem.Instance ??= context.HttpContext.Request.Path;
        problem.Extensions.TryAdd("traceId", context.HttpContext.TraceIdentifier);
        response.StatusCode = problem.Status.Value;
        await response.WriteAsJsonAsync(
            problem, json.Value.SerializerOptions, "application/problem+json", context.HttpContext.RequestAborted);
    }

    /// <summary>Answers with a problem.</summary>
    public static async Task AnswerAsync(HttpContext context, int status, string? title = null, string? detail = null)
    {
        context.Response.StatusCode = status;
        var service = context.RequestServices.GetRequiredService<IProblemDetailsService>();
        await service.WriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = new Microsoft.AspNetCore.Mvc.ProblemDetails { Status = status, Title = title, Detail = detail },
        });
    }

    /// <summary>Answers a request whose endpoint threw.</summary>
    public static Task AnswerExceptionAsync(HttpContext context)
    {
        var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (error is BadHttpRequestException bad) return AnswerAsync(context, bad.StatusCode, detail: Explain(context, bad));
        if (error is IOException or TimeoutException && ServersAway(context) is { Length: > 0 } away)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            return AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, detail: $"{away} cannot be reached; try again later.");
        }

        return AnswerAsync(context, StatusCodes.Status500InternalServerError, detail: "The request failed inside the server; its log tells why under this traceId.");
    }

    /// <summary>Answers an error status that came without a body.</summary>
    public static Task AnswerBareStatusAsync(HttpContext context) => AnswerAsync(context, context.Response.StatusCode, detail: context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}; /openapi/v1.json lists what there is.",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Path} does not take {context.Request.Method}, it takes {context.Response.Headers.Allow}.",
        _ => null,
    });

    private static string ServersAway(HttpContext context) =>
        string.Join(", ", context.RequestServices.GetRequiredService<ConnectionRegistry>().All.Where(c => c.IsUp is false).Select(c => c.Name));

    private static string Explain(HttpContext context, BadHttpRequestException bad) => bad.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? BodyGuard.TooLarge(context.RequestServices.GetRequiredService<IOptions<ServingOptions>>().Value.MaxBodyBytes)
        : bad.InnerException is JsonException json ? $"{bad.Message} {json.Message}" : bad.Message;
}
