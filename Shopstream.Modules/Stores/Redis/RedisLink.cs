using System.Security.Cryptography;
using Shopstream.Modules.Connections;
using StackExchange.Redis;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>
/// The one connection to Redis: made at the first call, kept by StackExchange.Redis (which reconnects with growing pauses), and
/// watched over by <see cref="ConnectionRegistry"/>. A call that fails for a passing reason is tried again, so whatever it does must
/// bear to be done twice. Thread-safe.
/// </summary>
internal sealed class RedisLink : IAsyncDisposable
{
    private const string ConnectionName = "redis";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly RedisSketchesOptions _options;
    private readonly TimeProvider _time;
    private readonly Connection _connection;
    private readonly Lock _gate = new();
    private Task<ConnectionMultiplexer>? _multiplexer;

    /// <summary>A link that is not connected yet.</summary>
    public RedisLink(RedisSketchesOptions options, ConnectionRegistry connections, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _connection = connections.Add(ConnectionName, isRequired: false, ProbeAsync);
    }

    /// <summary>Carries out a call, and again with growing pauses while it fails for a passing reason.</summary>
    /// <exception cref="TimeoutException">It still failed after <see cref="RedisSketchesOptions.RetryFor"/>.</exception>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(call, cancellationToken);
            }
            catch (Exception e) when (RedisFailure.IsTransient(e))
            {
                if (attempt == 0 && RedisFailure.IsScriptUnknown(e)) continue;
                var pause = Pause(attempt);
                if (_time.GetElapsedTime(started) + pause > _options.RetryFor)
                    throw new TimeoutException($"Redis did not serve within {_options.RetryFor.TotalSeconds:0.#} s: {RedisFailure.Reason(e)}", e);
                await Task.Delay(pause, _time, cancellationToken);
            }
        }
    }

    /// <summary>Carries out a call once.</summary>
    /// <exception cref="TimeoutException">It was not answered within <see cref="RedisSketchesOptions.OperationTimeout"/>.</exception>
    public async Task<T> RunOnceAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var multiplexer = await ConnectAsync().WaitAsync(_options.OperationTimeout, _time, cancellationToken);
            // The library has no timeout of its own for calls that do not block a thread.
            var result = await call(multiplexer.GetDatabase()).WaitAsync(_options.OperationTimeout, _time, cancellationToken);
            _connection.Succeeded();
            return result;
        }
        catch (Exception e) when (RedisFailure.IsTransient(e))
        {
            if (!RedisFailure.IsScriptUnknown(e)) _connection.Failed(RedisFailure.Reason(e));
            throw;
        }
    }

    /// <summary>Whether the servers form a cluster, in which a call can use the keys of one slot only.</summary>
    public static bool IsCluster(IDatabase database)
    {
        var multiplexer = database.Multiplexer;
        return Array.Exists(multiplexer.GetEndPoints(), endPoint => multiplexer.GetServer(endPoint) is { IsConnected: true, ServerType: ServerType.Cluster });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<ConnectionMultiplexer>? multiplexer;
        lock (_gate) (multiplexer, _multiplexer) = (_multiplexer, null);
        if (multiplexer is not { IsCompletedSuccessfully: true }) return;
        await (await multiplexer).CloseAsync(allowCommandsToComplete: false);
        (await multiplexer).Dispose();
    }

    private static TimeSpan Pause(int attempt)
    {
        var longest = Math.Min(LongestPause.TotalMilliseconds, FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 10)));
        // Hosts that lost the server together do not come back together.
        return TimeSpan.FromMilliseconds(longest * RandomNumberGenerator.GetInt32(500, 1_001) / 1_000);
    }

    private ConfigurationOptions Configuration()
    {
        var configuration = ConfigurationOptions.Parse(_options.Configuration);
        if (_options.Password is { Length: > 0 } password) configuration.Password = password;
        configuration.ClientName ??= "shopstream";
        configuration.AbortOnConnectFail = false;
        configuration.ReconnectRetryPolicy = new ExponentialRetry(200, 5_000);
        configuration.ResponseTimeout = configuration.SyncTimeout = (int)_options.OperationTimeout.TotalMilliseconds;
        return configuration;
    }

    private async ValueTask ProbeAsync(CancellationToken cancellationToken) =>
        _ = await RunOnceAsync(database => database.PingAsync(), cancellationToken);

    private Task<ConnectionMultiplexer> ConnectAsync()
    {
        lock (_gate)
        {
            if (_multiplexer is null or { IsFaulted: true } or { IsCanceled: true }) _multiplexer = Task.Run(OpenAsync);
            return _multiplexer;
        }
    }

    private async Task<ConnectionMultiplexer> OpenAsync()
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(Configuration());
        // Answers are awaited one by one: completing them on one queue in order, as the library does otherwise, only costs time.
        multiplexer.PreserveAsyncOrder = false;
        multiplexer.IncludeDetailInExceptions = false;
        return multiplexer;
    }
}
