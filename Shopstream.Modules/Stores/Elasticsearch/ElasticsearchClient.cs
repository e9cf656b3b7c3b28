using System.Text.Json;
using Shopstream.Modules.Connections;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>
/// Speaks to the nodes by REST. What a node does not answer, or answers with 429, 502, 503 or 504, is tried again, on the next
/// node where there are several; everything asked here may be repeated. Thread-safe.
/// </summary>
internal sealed class ElasticsearchClient : IDisposable
{
    /// <summary>Name of the connection.</summary>
    public const string ConnectionName = "elasticsearch";

    private static readonly TimeSpan LongestQueryRetry = TimeSpan.FromSeconds(3);
    private readonly HttpClient _http;
    private readonly ElasticsearchNodes _nodes;
    private readonly ElasticsearchOptions _options;
    private readonly ElasticsearchMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Connection _connection;
    private readonly Random _random;

    /// <summary>Adds the connection <c>elasticsearch</c>; speaks to nobody yet.</summary>
    public ElasticsearchClient(ElasticsearchOptions options, ConnectionRegistry connections, ElasticsearchMetrics metrics, TimeProvider time)
    {
        _http = ElasticsearchHttp.Create(options);
        _nodes = new ElasticsearchNodes(options.Nodes(), time);
        _options = options;
        _metrics = metrics;
        _time = time;

        // Hosts that failed together should not come back together.
        _random = new Random(HashCode.Combine(Environment.ProcessId, time.GetTimestamp()));
        _connection = connections.Add(ConnectionName, isRequired: false, ProbeAsync);
    }

    /// <value>Whether the last that was heard of the servers is that they do not answer.</value>
    public bool IsDown => _connection.IsUp is false;

    /// <value>How long what somebody waits for is tried again.</value>
    public TimeSpan QueryRetry => _options.RetryFor < LongestQueryRetry ? _options.RetryFor : LongestQueryRetry;

    /// <summary>When to try again.</summary>
    public RetrySchedule Schedule() => new(_options.RetryFor, _time, _random);

    /// <summary>Waits before another try, and counts it.</summary>
    public Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        _metrics.Retried();
        return wait > TimeSpan.Zero ? Task.Delay(wait, _time, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>What the servers are.</summary>
    /// <exception cref="ElasticsearchException">None answers, or what answers cannot be used.</exception>
    public async ValueTask<ServerVersion> VersionAsync(TimeSpan retryFor, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(ElasticsearchRequest.Get(""), retryFor, cancellationToken);
        return ServerVersion.Read(answer.Require("GET /").Root);
    }

    /// <summary>Sends what somebody waits for: it is not tried again for long.</summary>
    /// <returns>The answer, good.</returns>
    /// <exception cref="ElasticsearchException">No node answers in time, or the answer is an error.</exception>
    public async ValueTask<ElasticsearchAnswer> QueryAsync(ElasticsearchRequest request, string what, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(request, QueryRetry, cancellationToken);
        if (answer.IsSuccess) return answer;
        using (answer) throw answer.Refused(what);
    }

    /// <summary>Sends what must not be lost: it is tried again for the time set.</summary>
    /// <returns>The answer, which may be an error.</returns>
    /// <exception cref="ElasticsearchException">No node answers in time, or none lets us in.</exception>
    public ValueTask<ElasticsearchAnswer> SendAsync(ElasticsearchRequest request, CancellationToken cancellationToken) =>
        SendAsync(request, _options.RetryFor, cancellationToken);

    /// <summary>As above, tried again for a time of one's own.</summary>
    public async ValueTask<ElasticsearchAnswer> SendAsync(ElasticsearchRequest request, TimeSpan retryFor, CancellationToken cancellationToken)
    {
        var schedule = new RetrySchedule(retryFor, _time, _random);
        for (var attempt = 1; ; attempt++)
        {
            var node = _nodes.Next();
            ElasticsearchException failure;
            TimeSpan? asked = null;
            try
            {
                var answer = await SendOnceAsync(node, request, cancellationToken);
                if (!IsBusy(answer)) return Accept(answer, request);
                using (answer) (failure, asked) = (answer.Refused(request.ToString()), answer.RetryAfter);
            }
            catch (ElasticsearchException e) when (e.IsOutage)
            {
                failure = e;
            }

            _nodes.Failed(node);
            if (attempt < _nodes.Count)
            {
                // Another node may well answer at once; while one does, the connection is up.
                await WaitAsync(TimeSpan.Zero, cancellationToken);
                continue;
            }

            _connection.Failed(failure.Message);
            if (!schedule.TryNext(asked, out var wait))
                throw new ElasticsearchException($"{failure.Message} (tried {attempt} times)", isOutage: true, failure);
            await WaitAsync(wait, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // A full disk blocks writing with 403 in early versions, with 429 later; both pass.
    private static bool IsBusy(ElasticsearchAnswer answer) =>
        answer.Status is 429 or 502 or 503 or 504 || (answer.Status == 403 && answer.ErrorType == "cluster_block_exception");

    private ElasticsearchAnswer Accept(ElasticsearchAnswer answer, ElasticsearchRequest request)
    {
        if (answer.Status is not (401 or 403))
        {
            _connection.Succeeded();
            return answer;
        }

        using (answer)
        {
            var refused = answer.Refused(request.ToString());
            _connection.Failed(refused.Message);
            throw refused;
        }
    }

    private async ValueTask ProbeAsync(CancellationToken cancellationToken) => await VersionAsync(TimeSpan.Zero, cancellationToken);

    private async ValueTask<ElasticsearchAnswer> SendOnceAsync(ElasticsearchNodes.Node node, ElasticsearchRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var message = new HttpRequestMessage(request.Method, new Uri(node.Url, request.Path));
            if (request.Content is not null)
            {
                message.Content = request.Content();
                if (_options.Compress) message.Content = new CompressedContent(message.Content);
            }

            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var json = await ReadAsync(response, node, both.Token);
            return new ElasticsearchAnswer((int)response.StatusCode, json, node.Name, RetryAfter(response));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ElasticsearchException($"{node.Name} gives no answer within {_options.RequestTimeout.TotalSeconds:0.#} s", isOutage: true, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException and not ElasticsearchException)
        {
            throw new ElasticsearchException($"{node.Name} cannot be reached: {e.GetBaseException().Message}", isOutage: true, e);
        }
    }

    // Errors may come from a proxy in between, which does not speak JSON.
    private static async ValueTask<JsonDocument> ReadAsync(HttpResponseMessage response, ElasticsearchNodes.Node node, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        }
        catch (JsonException e)
        {
            if (!response.IsSuccessStatusCode) return JsonDocument.Parse("{}");
            throw new ElasticsearchException($"{node.Name} gives an answer that is cut off or no JSON", isOutage: true, e);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => null,
    };
}
