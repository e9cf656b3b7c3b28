using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Kafka;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Bus;

[TestFixture, Parallelizable(ParallelScope.Self)]
internal sealed class KafkaOutageTests : KafkaClusterTests
{
    [Test, CancelAfter(120_000)]
    public async Task PublishAndRead_BrokersGoAwayAndComeBack_LosesAndDoublesNothing(CancellationToken cancel)
    {
        var bus = Open().Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        await using var consumer = await bus.SubscribeAsync("g", [Topic], new Handler(), cancel);
        await OwnsAsync(consumer, 4, cancel);
        var published = 0;
        var isPublishing = true;
        var publishing = Task.Run(
            async () =>
            {
                while (Volatile.Read(ref isPublishing))
                {
                    await Task.WhenAll(Enumerable.Range(0, 4).Select(p => bus.PublishAsync(Topic, Numbered(p, published, 50), cancel).AsTask()));
                    Volatile.Write(ref published, published + 50);
                }
            },
            cancel);
        var read = Enumerable.Range(0, 4).Select(_ => new List<string>()).ToArray();
        for (var broker = 1; broker <= KafkaMockCluster.Brokers; broker++)
        {
            await ProgressAsync();
            Cluster.BrokerDown(broker);
            await ReadAsync(3);
            Cluster.BrokerUp(broker);
        }

        await ProgressAsync();
        Volatile.Write(ref isPublishing, value: false);
        await publishing;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await ReadAsync(1);
                return read.Sum(r => r.Count) >= 4 * published;
            },
            "all that was published is read");
        foreach (var partition in read) partition.ShouldBe(Enumerable.Range(0, published).Select(i => $"{i}"));

        Task ProgressAsync()
        {
            var before = Volatile.Read(ref published);
            return Eventually.BecomesTrueAsync(
                async () =>
                {
                    publishing.IsFaulted.ShouldBeFalse($"{publishing.Exception}");
                    await ReadAsync(1);
                    return Volatile.Read(ref published) >= before + 200;
                },
                "publishing goes on",
                TimeSpan.FromSeconds(60));
        }

        async Task ReadAsync(int times)
        {
            for (var i = 0; i < times; i++)
                if (await consumer.ReadAsync(TimeSpan.FromMilliseconds(100), cancel) is { } batch) read[batch.Source.Partition].AddRange(batch.Records.Select(Text));
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task Publish_AllBrokersAway_FailsInTimeAndHealsWithoutWritingWhatFailed(CancellationToken cancel)
    {
        var test = Open(o => o.PublishTimeout = TimeSpan.FromSeconds(2));
        var bus = test.Bus;
        await bus.EnsureTopicAsync(Topic, cancel);
        await bus.PublishAsync(Topic, Numbered(0, 0, 10), cancel);
        var connection = test.Connections.All.ShouldHaveSingleItem();
        connection.Name.ShouldBe("kafka");
        connection.IsRequired.ShouldBeTrue();
        connection.IsUp.ShouldBe(true);
        AllBrokers(Cluster.BrokerDown);

        var clock = Stopwatch.StartNew();
        var error = await Should.ThrowAsync<KafkaBusException>(async () => await bus.PublishAsync(Topic, Numbered(0, 10, 10), cancel));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        error.Message.ShouldContain("10 of 10 records");
        error.Message.ShouldContain("2 s");
        connection.IsUp.ShouldBe(false);
        await Should.ThrowAsync<Exception>(async () => await connection.Probe(cancel));

        AllBrokers(Cluster.BrokerUp);
        await Eventually.BecomesTrueAsync(() => IsAnsweringAsync(connection, cancel), "the brokers answer again");
        await PublishUntilItWorksAsync(bus, Numbered(0, 20, 10), cancel);
        connection.IsUp.ShouldBe(true);

        // What failed was given up, not put off: written now it would stand behind what came later.
        (await ReadPartitionAsync(bus, 0, cancel)).ShouldBe([.. Enumerable.Range(0, 10).Select(i => $"{i}"), .. Enumerable.Range(20, 10).Select(i => $"{i}")]);
    }

    [Test, CancelAfter(120_000)]
    public async Task EnsureTopic_NoBroker_FailsAndSaysWhere(CancellationToken cancel)
    {
        var test = Open();
        AllBrokers(Cluster.BrokerDown);
        var error = await Should.ThrowAsync<KafkaBusException>(async () => await test.Bus.EnsureTopicAsync(Topic, cancel));
        error.Message.ShouldContain(Cluster.BootstrapServers);
        error.Message.ShouldContain(Topic);
        await Eventually.BecomesTrueAsync(() => test.Connections.All[0].IsUp is false, "the connection is reported as lost");
        test.Connections.All[0].Failure.ShouldNotBeNull().ShouldContain("down");
    }

    [Test, CancelAfter(120_000)]
    public async Task Dispose_NoBroker_Ends(CancellationToken cancel)
    {
        var test = Open(o => o.PublishTimeout = TimeSpan.FromMinutes(10));
        await test.Bus.EnsureTopicAsync(Topic, cancel);
        var consumer = await test.Bus.SubscribeAsync("g", [Topic], new Handler(), cancel);
        await OwnsAsync(consumer, 4, cancel);
        AllBrokers(Cluster.BrokerDown);
        var publish = test.Bus.PublishAsync(Topic, [Record(0, "a")], cancel).AsTask();
        await consumer.DisposeAsync();
        await test.Bus.DisposeAsync();
        (await Should.ThrowAsync<KafkaBusException>(() => publish)).Message.ShouldContain("closed");
    }

    [Test, CancelAfter(120_000)]
    public async Task Log_WithPasswords_TellsNone(CancellationToken cancel)
    {
        const string secret = "s3cret-of-the-test";
        var log = new LinesLogger();
        var test = Open(
            o =>
            {
                (o.SecurityProtocol, o.SaslMechanism, o.SaslUsername, o.SaslPassword) = ("SASL_PLAINTEXT", "PLAIN", "shop", secret);
                o.Properties["debug"] = "all";
            },
            log);
        var error = await Should.ThrowAsync<KafkaBusException>(async () => await test.Bus.EnsureTopicAsync(Topic, cancel));
        $"{error}".ShouldNotContain(secret);
        await test.Bus.DisposeAsync();
        log.Lines.ShouldNotBeEmpty();
        log.Lines.ShouldAllBe(l => !l.Contains(secret));
        $"{test.Connections.All[0].Failure}".ShouldNotContain(secret);
    }

    private static void AllBrokers(Action<int> change)
    {
        for (var broker = 1; broker <= KafkaMockCluster.Brokers; broker++) change(broker);
    }

    private static async Task<bool> IsAnsweringAsync(Modules.Connections.Connection connection, CancellationToken cancel)
    {
        try
        {
            await connection.Probe(cancel);
            return true;
        }
        catch (Confluent.Kafka.KafkaException)
        {
            return false;
        }
    }

    private static Task PublishUntilItWorksAsync(IEventBus bus, IReadOnlyList<OutgoingRecord> records, CancellationToken cancel) => Eventually.BecomesTrueAsync(
        async () =>
        {
            try
            {
                await bus.PublishAsync(Topic, records, cancel);
                return true;
            }
            catch (KafkaBusException)
            {
                return false;
            }
        },
        "publishing works again",
        TimeSpan.FromSeconds(60));

    private sealed class LinesLogger : ILogger<KafkaEventBus>
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
