using System.Text;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>A request that the server got.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path without query.</param>
/// <param name="Query">Parameters.</param>
/// <param name="ContentType">Media type of the body, or empty.</param>
/// <param name="Authorization">The header of that name, or empty.</param>
/// <param name="IsCompressed">Whether the body came compressed.</param>
/// <param name="Body">The body, decompressed.</param>
internal sealed record RecordedRequest(
    string Method, string Path, Dictionary<string, string> Query, string ContentType, string Authorization, bool IsCompressed, ReadOnlyMemory<byte> Body)
{
    public string Text => Encoding.UTF8.GetString(Body.Span);

    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public bool Is(string path) => Path == "/" + path;
}
