using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Serving;

/// <summary>
/// Lets pages of the shop's own sites send events: a POST to <c>/collect/*</c> or <c>/feedback</c> from one of
/// <see cref="ServingOptions.AllowedOrigins"/> needs no key, which a page could not keep secret, and answers to CORS preflights of such
/// requests say so. Nothing else is opened: other paths, other methods and other origins stay as they are. An origin is what a browser
/// says; programs can claim it, so what comes this way is limited by <see cref="ServingOptions.BrowserWritesPerSecond"/> a client.
/// </summary>
internal sealed class BrowserWrites(RequestDelegate next, IOptions<ServingOptions> options)
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10);
    private static readonly PathString[] Paths = [new("/collect"), new("/feedback")];
    private readonly HashSet<string> _origins = [.. options.Value.AllowedOrigins.Select(o => o.ToLowerInvariant())];

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (_origins.Count == 0 || !IsOpenPath(request.Path)) return next(context);
        var headers = context.Response.Headers;
        headers.Vary = "Origin";
        var origin = request.Headers.Origin.ToString();
        if (!_origins.Contains(origin.ToLowerInvariant())) return next(context);
        headers.AccessControlAllowOrigin = origin;
        if (HttpMethods.IsOptions(request.Method) && request.Headers.ContainsKey("Access-Control-Request-Method"))
        {
            headers.AccessControlAllowMethods = "POST";
            headers.AccessControlAllowHeaders = "Content-Type, Content-Encoding, Idempotency-Key";
            headers.AccessControlMaxAge = PreflightAge.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        headers.AccessControlExposeHeaders = "Retry-After";

        // Whoever sends a key is judged by it, and by the limits that go with it.
        if (HttpMethods.IsPost(request.Method) && !request.Headers.ContainsKey(AccessGuard.Header)) context.Items[typeof(BrowserWrites)] = true;
        return next(context);
    }

    /// <summary>Whether the request is a write that a page of an allowed site may send without a key.</summary>
    public static bool IsAllowed(HttpContext context) => context.Items.ContainsKey(typeof(BrowserWrites));

    private static bool IsOpenPath(PathString path) => Array.Exists(Paths, p => path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase));
}
