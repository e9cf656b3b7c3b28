using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Kafka;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Bus;

[TestFixture]
internal sealed class KafkaBusOptionsTests
{
    private const string Secret = "s3cret-of-the-test";

    [Test]
    public void Validate_PlainBroker_IsFine() => Failures(_ => { }).ShouldBeEmpty();

    [Test]
    public void Validate_AnotherProvider_DoesNotLook() =>
        new KafkaBusOptionsRules().Validate(name: null, new BusOptions { Kafka = { SecurityProtocol = "nonsense" } }).Skipped.ShouldBeTrue();

    [Test]
    public void Validate_SaslWithPassword_IsFine() =>
        Failures(o => (o.SecurityProtocol, o.SaslMechanism, o.SaslUsername, o.SaslPassword) = ("sasl_ssl", "scram-sha-512", "shop", Secret)).ShouldBeEmpty();

    [Test]
    public void Validate_SaslByTicket_NeedsNoPassword() =>
        Failures(o => (o.SecurityProtocol, o.SaslMechanism) = ("SASL_SSL", "GSSAPI")).ShouldBeEmpty();

    [TestCaseSource(nameof(Mistakes))]
    public void Validate_Mistake_IsNamed(Action<KafkaBusOptions> change, string[] named)
    {
        var failure = Failures(change).ShouldHaveSingleItem();
        foreach (var part in named) failure.ShouldContain(part);
        failure.ShouldNotContain(Secret);
    }

    [TestCase("--Bus:Kafka:BootstrapServer=x", "BootstrapServer")]
    [TestCase("--Bus:Kafka:Retention=00:00:01", "Retention")]
    [TestCase("--Bus:Kafka:TopicPrefix=a/b", "Bus:Kafka:TopicPrefix")]
    [TestCase("--Bus:Kafka:Compression=rar", "rar")]
    [TestCase("--Bus:Kafka:Properties:no.such.property=1", "no.such.property")]
    [CancelAfter(60_000)]
    public async Task Run_UnusableSetting_EndsWithOneAndNamesIt(string setting, string named, CancellationToken cancel)
    {
        using var data = new TempDirectory();
        var (exitCode, _, errors) = await HostProcess.RunAsync(
            [
                "run", "--urls=http://127.0.0.1:0", $"--Data:Path={data.File("data")}", "--Bus:Provider=Kafka", "--Bus:Kafka:BootstrapServers=127.0.0.1:1",
                "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft=None", setting,
            ],
            cancel);
        exitCode.ShouldBe(1);
        errors.ShouldContain(named);
        errors.ShouldNotContain("   at ");
    }

    [Test]
    public void Properties_Security_IsPassedOn()
    {
        var options = new KafkaBusOptions
        {
            BootstrapServers = "a:1,b:2", SecurityProtocol = "SASL_SSL", SaslMechanism = "plain", SaslUsername = "shop", SaslPassword = Secret,
            SslCaLocation = "/ca.pem", SslCertificateLocation = "/me.pem", SslKeyLocation = "/me.key", SslKeyPassword = "k",
            Properties = { ["client.rack"] = "r1", ["linger.ms"] = "7" },
        };
        foreach (var properties in new[]
        {
            KafkaClientProperties.Producer(options), KafkaClientProperties.Consumer(options, "g"), KafkaClientProperties.Administrator(options),
            KafkaClientProperties.OffsetReader(options, "g"),
        })
        {
            properties["bootstrap.servers"].ShouldBe("a:1,b:2");
            properties["security.protocol"].ShouldBe("sasl_ssl");
            properties["sasl.mechanism"].ShouldBe("PLAIN");
            properties["sasl.username"].ShouldBe("shop");
            properties["sasl.password"].ShouldBe(Secret);
            properties["ssl.ca.location"].ShouldBe("/ca.pem");
            properties["ssl.certificate.location"].ShouldBe("/me.pem");
            properties["ssl.key.location"].ShouldBe("/me.key");
            properties["ssl.key.password"].ShouldBe("k");
            properties["client.rack"].ShouldBe("r1");
            properties["linger.ms"].ShouldBe("7");
            properties["allow.auto.create.topics"].ShouldBe("false");
        }
    }

