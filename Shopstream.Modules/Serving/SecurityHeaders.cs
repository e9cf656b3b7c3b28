using Microsoft.AspNetCore.Http;

namespace Shopstream.Modules.Serving;

/// <summary>Headers that keep browsers from guessing types, loading from elsewhere, or framing the pages.</summary>
internal static class SecurityHeaders
{
    private const string Policy = "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    /// <summary>Sets them on an <see cref="HttpResponse"/>, unless the endpoint set its own.</summary>
    public static Task Set(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        headers.XContentTypeOptions = "nosniff";
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        return Task.CompletedTask;
    }
}
