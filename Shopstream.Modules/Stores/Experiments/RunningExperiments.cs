using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Stores.Experiments;

/// <summary>
/// The experiments that run, kept in memory so that an answer need not wait for the store; read again every <see cref="Interval"/>.
/// While the store is away, those that were read last stay. Thread-safe.
/// </summary>
public sealed partial class RunningExperiments(IDocumentStore documents, TimeProvider time, ILogger<RunningExperiments> logger) : BackgroundService
{
    /// <summary>How long a start or a stop takes at most to be seen everywhere, while the store answers.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private volatile IReadOnlyList<ExperimentDefinition> _all = [];
    private bool _isAway;

    /// <summary>All that run, by id; empty before the first reading.</summary>
    public IReadOnlyList<ExperimentDefinition> All => _all;

    /// <summary>The one that runs on recommendations, or null; must not be changed.</summary>
    public ExperimentDefinition? Current => _all is [var first, ..] ? first : null;

    /// <summary>Adds the one instance of a host and its reading, however many modules ask for it.</summary>
    public static void Add(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(RunningExperiments))) return;
        services.AddSingleton<RunningExperiments>();
        services.AddHostedService(provider => provider.GetRequiredService<RunningExperiments>());
    }

    /// <summary>Reads them now.</summary>
    /// <exception cref="IOException">The store cannot be reached; what was read last stays.</exception>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        await documents.EnsureCollectionAsync(ExperimentCollections.Experiments, cancellationToken);
        var found = new List<ExperimentDefinition>();
        var running = new DocumentQuery { Where = [new FieldCondition("state", Comparison.Equal, ExperimentDefinition.Running)], SortBy = "_id" };
        await foreach (var document in documents.FindAsync(ExperimentCollections.Experiments.Name, running, cancellationToken))
            found.Add(JsonSerializer.Deserialize(document.Body.Span, EventsJsonContext.Default.ExperimentDefinition)!);
        _all = found;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start of the host does not wait for the store.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RefreshAsync(stoppingToken);
                if (_isAway) CanRead(logger);
                _isAway = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (!_isAway) CannotRead(logger, e);
                _isAway = true;
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(1250, LogLevel.Warning, "The running experiments cannot be read; those read last go on")]
    private static partial void CannotRead(ILogger logger, Exception exception);

    [LoggerMessage(1251, LogLevel.Information, "The running experiments can be read again")]
    private static partial void CanRead(ILogger logger);
}
