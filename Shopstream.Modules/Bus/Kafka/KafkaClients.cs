using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Shopstream.Modules.Connections;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>Makes the clients of one bus, and hears what they have to say of themselves.</summary>
internal sealed class KafkaClients
{
    /// <summary>Group of the client that asks for the ends of partitions; it commits nothing and joins nothing.</summary>
    private const string NoGroup = "shopstream-offsets";

    // What a lost connection makes every client say again and again; the connection's own report says it once.
    private static readonly HashSet<string> Noise = new(StringComparer.Ordinal) { "FAIL", "ERROR", "REQTMOUT", "CONFWARN", "AUTOCREATE", "OFFSET", "GETPID" };

    private readonly KafkaBusOptions _options;
    private readonly Connection _connection;
    private readonly ILogger _logger;

    /// <summary>Prepares for the settings.</summary>
    public KafkaClients(KafkaBusOptions options, Connection connection, ILogger logger)
    {
        _options = options;
        _connection = connection;
        _logger = logger;
    }

    /// <summary>A producer. Its losing every broker is not reported: between two publishes brokers may close idle connections.</summary>
    public IProducer<byte[]?, byte[]> Producer(Action<Error> onError) => Build("producer", () =>
        new ProducerBuilder<byte[]?, byte[]>(KafkaClientProperties.Producer(_options))
            .SetLogHandler((_, line) => Log(line))
            .SetErrorHandler((_, error) => onError(error))
            .Build());

    /// <summary>A client that creates topics and asks for them.</summary>
    public IAdminClient Administrator() => Build("administration client", () =>
        new AdminClientBuilder(KafkaClientProperties.Administrator(_options))
            .SetLogHandler((_, line) => Log(line))
            .SetErrorHandler((_, error) => Report(error))
            .Build());

    /// <summary>A client that asks for offsets. Without an error handler it collects nothing that would have to be polled.</summary>
    public IConsumer<Ignore, Ignore> OffsetReader(string group = NoGroup) => Build("offset reader", () =>
        new ConsumerBuilder<Ignore, Ignore>(KafkaClientProperties.OffsetReader(_options, group)).SetLogHandler((_, line) => Log(line)).Build());

    /// <summary>A member of a group.</summary>
    public IConsumer<byte[]?, byte[]?> Member(
        string group,
        Func<IConsumer<byte[]?, byte[]?>, IReadOnlyList<Confluent.Kafka.TopicPartition>, IEnumerable<TopicPartitionOffset>> assigned,
        Action<IReadOnlyList<TopicPartitionOffset>> revoked,
        Action<IReadOnlyList<TopicPartitionOffset>> lost,
        Action<Error> onFatalError) => Build("consumer", () =>
        new ConsumerBuilder<byte[]?, byte[]?>(KafkaClientProperties.Consumer(_options, group))
            .SetLogHandler((_, line) => Log(line))
            .SetErrorHandler((_, error) =>
            {
                Report(error);
                if (error.IsFatal) onFatalError(error);
            })
            .SetOffsetsCommittedHandler((_, committed) =>
            {
                if (committed.Error.IsError) KafkaLog.CommitPostponed(_logger, group, committed.Error.Reason);
            })
            .SetPartitionsAssignedHandler((consumer, partitions) => assigned(consumer, partitions))
            .SetPartitionsRevokedHandler((_, partitions) => revoked(partitions))
            .SetPartitionsLostHandler((_, partitions) => lost(partitions))
            .Build());

    private T Build<T>(string what, Func<T> build)
    {
        KafkaLibrary.EnsureLoaded(_options.Library);
        try
        {
            return build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            // Not as the inner exception: its text is not ours to cleanse.
            throw new KafkaClientException($"Bus:Kafka: the {what} cannot be made: {WithoutSecrets(e.Message)}");
        }
    }

    private string WithoutSecrets(string text)
    {
        foreach (var secret in new[] { _options.SaslPassword, _options.SslKeyPassword }.Concat(_options.Properties.Where(p => p.Key.Contains("password") || p.Key.Contains("secret")).Select(p => p.Value)))
            if (!string.IsNullOrEmpty(secret)) text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }

    private void Report(Error error)
    {
        if (error.Code is ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed)
            _connection.Failed(WithoutSecrets(error.Reason));
    }

    private void Log(LogMessage line)
    {
        var isWarning = line.Level <= SyslogLevel.Warning && !Noise.Contains(line.Facility);
        if (isWarning) KafkaLog.ClientWarning(_logger, line.Name, line.Facility, WithoutSecrets(line.Message));
        else if (_logger.IsEnabled(LogLevel.Debug)) KafkaLog.ClientDetail(_logger, line.Name, line.Facility, WithoutSecrets(line.Message));
    }
}
