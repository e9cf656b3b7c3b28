using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Shopstream.Modules.Serving;

/// <summary>So many reads and so many writes a second for each client; more is answered with 429 and Retry-After.</summary>
internal static class RateLimits
{
    /// <summary>Sets the limits of the framework's rate limiter.</summary>
    public static void Configure(RateLimiterOptions limiter, ServingOptions options)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, (string Client, int Permits, bool Write)>(context =>
        {
            var write = AccessRule.IsWrite(context.Request.Method);
            var key = (Client: Client(context.Connection.RemoteIpAddress), Permits: Permits(context, write, options), Write: write);
            return RateLimitPartition.GetFixedWindowLimiter(key, k => new()
            {
                PermitLimit = k.Permits,
                Window = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            });
        });
        limiter.OnRejected = async (rejected, _) =>
        {
            var context = rejected.HttpContext;
            context.RequestServices.GetRequiredService<ServingMetrics>().Refused("rate");
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, Math.Ceiling(after.TotalSeconds)) : 1;
            context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
            var write = AccessRule.IsWrite(context.Request.Method);
            await Problems.AnswerAsync(
                context, StatusCodes.Status429TooManyRequests,
                detail: $"A client may send {Permits(context, write, options)} {(write ? "writes" : "reads")} a second; try again in {wait} s.");
        };
    }

    private static int Permits(HttpContext context, bool write, ServingOptions options)
    {
        if (!write) return options.ReadsPerSecond;
        return BrowserWrites.IsAllowed(context) ? Math.Min(options.BrowserWritesPerSecond, options.WritesPerSecond) : options.WritesPerSecond;
    }

    /// <summary>The client an address belongs to: IPv4 addresses stand for themselves, IPv6 ones for their /64, which one client has whole.</summary>
    public static string Client(IPAddress? address)
    {
        if (address is null) return "local";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address)) return address.ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes) + "/64";
    }
}
