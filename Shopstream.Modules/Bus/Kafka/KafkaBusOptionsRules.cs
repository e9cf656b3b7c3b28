using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>What must hold between the settings of the Kafka provider, when it is chosen.</summary>
internal sealed class KafkaBusOptionsRules : IValidateOptions<BusOptions>
{
    private const string Section = "Bus:Kafka:";

    private static readonly string[] Compressions = ["lz4", "zstd", "snappy", "gzip", "none"];
    private static readonly string[] Protocols = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];
    private static readonly string[] Mechanisms = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI", "OAUTHBEARER"];

    // Delivery rests on these: a setting of ours has them, or no other value would be right.
    private static readonly Dictionary<string, string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bootstrap.servers"] = nameof(KafkaBusOptions.BootstrapServers),
        ["metadata.broker.list"] = nameof(KafkaBusOptions.BootstrapServers),
        ["compression.codec"] = nameof(KafkaBusOptions.Compression),
        ["compression.type"] = nameof(KafkaBusOptions.Compression),
        ["security.protocol"] = nameof(KafkaBusOptions.SecurityProtocol),
        ["sasl.mechanism"] = nameof(KafkaBusOptions.SaslMechanism),
        ["sasl.mechanisms"] = nameof(KafkaBusOptions.SaslMechanism),
        ["sasl.username"] = nameof(KafkaBusOptions.SaslUsername),
        ["sasl.password"] = nameof(KafkaBusOptions.SaslPassword),
        ["ssl.ca.location"] = nameof(KafkaBusOptions.SslCaLocation),
        ["ssl.certificate.location"] = nameof(KafkaBusOptions.SslCertificateLocation),
        ["ssl.key.location"] = nameof(KafkaBusOptions.SslKeyLocation),
        ["ssl.key.password"] = nameof(KafkaBusOptions.SslKeyPassword),
        ["session.timeout.ms"] = nameof(KafkaBusOptions.SessionTimeout),
        ["max.poll.interval.ms"] = nameof(KafkaBusOptions.MaxPollInterval),
        ["message.timeout.ms"] = nameof(KafkaBusOptions.PublishTimeout),
        ["delivery.timeout.ms"] = nameof(KafkaBusOptions.PublishTimeout),
        ["enable.idempotence"] = "",
        ["enable.gapless.guarantee"] = "",
        ["acks"] = "",
        ["request.required.acks"] = "",
        ["transactional.id"] = "",
        ["group.id"] = "",
        ["group.instance.id"] = "",
        ["partition.assignment.strategy"] = "",
        ["enable.auto.commit"] = "",
        ["enable.auto.offset.store"] = "",
        ["auto.offset.reset"] = "",
        ["allow.auto.create.topics"] = "",
        ["enable.partition.eof"] = "",
    };

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, BusOptions options)
    {
        if (options.Provider != "Kafka") return ValidateOptionsResult.Skip;
        var failures = Failures(options.Kafka).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(KafkaBusOptions o) =>
        [.. Cluster(o), .. Sasl(o), .. Ssl(o), .. Properties(o)];

    private static IEnumerable<string> Cluster(KafkaBusOptions o)
    {
        if (string.IsNullOrWhiteSpace(o.BootstrapServers))
            yield return $"{Section}BootstrapServers: expected the address of a broker, such as localhost:9092, since Bus:Provider is Kafka.";
        if (o.MinInSyncReplicas > o.ReplicationFactor)
            yield return $"{Section}MinInSyncReplicas: found {o.MinInSyncReplicas}, expected at most {Section}ReplicationFactor ({o.ReplicationFactor}).";
        if (o.MaxPollInterval < o.SessionTimeout)
            yield return $"{Section}MaxPollInterval: found {o.MaxPollInterval}, expected at least {Section}SessionTimeout ({o.SessionTimeout}).";
        if (!Knows(Compressions, o.Compression)) yield return OneOf(nameof(o.Compression), o.Compression, Compressions);
        if (!Knows(Protocols, o.SecurityProtocol)) yield return OneOf(nameof(o.SecurityProtocol), o.SecurityProtocol, Protocols);
        if (o.SaslMechanism is not null && !Knows(Mechanisms, o.SaslMechanism)) yield return OneOf(nameof(o.SaslMechanism), o.SaslMechanism, Mechanisms);
    }

    private static IEnumerable<string> Sasl(KafkaBusOptions o)
    {
        var isSasl = o.SecurityProtocol.StartsWith("SASL_", StringComparison.OrdinalIgnoreCase);
        if (isSasl && o.SaslMechanism is null)
            yield return $"{Section}SaslMechanism: expected one of {string.Join(", ", Mechanisms)} with {Section}SecurityProtocol {o.SecurityProtocol}.";
        if (!isSasl && (o.SaslMechanism ?? o.SaslUsername ?? o.SaslPassword) is not null)
            yield return $"{Section}SecurityProtocol: found {o.SecurityProtocol}, expected SASL_SSL or SASL_PLAINTEXT, since other settings of SASL are given.";
        var hasPassword = o.SaslMechanism is { } m && (m.Equals("PLAIN", StringComparison.OrdinalIgnoreCase) || m.StartsWith("SCRAM", StringComparison.OrdinalIgnoreCase));
        if (!isSasl || !hasPassword) yield break;
        if (string.IsNullOrEmpty(o.SaslUsername)) yield return $"{Section}SaslUsername: expected one with {Section}SaslMechanism {o.SaslMechanism}.";
        if (string.IsNullOrEmpty(o.SaslPassword)) yield return $"{Section}SaslPassword: expected one with {Section}SaslMechanism {o.SaslMechanism}.";
    }

    private static IEnumerable<string> Ssl(KafkaBusOptions o)
    {
        var isSsl = o.SecurityProtocol.EndsWith("SSL", StringComparison.OrdinalIgnoreCase);
        if (!isSsl && (o.SslCaLocation ?? o.SslCertificateLocation ?? o.SslKeyLocation ?? o.SslKeyPassword) is not null)
            yield return $"{Section}SecurityProtocol: found {o.SecurityProtocol}, expected SSL or SASL_SSL, since other settings of SSL are given.";
        if (o.SslCertificateLocation is null != o.SslKeyLocation is null)
            yield return $"{Section}SslCertificateLocation and {Section}SslKeyLocation: expected both or none.";
        if (o.SslKeyPassword is not null && o.SslKeyLocation is null) yield return $"{Section}SslKeyPassword: expected {Section}SslKeyLocation with it.";
        foreach (var (setting, file) in new[]
        {
            (nameof(o.SslCaLocation), o.SslCaLocation), (nameof(o.SslCertificateLocation), o.SslCertificateLocation), (nameof(o.SslKeyLocation), o.SslKeyLocation),
        })
        {
            if (file is not null && !File.Exists(file) && !Directory.Exists(file)) yield return $"{Section}{setting}: there is no file {file}.";
        }
    }

    private static IEnumerable<string> Properties(KafkaBusOptions o)
    {
        foreach (var property in o.Properties.Keys)
        {
            if (!Reserved.TryGetValue(property, out var setting)) continue;
            yield return setting.Length > 0
                ? $"{Section}Properties:{property}: expected {Section}{setting} instead."
                : $"{Section}Properties:{property}: expected no such property, since delivery rests on its value.";
        }
    }

    private static bool Knows(string[] values, string value) => values.Contains(value, StringComparer.OrdinalIgnoreCase);

    private static string OneOf(string setting, string found, string[] expected) =>
        $"{Section}{setting}: found \"{found}\", expected one of {string.Join(", ", expected)}.";
}
