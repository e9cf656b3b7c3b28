using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Kafka;
using Shopstream.Modules.Connections;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Bus;

/// <summary>A Kafka bus with what it needs, set to notice things soon.</summary>
internal sealed class KafkaTestBus : IAsyncDisposable
{
    private readonly TestMeterFactory _meters = new();

    private KafkaTestBus(BusOptions options, Func<Confluent.Kafka.Admin.TopicSpecification, Task>? createTopic, ILogger<KafkaEventBus> logger)
    {
        Connections = new ConnectionRegistry(_meters, TimeProvider.System, NullLogger<ConnectionRegistry>.Instance);
        Kafka = new KafkaEventBus(options, new BusMetrics(_meters), Connections, TimeProvider.System, logger, createTopic);
    }

    public KafkaEventBus Kafka { get; }

    public IEventBus Bus => Kafka;

    public ConnectionRegistry Connections { get; }

    public static KafkaTestBus On(KafkaMockCluster cluster, Action<KafkaBusOptions>? change = null, ILogger<KafkaEventBus>? logger = null)
    {
        // The simulated cluster lets a rebalance take a second less than the session timeout, and a fetch its longest wait.
        var options = Options(cluster.BootstrapServers, TimeSpan.FromSeconds(4));
        options.Kafka.Properties["fetch.wait.max.ms"] = "50";
        change?.Invoke(options.Kafka);
        return new KafkaTestBus(options, cluster.CreateAsync, logger ?? NullLogger<KafkaEventBus>.Instance);
    }

    public static KafkaTestBus On(string bootstrapServers, string prefix, Action<KafkaBusOptions>? change = null)
    {
        var options = Options(bootstrapServers, TimeSpan.FromSeconds(6));
        options.Kafka.TopicPrefix = prefix;
        change?.Invoke(options.Kafka);
        return new KafkaTestBus(options, createTopic: null, NullLogger<KafkaEventBus>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await Kafka.DisposeAsync();
        _meters.Dispose();
    }

    private static BusOptions Options(string bootstrapServers, TimeSpan session) => new()
    {
        Provider = "Kafka",
        Kafka =
        {
            BootstrapServers = bootstrapServers, SessionTimeout = session, MaxPollInterval = TimeSpan.FromSeconds(30), PublishTimeout = TimeSpan.FromSeconds(20),
        },
    };
}
