using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Serving;

/// <summary>
/// Refuses bodies that announce more bytes than allowed (413). Bodies without a length, and what compressed ones unpack to,
/// are cut off at the same limit while they are read.
/// </summary>
internal sealed class BodyGuard(RequestDelegate next, IOptions<ServingOptions> options, ServingMetrics metrics)
{
    public Task InvokeAsync(HttpContext context)
    {
        var limit = options.Value.MaxBodyBytes;
        if (context.Request.ContentLength is not { } length || length <= limit) return next(context);
        metrics.Refused("size");
        return Problems.AnswerAsync(context, StatusCodes.Status413PayloadTooLarge, detail: TooLarge(limit));
    }

    /// <summary>What a sender of too much is told.</summary>
    public static string TooLarge(long limit) =>
        $"The body is larger than {limit} bytes, compressed or decompressed; send it in smaller parts or raise Serving:MaxBodyBytes.";
}

/// <summary>Refuses bodies in an encoding that nobody here unpacks (415); comes after the decompression.</summary>
internal sealed class EncodingGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var encoding = context.Request.Headers.ContentEncoding;
        if (encoding.Count == 0 || string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase)) return next(context);
        context.Response.Headers.AcceptEncoding = "br, gzip, deflate";
        return Problems.AnswerAsync(
            context, StatusCodes.Status415UnsupportedMediaType, detail: $"Content-Encoding is \"{encoding}\", expected one of br, gzip, deflate.");
    }
}
