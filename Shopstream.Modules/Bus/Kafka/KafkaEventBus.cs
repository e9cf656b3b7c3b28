using System.Collections.Concurrent;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using Shopstream.Modules.Connections;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>
/// The bus on Apache Kafka. A publish completes when every in-sync copy has its records, or fails after a bounded time with a
/// beginning of each partition's records written; partitions move between the members of a group on all hosts, in two steps, so
/// that those which stay are read on meanwhile.
/// </summary>
internal sealed class KafkaEventBus : IEventBus
{
    private readonly BusOptions _options;
    private readonly BusMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<KafkaEventBus> _logger;
    private readonly KafkaClients _clients;
    private readonly KafkaTopics _topics;
    private readonly KafkaPublisher _publisher;
    private readonly ConcurrentDictionary<TopicPartition, long> _ends = new();

    /// <summary>Makes the clients; they connect in the background.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="connections">Where the state of the connection shows.</param>
    /// <param name="time">The time.</param>
    /// <param name="logger">Log.</param>
    /// <param name="createTopic">Creates a topic, where that is not to be done by Kafka's own request.</param>
    /// <exception cref="KafkaClientException">The native library is missing or refuses a setting.</exception>
    public KafkaEventBus(
        BusOptions options, BusMetrics metrics, ConnectionRegistry connections, TimeProvider time, ILogger<KafkaEventBus> logger,
        Func<TopicSpecification, Task>? createTopic = null)
    {
        KafkaLibrary.EnsureLoaded(options.Kafka.Library);
        _options = options;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        var connection = connections.Add("kafka", isRequired: true, token => _topics!.ProbeAsync(token));
        _clients = new KafkaClients(options.Kafka, connection, logger);
        _topics = new KafkaTopics(options, _clients, time, logger, createTopic);
        _publisher = new KafkaPublisher(options.Kafka, _clients, connection, time, logger);
        metrics.Observe(() => _ends.Select(e => (e.Key, e.Value)));
    }

    /// <summary>The producer's side, for tests that break it.</summary>
    internal KafkaPublisher Publisher => _publisher;

    /// <inheritdoc/>
    public ValueTask EnsureTopicAsync(string topic, CancellationToken cancellationToken) => _topics.EnsureAsync(topic, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<int> PartitionCountAsync(string topic, CancellationToken cancellationToken) =>
        (await _topics.PartitionsAsync(topic, cancellationToken)).Length;

    /// <inheritdoc/>
    /// <exception cref="KafkaBusException">Kafka did not acknowledge all of them within <c>Bus:Kafka:PublishTimeout</c>.</exception>
    /// <exception cref="InvalidOperationException">The topic does not exist, or a record is too large.</exception>
    public async ValueTask PublishAsync(string topic, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return;
        var partitions = await _topics.PartitionsAsync(topic, cancellationToken);
        try
        {
            _metrics.Published(topic, records.Count, await _publisher.PublishAsync(topic, partitions, records, cancellationToken));
        }
        catch (TopicMissingException)
        {
            _topics.Forget(topic);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IEventConsumer> SubscribeAsync(
        string group, IReadOnlyList<string> topics, IPartitionHandler handler, CancellationToken cancellationToken)
    {
        foreach (var topic in topics) await _topics.EnsureAsync(topic, cancellationToken);
        return new KafkaConsumer(group, topics, handler, _options.Kafka, _clients, _topics, _metrics, Seen, _time, _logger);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PartitionExtent>> ExtentsAsync(string topic, CancellationToken cancellationToken) =>
        _topics.ExtentsAsync(topic, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<int, long>> CommittedAsync(string group, string topic, CancellationToken cancellationToken) =>
        _topics.CommittedAsync(group, topic, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        await Task.Run(_topics.Dispose);
    }

    private void Seen(TopicPartition source, long next) => _ends.AddOrUpdate(source, next, (_, before) => Math.Max(before, next));
}
