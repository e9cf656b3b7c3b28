using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>Topics, their partitions and the offsets in them. Nothing here makes a topic unasked. Thread-safe.</summary>
internal sealed class KafkaTopics : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShowsTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly BusOptions _options;
    private readonly KafkaClients _clients;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IAdminClient _administrator;
    private readonly IConsumer<Ignore, Ignore> _offsets;
    private readonly Func<TopicSpecification, Task> _create;
    private readonly ConcurrentDictionary<string, Confluent.Kafka.TopicPartition[]> _known = new(StringComparer.Ordinal);

    // A native client must not be destroyed while a call is in it.
    private readonly ReaderWriterLockSlim _inUse = new();
    private bool _isClosed;

    /// <summary>Makes the clients.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="clients">Makes them.</param>
    /// <param name="time">The time.</param>
    /// <param name="logger">Log.</param>
    /// <param name="create">Creates a topic; null for Kafka's own request, which a simulated cluster may not know.</param>
    public KafkaTopics(BusOptions options, KafkaClients clients, TimeProvider time, ILogger logger, Func<TopicSpecification, Task>? create)
    {
        _options = options;
        _clients = clients;
        _time = time;
        _logger = logger;
        _administrator = clients.Administrator();
        _offsets = clients.OffsetReader();
        _create = create ?? (topic => _administrator.CreateTopicsAsync([topic], new CreateTopicsOptions { RequestTimeout = RequestTimeout, OperationTimeout = RequestTimeout }));
    }

    private string Prefix => _options.Kafka.TopicPrefix;

    /// <summary>A topic's name in Kafka.</summary>
    public string NameInKafka(string topic) => Prefix + topic;

    /// <summary>Name of a topic as callers know it.</summary>
    public string NameHere(string nameInKafka) => nameInKafka[Prefix.Length..];

    /// <summary>Makes a topic unless it is there, and waits until every partition has a leader.</summary>
    /// <exception cref="KafkaBusException">It could not be made, or does not show in time.</exception>
    public async ValueTask EnsureAsync(string topic, CancellationToken cancellationToken)
    {
        if (_known.ContainsKey(topic) || await FindAsync(topic, cancellationToken) is not null) return;
        await CreateAsync(topic, cancellationToken);
        var started = _time.GetTimestamp();
        while (await FindAsync(topic, cancellationToken) is null)
        {
            if (_time.GetElapsedTime(started) > ShowsTimeout) throw new KafkaBusException($"Topic \"{topic}\" was created in Kafka, but does not show within {ShowsTimeout.TotalSeconds:0} s.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), _time, cancellationToken);
        }
    }

    /// <summary>The partitions of an existing topic.</summary>
    /// <exception cref="TopicMissingException">There is none.</exception>
    public async ValueTask<Confluent.Kafka.TopicPartition[]> PartitionsAsync(string topic, CancellationToken cancellationToken) =>
        _known.TryGetValue(topic, out var known) ? known : await FindAsync(topic, cancellationToken) ?? throw new TopicMissingException(topic);

    /// <summary>Asks again for a topic when it is needed next.</summary>
    public void Forget(string topic) => _known.TryRemove(topic, out _);

    /// <summary>First and next offset of each partition.</summary>
    public async ValueTask<IReadOnlyList<PartitionExtent>> ExtentsAsync(string topic, CancellationToken cancellationToken)
    {
        var partitions = await PartitionsAsync(topic, cancellationToken);
        return await Task.WhenAll(partitions.Select(p => AskAsync(
            () =>
            {
                var offsets = _offsets.QueryWatermarkOffsets(p, RequestTimeout);
                return new PartitionExtent(p.Partition.Value, offsets.Low.Value, offsets.High.Value);
            },
            $"the extent of {topic}/{p.Partition.Value}",
            cancellationToken)));
    }

    /// <summary>Committed offsets of a group.</summary>
    public async ValueTask<IReadOnlyDictionary<int, long>> CommittedAsync(string group, string topic, CancellationToken cancellationToken)
    {
        var partitions = await PartitionsAsync(topic, cancellationToken);
        var committed = await AskAsync(
            () =>
            {
                using var reader = _clients.OffsetReader(group);
                return reader.Committed(partitions, RequestTimeout);
            },
            $"the offsets of group {group}",
            cancellationToken);
        return committed.Where(c => !c.Offset.IsSpecial).ToDictionary(c => c.Partition.Value, c => c.Offset.Value);
    }

    /// <summary>Asks the cluster for a sign of life.</summary>
    public async ValueTask ProbeAsync(CancellationToken cancellationToken)
    {
        var topic = _known.Keys.FirstOrDefault();
        await OffThreadAsync(() => topic is null ? _administrator.GetMetadata(ProbeTimeout) : _administrator.GetMetadata(NameInKafka(topic), ProbeTimeout), cancellationToken);
    }

    public void Dispose()
    {
        // Every call ends by its own timeout.
        _inUse.EnterWriteLock();
        try
        {
            if (_isClosed) return;
            _isClosed = true;
            _administrator.Dispose();
            _offsets.Dispose();
        }
        finally
        {
            _inUse.ExitWriteLock();
        }
    }

    private async Task CreateAsync(string topic, CancellationToken cancellationToken)
    {
        var kafka = _options.Kafka;
        var specification = new TopicSpecification
        {
            Name = NameInKafka(topic),
            NumPartitions = _options.Partitions,
            ReplicationFactor = (short)kafka.ReplicationFactor,
            Configs = new(StringComparer.Ordinal)
            {
                ["min.insync.replicas"] = kafka.MinInSyncReplicas.ToString(CultureInfo.InvariantCulture),
                ["retention.ms"] = ((long)kafka.Retention.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),

                // Records without the header of event time have it in Kafka's timestamp, which a broker must not overwrite.
                ["message.timestamp.type"] = "CreateTime",
            },
        };
        try
        {
            await _create(specification).WaitAsync(ShowsTimeout, _time, cancellationToken);
            KafkaLog.TopicCreated(_logger, topic, _options.Partitions, kafka.ReplicationFactor);
        }
        catch (CreateTopicsException e) when (e.Results.TrueForAll(r => r.Error.Code is ErrorCode.TopicAlreadyExists or ErrorCode.NoError))
        {
            // Another one made it meanwhile; it stays as that one made it.
        }
        catch (KafkaException e)
        {
            var reason = e is CreateTopicsException { Results: [var result, ..] } ? result.Error.Reason : e.Error.Reason;
            throw new KafkaBusException($"Kafka did not create topic \"{topic}\" with {_options.Partitions} partitions and {kafka.ReplicationFactor} copies of each: {reason}.", e);
        }
    }

    private async ValueTask<Confluent.Kafka.TopicPartition[]?> FindAsync(string topic, CancellationToken cancellationToken)
    {
        var name = NameInKafka(topic);
        var found = await AskAsync(
            () =>
            {
                var metadata = _administrator.GetMetadata(name, RequestTimeout).Topics.Find(t => t.Topic == name);

                // So it is shown for a moment after it was made.
                return metadata?.Error.Code == ErrorCode.LeaderNotAvailable ? throw new KafkaException(metadata.Error) : metadata;
            },
            $"what it has of topic {topic}",
            cancellationToken);
        if (found is null || found.Error.Code is ErrorCode.UnknownTopicOrPart) return null;
        if (found.Error.IsError) throw new KafkaBusException($"Kafka does not let topic \"{topic}\" be used: {found.Error.Reason}.");
        if (found.Partitions.Count == 0) return null;
        var partitions = found.Partitions.Select(p => new Confluent.Kafka.TopicPartition(name, p.PartitionId)).OrderBy(p => p.Partition.Value).ToArray();
        return _known.GetOrAdd(topic, partitions);
    }

    /// <summary>Asks, and asks again for a while where the answer is a passing trouble.</summary>
    private async Task<T> AskAsync<T>(Func<T> ask, string what, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        for (var wait = TimeSpan.FromMilliseconds(50); ; wait = wait < LongestWait ? wait * 2 : wait)
        {
            try
            {
                return await OffThreadAsync(ask, cancellationToken);
            }
            catch (KafkaException e) when (e.Error.IsFatal || _time.GetElapsedTime(started) > RequestTimeout)
            {
                throw new KafkaBusException($"Kafka at {_options.Kafka.BootstrapServers} does not say {what}: {e.Error.Reason}.", e);
            }
            catch (KafkaException)
            {
                await Task.Delay(wait * (RandomNumberGenerator.GetInt32(50, 150) / 100.0), _time, cancellationToken);
            }
        }
    }

    /// <summary>The client's calls block, so they run on a thread of the pool.</summary>
    private Task<T> OffThreadAsync<T>(Func<T> call, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            _inUse.EnterReadLock();
            try
            {
                ObjectDisposedException.ThrowIf(_isClosed, this);
                return call();
            }
            finally
            {
                _inUse.ExitReadLock();
            }
        },
        cancellationToken).WaitAsync(cancellationToken);
}
