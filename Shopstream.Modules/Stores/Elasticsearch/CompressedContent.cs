using System.IO.Compression;
using System.Net;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Another body, compressed by gzip while it is sent.</summary>
internal sealed class CompressedContent : HttpContent
{
    private readonly HttpContent _plain;

    public CompressedContent(HttpContent plain)
    {
        _plain = plain;
        Headers.ContentType = plain.Headers.ContentType;
        Headers.ContentEncoding.Add("gzip");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        await _plain.CopyToAsync(gzip, context, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _plain.Dispose();
        base.Dispose(disposing);
    }
}
