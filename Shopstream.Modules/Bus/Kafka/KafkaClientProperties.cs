using System.Globalization;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>The settings as properties of librdkafka.</summary>
internal static class KafkaClientProperties
{
    private const int LongestHeartbeat = 3_000;
    private const int ShortestHeartbeat = 100;

    /// <value>Bytes of a record when nothing else is configured; the default of librdkafka, a little below that of brokers.</value>
    private const int DefaultRecordBytes = 1_000_000;

    /// <summary>Largest record that the producer takes, key and headers included.</summary>
    public static int MaxRecordBytes(KafkaBusOptions options) =>
        options.Properties.TryGetValue("message.max.bytes", out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var bytes) ? bytes : DefaultRecordBytes;

    /// <summary>Of a client that asks for topics and creates them.</summary>
    public static Dictionary<string, string> Administrator(KafkaBusOptions options) => Common(options, own: []);

    /// <summary>Of the producer.</summary>
    public static Dictionary<string, string> Producer(KafkaBusOptions options) => Common(options, new(StringComparer.Ordinal)
    {
        ["enable.idempotence"] = "true",
        ["acks"] = "all",

        // A record never fails alone with later ones behind it: a repeat of the call would then be taken for one that was written.
        ["enable.gapless.guarantee"] = "true",
        ["message.timeout.ms"] = "0",
        ["compression.codec"] = options.Compression.ToLowerInvariant(),

        // Callers hand over batches and wait for them, so lingering gains little and costs each of them that long.
        ["linger.ms"] = "2",
        ["queue.buffering.max.messages"] = "200000",
        ["queue.buffering.max.kbytes"] = "65536",
        ["dotnet.producer.delivery.report.fields"] = "none",
    });

    /// <summary>Of a member of a group.</summary>
    public static Dictionary<string, string> Consumer(KafkaBusOptions options, string group)
    {
        var session = (int)options.SessionTimeout.TotalMilliseconds;
        return Common(options, new(StringComparer.Ordinal)
        {
            ["group.id"] = options.TopicPrefix + group,
            ["partition.assignment.strategy"] = "cooperative-sticky",
            ["enable.auto.commit"] = "true",
            ["auto.commit.interval.ms"] = "500",
            ["enable.auto.offset.store"] = "false",
            ["auto.offset.reset"] = "earliest",
            ["session.timeout.ms"] = Text(session),
            ["heartbeat.interval.ms"] = Text(Math.Clamp(session / 10, ShortestHeartbeat, LongestHeartbeat)),
            ["max.poll.interval.ms"] = Text((int)options.MaxPollInterval.TotalMilliseconds),
            ["dotnet.consumer.consume.result.fields"] = "headers,timestamp,topic",
        });
    }

    /// <summary>Of a client that asks for offsets and belongs to no group's members.</summary>
    public static Dictionary<string, string> OffsetReader(KafkaBusOptions options, string group) => Common(options, new(StringComparer.Ordinal)
    {
        ["group.id"] = options.TopicPrefix + group,
        ["enable.auto.commit"] = "false",
    });

    private static Dictionary<string, string> Common(KafkaBusOptions options, Dictionary<string, string> own)
    {
        var properties = new Dictionary<string, string>(own, StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = options.BootstrapServers ?? "",
            ["client.id"] = "shopstream",
            ["allow.auto.create.topics"] = "false",
            ["socket.keepalive.enable"] = "true",
            ["socket.timeout.ms"] = "30000",
            ["reconnect.backoff.max.ms"] = "2000",
            ["security.protocol"] = options.SecurityProtocol.ToLowerInvariant(),
        };
        Put(properties, "sasl.mechanism", options.SaslMechanism?.ToUpperInvariant());
        Put(properties, "sasl.username", options.SaslUsername);
        Put(properties, "sasl.password", options.SaslPassword);
        Put(properties, "ssl.ca.location", options.SslCaLocation);
        Put(properties, "ssl.certificate.location", options.SslCertificateLocation);
        Put(properties, "ssl.key.location", options.SslKeyLocation);
        Put(properties, "ssl.key.password", options.SslKeyPassword);
        foreach (var (name, value) in options.Properties) properties[name] = value;
        return properties;
    }

    private static void Put(Dictionary<string, string> properties, string name, string? value)
    {
        if (value is not null) properties[name] = value;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
