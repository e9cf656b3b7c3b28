using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Shopstream.Modules.Serving;

/// <summary>
/// Applies <see cref="AccessRule"/> to every request. The key comes in <c>X-Api-Key</c>; reads also take it as the password of
/// HTTP Basic, so that a browser can open the dashboard. Writes do not, since browsers attach Basic credentials by themselves.
/// </summary>
internal sealed class AccessGuard
{
    /// <summary>Header of the key.</summary>
    public const string Header = "X-Api-Key";

    private readonly RequestDelegate next;
    private readonly ServingMetrics metrics;
    private readonly byte[]? keyHash;
    private readonly PathString[] openPaths;

    public AccessGuard(RequestDelegate next, IOptions<ServingOptions> options, ServingMetrics metrics)
    {
        this.next = next;
        this.metrics = metrics;
        openPaths = [.. options.Value.OpenPaths.Select(p => new PathString(p))];
        if (options.Value.HasApiKey) keyHash = SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.ApiKey!));
    }

    public Task InvokeAsync(HttpContext context)
    {
        var write = AccessRule.IsWrite(context.Request.Method);
        if (write ? BrowserWrites.IsAllowed(context) : Array.Exists(openPaths, p => p.Equals(context.Request.Path))) return next(context);
        var access = AccessRule.Decide(
            AccessRule.IsLocal(context), write, AccessRule.IsCrossSite(context.Request), keyHash is not null, HasKey(context.Request, write));
        if (access == Access.Granted) return next(context);

        metrics.Refused("key");
        switch (access)
        {
            case Access.KeyNeeded:
                context.Response.Headers.WWWAuthenticate = write
                    ? new StringValues($"ApiKey realm=\"shopstream\", header=\"{Header}\"")
                    : new StringValues("Basic realm=\"shopstream\", charset=\"UTF-8\"");
                return Problems.AnswerAsync(
                    context, StatusCodes.Status401Unauthorized, "An API key is needed", $"Send the configured key in the header {Header}.");
            case Access.CrossSite:
                return Problems.AnswerAsync(
                    context, StatusCodes.Status403Forbidden, "Pages of other sites may not write here without a key",
                    $"Configure Serving:ApiKey (environment Serving__ApiKey) and send it in the header {Header}.");
            default:
                return Problems.AnswerAsync(
                    context, StatusCodes.Status403Forbidden, "Only callers on this machine are served while no API key is configured",
                    $"Configure Serving:ApiKey (environment Serving__ApiKey), restart, and send it in the header {Header}.");
        }
    }

    private bool HasKey(HttpRequest request, bool write)
    {
        if (keyHash is null) return false;
        if (request.Headers.TryGetValue(Header, out var given)) return Matches(given.ToString());
        return !write && TryBasicPassword(request.Headers.Authorization, out var password) && Matches(password);
    }

    // Hashes of equal length, so that neither the time nor the length compared tells anything about the key.
    private bool Matches(string given)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(given), hash);
        return CryptographicOperations.FixedTimeEquals(hash, keyHash);
    }

    private static bool TryBasicPassword(StringValues header, out string password)
    {
        password = "";
        if (!AuthenticationHeaderValue.TryParse(header, out var value) || value.Parameter is null
            || !string.Equals(value.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)) return false;
        var bytes = new byte[value.Parameter.Length];
        if (!Convert.TryFromBase64String(value.Parameter, bytes, out var length)) return false;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return false;
        password = text[(colon + 1)..];
        return true;
    }
}
