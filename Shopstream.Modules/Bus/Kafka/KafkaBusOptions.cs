using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>Settings of the Kafka provider, section <c>Bus:Kafka</c>. What spans several of them is checked by <see cref="KafkaBusOptionsRules"/>.</summary>
public sealed class KafkaBusOptions
{
    /// <value>Brokers to begin with, <c>host:port</c> separated by commas. Required when Kafka is chosen.</value>
    public string? BootstrapServers { get; set; }

    /// <value>Copies of a new topic, 1 to 100. Default 1.</value>
    [Range(1, 100)]
    public int ReplicationFactor { get; set; } = 1;

    /// <value>Copies that must have a record before it counts as published, 1 to <see cref="ReplicationFactor"/>; of new topics. Default 1.</value>
    [Range(1, 100)]
    public int MinInSyncReplicas { get; set; } = 1;

    /// <value>How long new topics keep records, 1 minute to 3650 days. Default 7 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <value><c>lz4</c>, <c>zstd</c>, <c>snappy</c>, <c>gzip</c> or <c>none</c>. Default <c>lz4</c>.</value>
    public string Compression { get; set; } = "lz4";

    /// <value><c>PLAINTEXT</c>, <c>SSL</c>, <c>SASL_PLAINTEXT</c> or <c>SASL_SSL</c>. Default <c>PLAINTEXT</c>.</value>
    public string SecurityProtocol { get; set; } = "PLAINTEXT";

    /// <value><c>PLAIN</c>, <c>SCRAM-SHA-256</c>, <c>SCRAM-SHA-512</c>, <c>GSSAPI</c> or <c>OAUTHBEARER</c>; needed with a SASL protocol.</value>
    public string? SaslMechanism { get; set; }

    /// <value>Name for PLAIN and SCRAM.</value>
    public string? SaslUsername { get; set; }

    /// <value>Password for PLAIN and SCRAM; a secret.</value>
    public string? SaslPassword { get; set; }

    /// <value>File with the certificates of the authorities that the brokers' certificates are checked with; else the system's.</value>
    public string? SslCaLocation { get; set; }

    /// <value>File with this client's certificate (PEM).</value>
    public string? SslCertificateLocation { get; set; }

    /// <value>File with this client's private key (PEM).</value>
    public string? SslKeyLocation { get; set; }

    /// <value>Password of that key; a secret.</value>
    public string? SslKeyPassword { get; set; }

    /// <value>A member that was not heard of for this long loses its partitions, 1 second to 30 minutes. Default 45 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <value>
    /// How long the group waits for a member to join it again in a rebalance, 1 second to 1 day, not below
    /// <see cref="SessionTimeout"/>. A host that dies in the middle of a rebalance can hold the others up for as long. Default 2 min.
    /// </value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxPollInterval { get; set; } = TimeSpan.FromMinutes(2);

    /// <value>Put before the names of topics and groups, so that several installations can share a cluster. Default none.</value>
    [RegularExpression("[A-Za-z0-9._-]{0,100}", ErrorMessage = "Bus:Kafka:TopicPrefix: expected up to 100 letters, digits, dots, dashes and underscores.")]
    public string TopicPrefix { get; set; } = "";

    /// <value>How long a publish is tried before it fails, 1 second to 1 hour. Default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <value>File of the native library librdkafka, where it is not to be found by its name. Default none.</value>
    public string? Library { get; set; }

    /// <value>Further properties of librdkafka by their names, passed on as they are. Default none.</value>
    public Dictionary<string, string> Properties { get; set; } = new(StringComparer.Ordinal);
}
