using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Connections;

/// <summary>The outside servers this process talks to. Each shows in <c>/health/ready</c> and in the metrics. Thread-safe.</summary>
public sealed class ConnectionRegistry
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Shopstream.Connections";

    private readonly ConcurrentDictionary<string, Connection> _connections = new(StringComparer.Ordinal);
    private readonly Counter<long> _failures;
    private readonly TimeProvider _time;
    private readonly ILogger<ConnectionRegistry> _logger;

    /// <summary>Creates the instruments.</summary>
    public ConnectionRegistry(IMeterFactory metrics, TimeProvider time, ILogger<ConnectionRegistry> logger)
    {
        _time = time;
        _logger = logger;
        var meter = metrics.Create(MeterName);
        _failures = meter.CreateCounter<long>("shopstream.connection.failures", "{failure}", "Failed calls and probes of an outside server");
        meter.CreateObservableGauge(
            "shopstream.connection.up",
            () => _connections.Values.Select(c => new Measurement<int>(c.IsUp is true ? 1 : 0, new KeyValuePair<string, object?>("connection", c.Name))),
            "{connection}",
            "Whether an outside server answered last time");
    }

    /// <summary>All connections, by name.</summary>
    public IReadOnlyList<Connection> All => [.. _connections.Values.OrderBy(c => c.Name, StringComparer.Ordinal)];

    internal DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Adds a server.</summary>
    /// <param name="name">Name of its kind, such as <c>kafka</c>; one a process.</param>
    /// <param name="isRequired">Whether the host is not ready while it is away; else it is only degraded.</param>
    /// <param name="probe">Asks it for a sign of life; throws when there is none. Called every few seconds.</param>
    public Connection Add(string name, bool isRequired, Func<CancellationToken, ValueTask> probe)
    {
        var connection = new Connection(this, name, isRequired, probe);
        _connections[name] = connection;
        return connection;
    }

    internal void CountFailure(string name) => _failures.Add(1, new KeyValuePair<string, object?>("connection", name));

    internal void LogUp(string name, bool cameBack)
    {
        if (cameBack) ConnectionsLog.CameBack(_logger, name);
        else ConnectionsLog.Reached(_logger, name);
    }

    internal void LogDown(string name, string reason) => ConnectionsLog.Lost(_logger, name, reason);
}
