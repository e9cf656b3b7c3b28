using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Stores.Mongo.Interop;

namespace Shopstream.Modules.Stores.Mongo;

/// <summary>
/// Runs calls to the server: each on a thread of its own with a client from the pool, tried again while servers are away or
/// busy, and reported to the connection. Thread-safe.
/// </summary>
internal sealed class MongoCalls : IAsyncDisposable
{
    private const int MaxSearches = 64;
    private const int ProbeClients = 1;

    // Looking for a server holds a thread and cannot be cancelled; waiting between tries does neither.
    private static readonly TimeSpan MaxSelection = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    private readonly MongoStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MongoClientPool _pool;
    private readonly BlockingThreads _threads;
    private readonly BlockingThreads _probeThread;
    private readonly SemaphoreSlim _searches = new(MaxSearches);
    private readonly Connection _connection;
    private Task _probe = Task.CompletedTask;

    /// <summary>Prepares the driver; the first call connects.</summary>
    /// <exception cref="MongoSetupException">The native library or the connection string cannot be used.</exception>
    public MongoCalls(MongoStoreOptions options, ConnectionRegistry connections, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        MongoLibrary.Load();
        MongoDriverLog.Logger = logger;
        using var uri = new MongoUri(options.ConnectionString);
        uri.Default("serverselectiontimeoutms", options.OperationTimeout < MaxSelection ? options.OperationTimeout : MaxSelection);
        uri.Default("sockettimeoutms", options.OperationTimeout);
        uri.Default("connecttimeoutms", options.OperationTimeout);
        uri.DefaultWriteConcern(options.OperationTimeout);
        uri.DefaultAppName("shopstream");
        Server = $"MongoDB at {uri.Servers}";
        try
        {
            _pool = new MongoClientPool(uri, options.PoolSize + ProbeClients + MaxSearches);
        }
        catch (MongoDriverException e)
        {
            throw new MongoSetupException($"{Server}: {e.Message}");
        }

        _threads = new BlockingThreads("mongodb", options.PoolSize);
        _probeThread = new BlockingThreads("mongodb probe", ProbeClients);
        _connection = connections.Add("mongodb", isRequired: false, ProbeAsync);
    }

    /// <summary>The servers, for messages.</summary>
    public string Server { get; }

    /// <summary>Runs a call on a collection.</summary>
    /// <param name="collection">Name of the collection in the database.</param>
    /// <param name="what">What it does, for messages.</param>
    /// <param name="call">The call. It may be made several times.</param>
    /// <param name="cancellationToken">Ends the waiting between tries.</param>
    /// <exception cref="MongoStoreException">It was refused, or failed for longer than <see cref="MongoStoreOptions.RetryFor"/>.</exception>
    public Task<T> RunAsync<T>(string collection, string what, Func<MongoCollection, T> call, CancellationToken cancellationToken) => RetryAsync(
        collection,
        what,
        () =>
        {
            using var client = _pool.Pop();
            using var opened = client.Collection(_options.Database, collection);
            return call(opened);
        },
        cancellationToken);

    /// <summary>Runs a command of the database.</summary>
    /// <exception cref="MongoStoreException">As above.</exception>
    public Task CommandAsync(string collection, string what, byte[] command, CancellationToken cancellationToken) => RetryAsync(
        collection,
        what,
        () =>
        {
            using var client = _pool.Pop();
            client.Command(_options.Database, command);
            return true;
        },
        cancellationToken);

