using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>Runs every registered job, each in its own loop.</summary>
public sealed class StreamJobs : BackgroundService
{
    private readonly IEventBus _bus;

    /// <summary>Prepares the jobs.</summary>
    public StreamJobs(
        IEnumerable<StreamJobDefinition> definitions, IEventBus bus, CheckpointStore checkpoints, IOptions<StreamingOptions> options,
        StreamingMetrics metrics, TimeProvider time, ILogger<StreamJob> logger)
    {
        _bus = bus;
        Jobs = [.. definitions.Select(d => new StreamJob(d, bus, checkpoints, options, metrics, time, logger))];
    }

    /// <summary>All jobs.</summary>
    public IReadOnlyList<StreamJob> Jobs { get; }

    /// <summary>Whether every job has read everything there is and made it durable. Ask twice: a job may just have written for another.</summary>
    public async ValueTask<bool> IsDrainedAsync(CancellationToken cancellationToken)
    {
        foreach (var job in Jobs)
        {
            var progress = job.Progress;
            if (!progress.IsIdle) return false;
            var positions = progress.Partitions.ToDictionary(p => p.Source, p => p.NextOffset);
            foreach (var topic in job.Definition.Topics)
            {
                if (await HasMoreAsync(job.Definition.Group, topic, positions, cancellationToken)) return false;
            }
        }

        return true;
    }

    private async ValueTask<bool> HasMoreAsync(
        string group, string topic, Dictionary<TopicPartition, long> positions, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<int, long>? committed = null;
        foreach (var extent in await _bus.ExtentsAsync(topic, cancellationToken))
        {
            if (!positions.TryGetValue(new TopicPartition(topic, extent.Partition), out var position))
            {
                // Another host owns it: what it has checkpointed counts.
                committed ??= await _bus.CommittedAsync(group, topic, cancellationToken);
                position = committed.GetValueOrDefault(extent.Partition);
            }

            if (extent.Next > Math.Max(position, extent.Earliest)) return true;
        }

        return false;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Jobs.Select(job => Task.Run(() => job.RunAsync(stoppingToken), CancellationToken.None)));
}
