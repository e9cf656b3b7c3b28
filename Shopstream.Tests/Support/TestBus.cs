using Microsoft.Extensions.Logging.Abstractions;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Embedded;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Tests.Support;

/// <summary>A real embedded bus in a directory that goes with the test.</summary>
internal sealed class TestBus : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly TestMeterFactory _meters = new();

    public TestBus(int partitions = 2)
    {
        Options = new BusOptions { Partitions = partitions, Embedded = { Fsync = FsyncPolicy.Never } };
        Bus = new EmbeddedEventBus(_directory.File("bus.db"), Options, new BusMetrics(_meters), TimeProvider.System, NullLogger<EmbeddedEventBus>.Instance);
    }

    public BusOptions Options { get; }

    public IEventBus Bus { get; }

    public async ValueTask DisposeAsync()
    {
        await Bus.DisposeAsync();
        _meters.Dispose();
        _directory.Dispose();
    }
}

/// <summary>Reads topics from their beginning.</summary>
internal static class TopicReading
{
    /// <summary>Every record that a topic holds now, partition by partition in order.</summary>
    public static async Task<List<ConsumedRecord>> ReadTopicAsync(this IEventBus bus, string topic, CancellationToken cancel)
    {
        await bus.EnsureTopicAsync(topic, cancel);
        var count = (await bus.ExtentsAsync(topic, cancel)).Sum(e => e.Next - e.Earliest);
        var found = new List<(int Partition, ConsumedRecord Record)>();
        await using var consumer = await bus.SubscribeAsync($"reader-{Guid.NewGuid():N}", [topic], new EarliestOffsets(), cancel);
        while (found.Count < count)
        {
            var batch = await consumer.ReadAsync(TimeSpan.FromSeconds(5), cancel);
            batch.ShouldNotBeNull($"topic {topic}: {found.Count} of {count} records came");
            found.AddRange(batch.Records.Select(r => (batch.Source.Partition, r)));
        }

        return [.. found.OrderBy(f => f.Partition).ThenBy(f => f.Record.Offset).Select(f => f.Record)];
    }

    private sealed class EarliestOffsets : IPartitionHandler
    {
        public ValueTask<long?> AssignedAsync(TopicPartition partition, CancellationToken cancellationToken) => ValueTask.FromResult<long?>(null);

        public ValueTask RevokedAsync(TopicPartition partition, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask LostAsync(TopicPartition partition, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
