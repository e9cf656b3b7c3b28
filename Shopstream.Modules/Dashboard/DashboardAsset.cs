using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Shopstream.Modules.Dashboard;

/// <summary>A file of the dashboard with the tag by which a browser asks whether its copy is still good.</summary>
internal sealed record DashboardAsset(string ContentType, byte[] Content, string EntityTag)
{
    /// <summary>An asset of a text.</summary>
    public static DashboardAsset Of(string contentType, string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        return new(contentType, content, $"W/\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"");
    }

    /// <summary>Sends the asset, or 304 to a browser that has it.</summary>
    public Task SendAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.ETag = EntityTag;
        response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(EntityTag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = ContentType;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            response.ContentLength = Content.Length;
            return Task.CompletedTask;
        }

        return response.Body.WriteAsync(Content, context.RequestAborted).AsTask();
    }
}
