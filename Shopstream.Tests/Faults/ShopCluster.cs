using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shopstream.Host;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Tests.Bus;
using Shopstream.Tests.Support;
using Shopstream.Tests.Support.Elasticsearch;
using Shopstream.Tests.Support.Mongo;

namespace Shopstream.Tests.Faults;

/// <summary>
/// Kafka, Redis, MongoDB and Elasticsearch as the tests have them, and hosts that share the work. Where
/// <c>SHOPSTREAM_TEST_KAFKA</c>, <c>SHOPSTREAM_TEST_MONGO</c> or <c>SHOPSTREAM_TEST_ELASTICSEARCH</c> names a server, that one takes
/// part, and does not go away.
/// </summary>
internal sealed class ShopCluster : IAsyncDisposable
{
    private static readonly (string Group, string[] Topics)[] Groups =
    [
        ("cache-checks", ["user_session_info"]),
        ("archive", ["valid_customer_session", "user_interactions"]),
        ("stream-analytics", ["valid_customer_session", "user_interactions"]),
    ];

    private readonly IHost _view;

    private ShopCluster(int hosts, string[] settings)
    {
        Settings = settings;
        Hosts = [.. Enumerable.Range(1, hosts).Select(n => new HostMember($"host {n}", Settings))];
        _view = ShopstreamHost.CreateWorker(
            [.. Settings, "--Modules:CacheChecks=false", "--Modules:Archive=false", "--Modules:StreamAnalytics=false", "--Logging:LogLevel:Default=Error"]);
    }

    /// <summary>Starts the servers; the hosts are still to be started.</summary>
    public static async Task<ShopCluster> CreateAsync(int hosts, int partitions, bool simulateKafka = false)
    {
        var (kafkaAddress, mongoAddress, elasticsearchAddress) = (simulateKafka ? null : Address("KAFKA"), Address("MONGO"), Address("ELASTICSEARCH"));
        var redis = await RedisServer.StartAsync();
        var kafka = kafkaAddress is null ? new KafkaMockCluster() : null;
        var mongo = mongoAddress is null ? MongoServer.Start() : null;
        var elasticsearch = elasticsearchAddress is null ? await ElasticsearchServer.StartAsync() : null;
        if (elasticsearch is not null) elasticsearch.Records = false;
        var name = $"f{Guid.NewGuid():N}"[..10];

        // The simulated cluster has no request that creates topics.
        foreach (var topic in Topics.All)
        {
            if (kafka is not null) await kafka.CreateAsync(new() { Name = $"{name}-{topic}", NumPartitions = partitions, ReplicationFactor = KafkaMockCluster.Brokers });
        }

        return new ShopCluster(hosts,
        [
            "--Bus:Provider=Kafka", $"--Bus:Kafka:BootstrapServers={kafkaAddress ?? kafka!.BootstrapServers}", "--Bus:Kafka:SessionTimeout=00:00:06",
            "--Bus:Kafka:MaxPollInterval=00:00:15",
            $"--Bus:Partitions={partitions}", $"--Bus:Kafka:TopicPrefix={name}-", "--Sketches:Provider=Redis",
            $"--Sketches:Redis:Configuration={redis.Configuration}", $"--Sketches:Redis:KeyPrefix={name}:", "--Documents:Provider=Mongo",
            $"--Documents:Mongo:ConnectionString={mongoAddress ?? mongo!.ConnectionString}", $"--Documents:Mongo:Database={name}",
            "--SearchIndex:Provider=Elasticsearch", $"--SearchIndex:Elasticsearch:Url={elasticsearchAddress ?? elasticsearch!.Url}",
            $"--SearchIndex:Elasticsearch:IndexPrefix={name}-", "--Archive:IdentityKey=a key for this test only", "--Modules:Simulator=false",
            "--Streaming:CheckpointInterval=00:00:01", "--Streaming:EmitInterval=00:00:00.300", "--Streaming:IdleTimeout=00:10:00",
            "--Connections:ProbeInterval=00:00:00.500", "--Connections:ProbeTimeout=00:00:01", "--Logging:LogLevel:Default=Warning", .. (Environment.GetEnvironmentVariable("SHOPSTREAM_FAULT_SETTINGS") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ]) { Kafka = kafka, Redis = redis, Mongo = mongo, Elasticsearch = elasticsearch };
    }

    public string[] Settings { get; }

    public IReadOnlyList<HostMember> Hosts { get; }

    /// <summary>The simulated brokers, unless there is a real cluster.</summary>
    public KafkaMockCluster? Kafka { get; private init; }

    public RedisServer Redis { get; private init; } = null!;

    public MongoServer? Mongo { get; private init; }

    public ElasticsearchServer? Elasticsearch { get; private init; }

    public IEventBus Bus => _view.Services.GetRequiredService<IEventBus>();

    public IDocumentStore Documents => _view.Services.GetRequiredService<IDocumentStore>();

    public ISearchIndex Index => _view.Services.GetRequiredService<ISearchIndex>();

    public IMembershipSketches Sketches => _view.Services.GetRequiredService<IMembershipSketches>();

    /// <summary>Makes everything written so far visible to searches.</summary>
    public async Task RefreshAsync(CancellationToken cancel)
    {
        if (Elasticsearch is { } simulated) simulated.Refresh();
        else await Task.Delay(TimeSpan.FromSeconds(2), cancel);
    }

    public async Task StartAsync()
    {
        foreach (var host in Hosts) host.Start();
        foreach (var host in Hosts) await host.WaitUntilReadyAsync();
    }

    /// <summary>Waits until every group has checkpointed everything there is.</summary>
    public async Task DrainAsync(TimeSpan timeout, CancellationToken cancel)
    {
        var behind = "";
        for (var calm = 0; calm < 2; calm++)
        {
            try
            {
                await Eventually.BecomesTrueAsync(async () => (behind = await BehindAsync(cancel)).Length == 0, "everything is processed", timeout);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"still to be processed:{behind}; {e.Message}\n{string.Join('\n', Hosts.Select(h => h.Log))}", e);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in Hosts) host.Dispose();
        if (_view is IAsyncDisposable view) await view.DisposeAsync();
        Redis.Dispose();
        if (Mongo is not null) await Mongo.DisposeAsync();
        if (Elasticsearch is not null) await Elasticsearch.DisposeAsync();
        Kafka?.Dispose();
    }

    private static string? Address(string server) => Environment.GetEnvironmentVariable($"SHOPSTREAM_TEST_{server}") is { Length: > 0 } address ? address : null;

    private async Task<string> BehindAsync(CancellationToken cancel)
    {
        var behind = "";
        foreach (var (group, topics) in Groups)
        {
            foreach (var topic in topics)
            {
                var committed = await Bus.CommittedAsync(group, topic, cancel);
                var lag = (await Bus.ExtentsAsync(topic, cancel)).Sum(e => e.Next - Math.Max(e.Earliest, committed.GetValueOrDefault(e.Partition)));
                if (lag > 0) behind += $" {group} {topic} {lag}";
            }
        }

        return behind;
    }
}
