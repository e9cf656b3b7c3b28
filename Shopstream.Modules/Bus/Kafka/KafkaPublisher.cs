using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Shopstream.Modules.Connections;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>Writes records through one idempotent producer, which is made anew when it breaks. Thread-safe.</summary>
internal sealed class KafkaPublisher : IAsyncDisposable
{
    private static readonly TimeSpan PurgeTimeout = TimeSpan.FromSeconds(10);

    private readonly KafkaBusOptions _options;
    private readonly KafkaClients _clients;
    private readonly Connection _connection;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly int _maxRecordBytes;
    private readonly Lock _gate = new();
    private ProducerGeneration _current;
    private int _spread;
    private bool _isClosed;

    public KafkaPublisher(KafkaBusOptions options, KafkaClients clients, Connection connection, TimeProvider time, ILogger logger)
    {
        _options = options;
        _clients = clients;
        _connection = connection;
        _time = time;
        _logger = logger;
        _maxRecordBytes = KafkaClientProperties.MaxRecordBytes(options);
        _current = Create();
    }

    /// <summary>The producer in use, for tests that break it.</summary>
    public ProducerGeneration Current
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isClosed, this);
                if (_current.Reason is not { } reason) return _current;
                KafkaLog.ProducerReplaced(_logger, reason);
                return _current = Create();
            }
        }
    }

    /// <summary>Writes records; completes once all are acknowledged.</summary>
    /// <param name="topic">The topic's name as callers know it.</param>
    /// <param name="partitions">Its partitions.</param>
    /// <param name="records">The records.</param>
    /// <param name="cancellationToken">Gives up waiting; what was handed over may still be written.</param>
    /// <returns>Bytes of keys and contents.</returns>
    /// <exception cref="KafkaBusException">Not all are acknowledged; of each partition's records a beginning may be written.</exception>
    /// <exception cref="InvalidOperationException">A record can never be written.</exception>
    public async ValueTask<long> PublishAsync(
        string topic, Confluent.Kafka.TopicPartition[] partitions, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        var plan = PublishPlan.Of(topic, records, partitions, ref _spread, _maxRecordBytes, _time.GetUtcNow().ToUnixTimeMilliseconds());
        var deadline = _time.GetTimestamp() + (long)(_options.PublishTimeout.TotalSeconds * _time.TimestampFrequency);
        var generation = Current;
        var call = new PublishCall(generation);
        var handedOver = await HandOverAsync(generation, call, plan, topic, deadline, cancellationToken);
        call.Closed();
        await SettleAsync(generation, call, deadline, cancellationToken);
        if (handedOver == plan.Count && call.Error is null && call.Settled.IsCompleted)
        {
            _connection.Succeeded();
            return plan.Bytes;
        }

        var missing = plan.Count - handedOver + call.Unacknowledged;
        throw Failure(topic, missing, plan.Count, call.Error, generation.Reason ?? "they were given up");
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
        }

        await _current.DisposeAsync();
    }

    private async ValueTask<int> HandOverAsync(
        ProducerGeneration generation, PublishCall call, PublishPlan plan, string topic, long deadline, CancellationToken cancellationToken)
    {
        var next = 0;
        while (true)
        {
            try
            {
                generation.HandOver(call, plan, ref next);
            }
            catch (ProduceException<byte[]?, byte[]> e) when (e.Error.IsFatal || e.Error.Code == ErrorCode.Local_Fatal)
            {
                generation.Break(e.Error.Reason);
            }
            catch (ProduceException<byte[]?, byte[]> e)
            {
                call.Closed();
                throw Failure(topic, plan.Count - next, plan.Count, e.Error, e.Error.Reason);
            }

            if (next == plan.Count || generation.Reason is not null) return next;
            if (!await InTimeAsync(generation.RoomAsync(), deadline, cancellationToken)) generation.Break(NoAnswer());
        }
    }

    private async ValueTask SettleAsync(ProducerGeneration generation, PublishCall call, long deadline, CancellationToken cancellationToken)
    {
        if (await InTimeAsync(call.Settled, deadline, cancellationToken)) return;
        generation.Break(NoAnswer());
        _connection.Failed(NoAnswer());
        await InTimeAsync(call.Settled, _time.GetTimestamp() + (long)(PurgeTimeout.TotalSeconds * _time.TimestampFrequency), cancellationToken);
    }

    private async ValueTask<bool> InTimeAsync(Task task, long deadline, CancellationToken cancellationToken)
    {
        var left = _time.GetElapsedTime(_time.GetTimestamp(), deadline);
        try
        {
            await task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return task.IsCompleted;
        }
    }

    private string NoAnswer() => $"Kafka did not acknowledge records within {_options.PublishTimeout.TotalSeconds:0.#} s";

    private static Exception Failure(string topic, int missing, int count, Error? error, string reason) => error?.Code switch
    {
        ErrorCode.Local_UnknownTopic or ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownPartition =>
            new TopicMissingException(topic),
        ErrorCode.MsgSizeTooLarge =>
            new InvalidOperationException($"A record for topic \"{topic}\" is larger than its broker takes (message.max.bytes, max.message.bytes): {reason}."),
        _ => new KafkaBusException($"{missing} of {count} records for topic \"{topic}\" are not known to be written: {reason}."),
    };

    private ProducerGeneration Create()
    {
        ProducerGeneration? made = null;
        var producer = _clients.Producer(error =>
        {
            if (error.IsFatal) Volatile.Read(ref made)?.Break(error.Reason);
        });
        Volatile.Write(ref made, new ProducerGeneration(producer, _logger));
        return made;
    }
}
