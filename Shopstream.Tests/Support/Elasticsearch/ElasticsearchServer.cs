using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>
/// A small Elasticsearch in this process, on a free port of this machine: what Shopstream uses of the real one, and a refusal of
/// everything else. Keeps its data over <see cref="StopAsync"/> and <see cref="RestartAsync"/>. Records requests and plays faults.
/// </summary>
internal sealed class ElasticsearchServer : IAsyncDisposable
{
    private readonly Cluster _cluster = new(TimeProvider.System);
    private readonly Lock _gate = new();
    private readonly List<(Fault Fault, int Left)> _faults = [];
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly X509Certificate2? _certificate;
    private WebApplication? _app;

    private ElasticsearchServer(ServerKind kind, X509Certificate2? certificate) => (Kind, _certificate) = (kind, certificate);

    /// <value>Its address.</value>
    public string Url => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}";

    /// <value>Its port, the same after a restart.</value>
    public int Port { get; private set; }

    /// <value>As what it introduces itself.</value>
    public ServerKind Kind { get; set; }

    /// <value>The value of <c>Authorization</c> without which it answers 401; null for none.</value>
    public string? Authorization { get; set; }

    /// <value>Largest body in bytes before it answers 413.</value>
    public int LargestBody { get; set; } = 100 << 20;

    /// <value>Whether requests are recorded.</value>
    public bool Records { get; set; } = true;

    /// <value>The requests so far, in order.</value>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <value>The bulk requests so far.</value>
    public IReadOnlyList<RecordedRequest> Bulks => [.. _requests.Where(r => r.Is("_bulk"))];

    /// <summary>Starts one.</summary>
    public static async Task<ElasticsearchServer> StartAsync(ServerKind? kind = null, X509Certificate2? certificate = null)
    {
        var server = new ElasticsearchServer(kind ?? ServerKind.Elasticsearch8, certificate);
        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts it again on the same port, with its data.</summary>
    public async Task RestartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, Port, listen =>
            {
                if (_certificate is not null) listen.UseHttps(_certificate);
            });
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
        Port = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    /// <summary>Stops it; nobody can connect any more.</summary>
    public async Task StopAsync()
    {
        if (_app is null) return;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(StopAsync());

    /// <summary>Something will go wrong with the next requests.</summary>
    public void Inject(Fault fault)
    {
        lock (_gate) _faults.Add((fault, fault.Times));
    }

    /// <summary>Makes everything visible to searches.</summary>
    public void Refresh()
    {
        lock (_gate)
            foreach (var index in _cluster.Indices) index.Refresh();
    }

    /// <summary>Forgets the recorded requests.</summary>
    public void ForgetRequests() => _requests.Clear();

    /// <summary>The documents of an index or alias, refreshed or not, by id.</summary>
    public IReadOnlyDictionary<string, (long Version, JsonNode Source)> Documents(string name)
    {
        lock (_gate) return _cluster.Resolve(name).All.ToDictionary(d => d.Id, d => (d.Version, d.SourceJson()), StringComparer.Ordinal);
    }

    /// <summary>Works on what it holds.</summary>
    public T Within<T>(Func<Cluster, T> work)
    {
        lock (_gate) return work(_cluster);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await ReadAsync(context.Request);
        if (Records) _requests.Enqueue(request);
        var fault = Next(request);
        if (fault?.Until is not null) await fault.Until.WaitAsync(context.RequestAborted);
        if (fault?.CutBefore == true)
        {
            context.Abort();
            return;
        }

        var (status, body) = Answer(request, fault);
        if (fault is { CutAfter: true } or { CutHalfway: true })
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        if (fault?.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString();
        if (Kind.Distribution is null) context.Response.Headers["X-elastic-product"] = "Elasticsearch";
        context.Response.ContentType = fault?.Body is null ? "application/json" : "text/html";
        var text = fault?.Body ?? body.ToJsonString();
        if (fault?.CutWithin == true)
        {
            await context.Response.WriteAsync(text[..(text.Length / 2)]);
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }

        await context.Response.WriteAsync(text);
    }

    private (int Status, JsonNode Body) Answer(RecordedRequest request, Fault? fault)
    {
        if (Authorization is not null && request.Authorization != Authorization)
            return (401, new ServerError(401, "security_exception", "missing or wrong authentication credentials for REST request").Body());
        if (fault?.Status is { } status) return (status, new ServerError(status, "es_rejected_execution_exception", "rejected execution").Body());
        if (request.Body.Length > LargestBody) return (413, new ServerError(413, "content_too_long_exception", "entity content is too long").Body());
        lock (_gate) return new Routes(_cluster, () => Kind).Handle(request, fault);
    }

    private Fault? Next(RecordedRequest request)
    {
        lock (_gate)
        {
            var position = _faults.FindIndex(f => f.Fault.Path is null || request.Path.Contains(f.Fault.Path, StringComparison.Ordinal));
            if (position < 0) return null;
            var (fault, left) = _faults[position];
            if (left > 1) _faults[position] = (fault, left - 1);
            else _faults.RemoveAt(position);
            return fault;
        }
    }

    private static async Task<RecordedRequest> ReadAsync(HttpRequest request)
    {
        var isCompressed = request.Headers.ContentEncoding == "gzip";
        using var body = new MemoryStream();
        if (isCompressed)
        {
            await using var plain = new GZipStream(request.Body, CompressionMode.Decompress);
            await plain.CopyToAsync(body);
        }
        else
        {
            await request.Body.CopyToAsync(body);
        }

        return new RecordedRequest(
            request.Method,
            request.Path.Value!,
            request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal),
            request.ContentType?.Split(';')[0] ?? "",
            request.Headers.Authorization.ToString(),
            isCompressed,
            body.ToArray());
    }
}
