using System.Text.Json;

namespace Shopstream.Tests.Serving;

/// <summary>Reads a stream of server-sent events as a browser does.</summary>
internal sealed class SseReader(HttpResponseMessage response, StreamReader reader) : IDisposable
{
    public static async Task<SseReader> OpenAsync(HttpClient client, CancellationToken cancellationToken, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events/stream");
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue(response.ToString());
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new(response, new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken)));
    }

    /// <summary>The next block: an event, a retry field or a comment; null at the end.</summary>
    public async Task<SseBlock?> BlockAsync(CancellationToken cancellationToken)
    {
        var block = new SseBlock();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0) return block;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            colon.ShouldBeGreaterThanOrEqualTo(0, line);
            var value = line[(colon + 1)..].TrimStart(' ');
            block = line[..colon] switch
            {
                "" => block with { Comment = value },
                "id" => block with { Id = long.Parse(value) },
                "event" => block with { Event = value },
                "data" => block with { Data = value },
                "retry" => block with { Retry = int.Parse(value) },
                _ => throw new FormatException($"unknown field in \"{line}\""),
            };
        }

        return null;
    }

    /// <summary>The next <c>overview</c> event.</summary>
    public async Task<SseBlock> OverviewAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var block = await BlockAsync(cancellationToken) ?? throw new EndOfStreamException("the stream ended before an overview came");
            if (block.Event == "overview") return block;
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }
}

/// <summary>What stood between two blank lines.</summary>
internal sealed record SseBlock(long Id = 0, string? Event = null, string? Data = null, int? Retry = null, string? Comment = null)
{
    public JsonElement Json => JsonDocument.Parse(Data!).RootElement;
}
