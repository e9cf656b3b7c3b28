using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Shopstream.Modules.Serving;

/// <summary>Bytes of one server-sent event or comment, shared by all listeners. Source: WHATWG HTML, "Server-sent events".</summary>
/// <param name="Id">Id of the event; 0 for a comment.</param>
/// <param name="Bytes">What goes over the wire.</param>
internal sealed record LiveFrame(long Id, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>A comment that keeps proxies from closing a silent connection.</summary>
    public static readonly LiveFrame Heartbeat = new(0, ": heartbeat\n\n"u8.ToArray());

    /// <summary>Tells the browser how long to wait before it reconnects.</summary>
    public static ReadOnlyMemory<byte> Retry(TimeSpan wait) =>
        Encoding.UTF8.GetBytes(string.Create(null, $"retry: {(long)wait.TotalMilliseconds}\n\n"));

    /// <summary>An <c>overview</c> event.</summary>
    public static LiveFrame Overview(long id, LiveOverview overview)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        buffer.Write(Encoding.UTF8.GetBytes(string.Create(null, $"id: {id}\nevent: overview\ndata: ")));
        using (var json = new Utf8JsonWriter(buffer))
            JsonSerializer.Serialize(json, overview, ServingJsonContext.Default.LiveOverview);
        buffer.Write("\n\n"u8);
        return new(id, buffer.WrittenMemory);
    }
}