    [Test]
    public void Properties_Delivery_IsSafe()
    {
        var options = new KafkaBusOptions { BootstrapServers = "a:1", Compression = "ZSTD", TopicPrefix = "shop1.", SessionTimeout = TimeSpan.FromSeconds(10) };
        var producer = KafkaClientProperties.Producer(options);
        producer["enable.idempotence"].ShouldBe("true");
        producer["acks"].ShouldBe("all");
        producer["compression.codec"].ShouldBe("zstd");
        var consumer = KafkaClientProperties.Consumer(options, "g");
        consumer["group.id"].ShouldBe("shop1.g");
        consumer["partition.assignment.strategy"].ShouldBe("cooperative-sticky");
        consumer["enable.auto.offset.store"].ShouldBe("false", "only what was checkpointed is committed");
        consumer["auto.offset.reset"].ShouldBe("earliest");
        consumer["session.timeout.ms"].ShouldBe("10000");
        consumer["heartbeat.interval.ms"].ShouldBe("1000");
        consumer.ShouldNotContainKey("security.mechanism");
    }

    private static IEnumerable<TestCaseData> Mistakes()
    {
        TestCaseData Mistake(string name, Action<KafkaBusOptions> change, params string[] named) => new(change, named) { TestName = $"Validate_{name}_IsNamed" };
        yield return Mistake("NoServers", o => o.BootstrapServers = " ", "Bus:Kafka:BootstrapServers", "localhost:9092");
        yield return Mistake("MoreInSyncThanThereAre", o => o.MinInSyncReplicas = 2, "MinInSyncReplicas", "found 2", "(1)");
        yield return Mistake("PollBelowSession", o => o.MaxPollInterval = TimeSpan.FromSeconds(9), "MaxPollInterval", "SessionTimeout");
        yield return Mistake("UnknownCompression", o => o.Compression = "rar", "\"rar\"", "lz4, zstd, snappy, gzip, none");
        yield return Mistake("UnknownProtocol", o => o.SecurityProtocol = "TLS", "\"TLS\"", "SASL_SSL");
        yield return Mistake("UnknownMechanism", o => (o.SecurityProtocol, o.SaslMechanism) = ("SASL_SSL", "MD5"), "\"MD5\"", "SCRAM-SHA-512");
        yield return Mistake("SaslWithoutMechanism", o => o.SecurityProtocol = "SASL_SSL", "Bus:Kafka:SaslMechanism");
        yield return Mistake("SaslWithoutUser", o => (o.SecurityProtocol, o.SaslMechanism, o.SaslPassword) = ("SASL_SSL", "PLAIN", Secret), "Bus:Kafka:SaslUsername");
        yield return Mistake("SaslWithoutPassword", o => (o.SecurityProtocol, o.SaslMechanism, o.SaslUsername) = ("SASL_SSL", "PLAIN", "u"), "Bus:Kafka:SaslPassword");
        yield return Mistake("PasswordButNoSasl", o => (o.SaslUsername, o.SaslPassword) = ("u", Secret), "Bus:Kafka:SecurityProtocol", "SASL_SSL");
        yield return Mistake("CertificateButNoSsl", o => o.SslCaLocation = Path.Combine(Repository.Root, "Shopstream.sln"), "Bus:Kafka:SecurityProtocol", "SSL");
        yield return Mistake("KeyWithoutCertificate", o => (o.SecurityProtocol, o.SslKeyLocation) = ("SSL", Path.Combine(Repository.Root, "Shopstream.sln")), "SslCertificateLocation", "SslKeyLocation");
        yield return Mistake("KeyPasswordWithoutKey", o => (o.SecurityProtocol, o.SslKeyPassword) = ("SSL", Secret), "SslKeyPassword", "SslKeyLocation");
        yield return Mistake("MissingFile", o => (o.SecurityProtocol, o.SslCaLocation) = ("SSL", "/none/ca.pem"), "SslCaLocation", "/none/ca.pem");
        yield return Mistake("PropertyThatIsASetting", o => o.Properties["sasl.password"] = Secret, "Properties:sasl.password", "Bus:Kafka:SaslPassword");
        yield return Mistake("PropertyThatDeliveryRestsOn", o => o.Properties["acks"] = "1", "Properties:acks", "delivery");
    }

    private static List<string> Failures(Action<KafkaBusOptions> change)
    {
        var options = new BusOptions { Provider = "Kafka", Kafka = { BootstrapServers = "localhost:9092", SessionTimeout = TimeSpan.FromSeconds(10) } };
        change(options.Kafka);
        return [.. new KafkaBusOptionsRules().Validate(Options.DefaultName, options).Failures ?? []];
    }
}
