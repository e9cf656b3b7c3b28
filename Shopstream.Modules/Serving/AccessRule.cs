using System.Net;
using Microsoft.AspNetCore.Http;

namespace Shopstream.Modules.Serving;

/// <summary>What becomes of a request.</summary>
internal enum Access
{
    /// <summary>It goes on.</summary>
    Granted,

    /// <summary>The key is missing or wrong.</summary>
    KeyNeeded,

    /// <summary>It comes from elsewhere, and no key is configured that could let it in.</summary>
    NoKeyConfigured,

    /// <summary>A page of another site made a browser send it, without a key.</summary>
    CrossSite,
}

/// <summary>
/// Who may do what: reads are open to callers on this machine; once a key is configured, writes and everything from elsewhere
/// need it; without a configured key only callers on this machine are served. A browser that writes on behalf of another
/// site's page needs the key even on this machine, or any page a developer opens could write here.
/// </summary>
internal static class AccessRule
{
    /// <summary>Decides.</summary>
    public static Access Decide(bool local, bool write, bool crossSite, bool keyConfigured, bool keyPresented)
    {
        if (keyConfigured)
            return keyPresented || (local && !write) ? Access.Granted : Access.KeyNeeded;
        if (!local) return Access.NoKeyConfigured;
        return write && crossSite ? Access.CrossSite : Access.Granted;
    }

    /// <summary>Whether a method changes something.</summary>
    public static bool IsWrite(string method) => !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method));

    /// <summary>
    /// Whether the caller is on this machine. A proxy on this machine passes on callers from elsewhere, which shows in its
    /// forwarding headers or in the name it was called by; a foreign name also tells a page that rebinds its own name to
    /// 127.0.0.1. No address at all means a transport that does not leave the machine.
    /// </summary>
    public static bool IsLocal(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        if (address is not null && !IPAddress.IsLoopback(address)) return false;
        var headers = context.Request.Headers;
        if (headers.ContainsKey("Forwarded") || headers.ContainsKey("X-Forwarded-For") || headers.ContainsKey("X-Real-IP")) return false;
        var host = context.Request.Host.Host;
        return host.Length == 0
            || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || IPAddress.TryParse(host, out _);
    }

    /// <summary>Whether a browser says that another site's page sent the request.</summary>
    public static bool IsCrossSite(HttpRequest request) =>
        string.Equals(request.Headers["Sec-Fetch-Site"], "cross-site", StringComparison.OrdinalIgnoreCase);
}
