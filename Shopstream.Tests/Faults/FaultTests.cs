using Shopstream.Modules.Bus;
using Shopstream.Tests.Bus;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Faults;

/// <summary>
/// Three hosts share the work under load while hosts and servers fail, each in turn and again. What comes out must equal a
/// recomputation from what was produced: nothing lost, nothing counted twice; every outage shows; nothing is restarted but what was killed.
/// <c>SHOPSTREAM_FAULT_SECONDS</c> sets the length of the load.
/// </summary>
[TestFixture]
internal sealed class FaultTests
{
    private const int SessionsPerSecond = 200;
    private const int Batch = 100;
    private static readonly TimeSpan LongerThanTheSession = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(4);

    // The coordinator of the groups does not move in the simulated cluster, so sessions end while it is away.
    private static readonly TimeSpan BetweenBrokers = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(90);

    [Test, CancelAfter(900_000)]
    public async Task Hosts_WhileHostsAndServersFail_LoseNothingAndCountNothingTwice(CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("SHOPSTREAM_TEST_KAFKA")))
            Assert.Ignore("Needs a Kafka cluster, named by SHOPSTREAM_TEST_KAFKA: the simulated one keeps a member that died in a rebalance.");
        await using var cluster = await ShopCluster.CreateAsync(hosts: 3, partitions: 6);
        await RunAsync(cluster, Seconds(60), random => Deck(cluster, random, cancel), cancel);
    }

    [Test, CancelAfter(900_000)]
    public async Task Hosts_WhileABrokerIsAway_LoseNothingAndCountNothingTwice(CancellationToken cancel)
    {
        await using var cluster = await ShopCluster.CreateAsync(hosts: 3, partitions: 6, simulateKafka: true);
        var kafka = cluster.Kafka!;
        await RunAsync(
            cluster,
            Seconds(20),
            random => Enumerable.Repeat<(string, Func<Task>)>(("a broker goes away and comes back", () => BrokerAwayAsync(kafka, 1 + random.Next(KafkaMockCluster.Brokers), cancel)), int.MaxValue),
            cancel);
    }

    private static int Seconds(int usual) => int.TryParse(Environment.GetEnvironmentVariable("SHOPSTREAM_FAULT_SECONDS"), out var configured) ? configured : usual;

    /// <summary>Produces for a while, lets faults happen meanwhile, waits until all is processed, and compares.</summary>
    private static async Task RunAsync(ShopCluster cluster, int seconds, Func<Random, IEnumerable<(string Name, Func<Task> Fault)>> faults, CancellationToken cancel)
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}, {seconds} s of load");
        var events = ProducedEvents.Generate(seed, seconds * SessionsPerSecond, TimeSpan.FromHours(6));
        await cluster.StartAsync();

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var producing = ProduceAsync(cluster.Bus, events, TimeSpan.FromSeconds(seconds), stop.Token);
        try
        {
            foreach (var (name, fault) in faults(new Random(seed)))
            {
                if (producing.IsCompleted) break;
                TestContext.Out.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {name}");
                await fault();
                foreach (var host in cluster.Hosts) await host.WaitUntilReadyAsync();
            }

            await producing;
        }
        finally
        {
            await stop.CancelAsync();
        }

        await cluster.DrainAsync(Recovery, cancel);
        var expected = new ExpectedResults(events);
        TestContext.Out.WriteLine($"{events.Count} events, {expected.ValidSessions.Count} valid sessions, {expected.Rows.Count} rows");
        await cluster.RefreshAsync(cancel);
        List<string> differences =
        [
            .. await ResultsVerifier.DifferencesAsync(expected, cluster.Index, cluster.Documents, cancel),
            .. await ResultsVerifier.TopicDifferencesAsync(expected, cluster.Bus, cancel),
            .. await ResultsVerifier.SketchDifferencesAsync(expected, cluster.Sketches, cancel),
        ];
        differences.ShouldBeEmpty($"seed {seed}\n{string.Join('\n', cluster.Hosts.Select(h => h.Log))}");
    }

    private static IEnumerable<(string Name, Func<Task> Fault)> Deck(ShopCluster cluster, Random random, CancellationToken cancel)
    {
        while (true)
        {
            List<(string, Func<Task>)> deck =
            [
                ("a host is killed and started again", () => KillAsync(Any(cluster, random), cancel)),
                ("a host stands still for longer than its session", () => FreezeAsync(Any(cluster, random), cancel)),
                ("a host is stopped in order and started again", () => StopAsync(Any(cluster, random), cancel)),
                ("Redis is restarted empty", () => OutageAsync(cluster, "redis", () => Do(cluster.Redis.Kill), cluster.Redis.RestartAsync, cancel)),
                ("Redis stands still", () => OutageAsync(cluster, "redis", () => Do(cluster.Redis.Freeze), () => Do(cluster.Redis.Thaw), cancel)),
            ];
            if (cluster.Mongo is { } mongo) deck.Add(("MongoDB disappears", () => OutageAsync(cluster, "mongodb", mongo.StopAsync, mongo.RestartAsync, cancel)));
            if (cluster.Elasticsearch is { } search) deck.Add(("Elasticsearch disappears", () => OutageAsync(cluster, "elasticsearch", search.StopAsync, search.RestartAsync, cancel)));
            var order = deck.ToArray();
            random.Shuffle(order);
            foreach (var fault in order) yield return fault;
        }
    }

    private static HostMember Any(ShopCluster cluster, Random random) => cluster.Hosts[random.Next(cluster.Hosts.Count)];

    private static async Task KillAsync(HostMember host, CancellationToken cancel)
    {
        await host.KillAsync(cancel);
        host.Start();
    }

    private static async Task StopAsync(HostMember host, CancellationToken cancel)
    {
        await host.StopAsync(cancel);
        host.Start();
    }

    private static async Task FreezeAsync(HostMember host, CancellationToken cancel)
    {
        host.Freeze();
        await Task.Delay(LongerThanTheSession, cancel);
        host.Thaw();
    }

    private static async Task BrokerAwayAsync(KafkaMockCluster kafka, int broker, CancellationToken cancel)
    {
        kafka.BrokerDown(broker);
        await Task.Delay(Away, cancel);
        kafka.BrokerUp(broker);
        await Task.Delay(BetweenBrokers, cancel);
    }

    private static async Task OutageAsync(ShopCluster cluster, string connection, Func<Task> goAway, Func<Task> comeBack, CancellationToken cancel)
    {
        await goAway();
        await Task.Delay(Away, cancel);
        foreach (var host in cluster.Hosts)
        {
            await Eventually.BecomesTrueAsync(async () => (await host.ReadyAsync()) is { IsReady: false } ready && ready.Answer.Contains(connection, StringComparison.Ordinal), $"{host.Name} says that {connection} is away");
            (await host.Client.GetStringAsync("/metrics", cancel)).ShouldContain($"shopstream_connection_up{{connection=\"{connection}\"}} 0");
        }

        await comeBack();
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    /// <summary>Publishes at a steady rate; what failed is published again under the same sequences.</summary>
    private static async Task ProduceAsync(IEventBus bus, List<ProducedEvent> events, TimeSpan length, CancellationToken cancel)
    {
        foreach (var topic in events.Select(e => e.Topic).Distinct()) await bus.EnsureTopicAsync(topic, cancel);
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < events.Count; i += Batch)
        {
            var due = length * ((double)i / events.Count) - TimeProvider.System.GetElapsedTime(started);
            if (due > TimeSpan.Zero) await Task.Delay(due, cancel);
            foreach (var topic in events.Skip(i).Take(Batch).Select((e, n) => (Event: e, Sequence: i + n)).GroupBy(e => e.Event.Topic))
            {
                var records = topic.Select(e => ProducedEvents.ToRecord(e.Event, e.Sequence)).ToList();
                for (var published = false; !published;)
                {
                    try
                    {
                        await bus.PublishAsync(topic.Key, records, cancel);
                        published = true;
                    }
                    catch (Exception e) when (e is not OperationCanceledException)
                    {
                        TestContext.Out.WriteLine($"publishing again: {e.Message}");
                    }
                }
            }
        }
    }
}