    /// <summary>Begins a search that may go on after the call; it has a client of its own until it is disposed of.</summary>
    /// <param name="collection">Name of the collection in the database.</param>
    /// <param name="filter">What to find.</param>
    /// <param name="options">How.</param>
    /// <param name="first">Takes the first documents.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MongoStoreException">As above; or too many searches are under way.</exception>
    public async Task<(MongoSearch Search, T First)> SearchAsync<T>(
        string collection, byte[] filter, byte[] options, Func<MongoSearch, T> first, CancellationToken cancellationToken)
    {
        if (!await _searches.WaitAsync(_options.OperationTimeout, cancellationToken))
            throw new MongoStoreException(
                $"{Server}: {MaxSearches} searches are under way and none ended within {_options.OperationTimeout.TotalSeconds:0.#} s; they have to be enumerated to their end or disposed of",
                MongoFailureKind.Refused,
                code: 0);
        try
        {
            return await RetryAsync(
                collection,
                "find",
                () =>
                {
                    var search = new MongoSearch(_pool.Pop(), _options.Database, collection, filter, options);
                    try
                    {
                        return (search, first(search));
                    }
                    catch
                    {
                        search.Dispose();
                        throw;
                    }
                },
                cancellationToken);
        }
        catch
        {
            _searches.Release();
            throw;
        }
    }

    /// <summary>Goes on with a search. What fails here is not tried again, since part of it was handed out.</summary>
    /// <exception cref="MongoStoreException">It broke off.</exception>
    public Task<T> ContinueAsync<T>(string collection, Func<T> call, CancellationToken cancellationToken) =>
        OnceAsync(collection, "find", call, cancellationToken);

    /// <summary>Ends a search; the server is told when it is not at its end.</summary>
    public async Task EndAsync(MongoSearch search)
    {
        try
        {
            await _threads.RunAsync(
                () =>
                {
                    search.Dispose();
                    return true;
                },
                CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The store was closed before its search.
            search.Dispose();
        }
        finally
        {
            _searches.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _threads.DisposeAsync();
        await _probeThread.DisposeAsync();
        _pool.Dispose();
    }

    private async Task<T> RetryAsync<T>(string collection, string what, Func<T> call, CancellationToken cancellationToken)
    {
        var failedSince = 0L;
        var delay = FirstDelay;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(collection, what, call, cancellationToken);
            }
            catch (MongoStoreException e) when (e.Kind is MongoFailureKind.Away or MongoFailureKind.Passing)
            {
                // Half of it is left to chance, so that those who failed together do not come back together.
                var wait = delay * (0.5 + (RandomNumberGenerator.GetInt32(1000) / 2000.0));
                if (attempt == 1) failedSince = _time.GetTimestamp();
                if (_time.GetElapsedTime(failedSince) + wait > _options.RetryFor) throw;
                MongoLog.Retrying(_logger, e.Message, attempt, wait);
                await Task.Delay(wait, _time, cancellationToken);
                delay = TimeSpan.FromTicks(Math.Min(2 * delay.Ticks, MaxDelay.Ticks));
            }
        }
    }

    private async Task<T> OnceAsync<T>(string collection, string what, Func<T> call, CancellationToken cancellationToken)
    {
        try
        {
            var result = await _threads.RunAsync(call, cancellationToken);
            _connection.Succeeded();
            return result;
        }
        catch (MongoDriverException e)
        {
            var kind = MongoFailures.Classify(e);
            if (kind is MongoFailureKind.Away or MongoFailureKind.Denied) _connection.Failed(e.Message);
            throw new MongoStoreException($"{Server}, {_options.Database}.{collection}: {what} failed: {MongoFailures.Words(e.Message)} ({e.Code})", kind, (int)e.Code, e);
        }
    }

    // An earlier probe may still wait for its server: there is no use in a second one behind it.
    private async ValueTask ProbeAsync(CancellationToken cancellationToken)
    {
        if (_probe.IsCompleted) _probe = _probeThread.RunAsync(Ping, CancellationToken.None);
        await _probe.WaitAsync(cancellationToken);
    }

    private bool Ping()
    {
        using var client = _pool.Pop();
        using var command = new Bson.BsonWriter();
        var start = command.Begin();
        command.Int32("ping"u8, 1);
        command.End(start);
        client.Command("admin", command.All);
        return true;
    }
}
