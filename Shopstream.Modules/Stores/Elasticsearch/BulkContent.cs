using System.Net;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Some of the actions of a buffer as the body of a request.</summary>
/// <param name="buffer">The buffer; must not change while the body is sent.</param>
/// <param name="actions">Which actions.</param>
internal sealed class BulkContent(BulkBuffer buffer, IReadOnlyList<int> actions) : HttpContent
{
    private readonly bool _isAll = actions.Count == buffer.Count;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_isAll)
        {
            await stream.WriteAsync(buffer.All, cancellationToken);
            return;
        }

        foreach (var action in actions) await stream.WriteAsync(buffer[action], cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        if (_isAll) length = buffer.Length;
        else foreach (var action in actions) length += buffer[action].Length;
        return true;
    }
}
