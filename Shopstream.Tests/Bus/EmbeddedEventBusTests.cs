using Microsoft.Extensions.Logging.Abstractions;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Embedded;
using Shopstream.Modules.Sqlite;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Bus;

[TestFixture]
internal sealed class EmbeddedEventBusTests : EventBusContract
{
    private readonly BusOptions _options = new() { Embedded = { MaxLag = 500, BatchRecords = 100, Fsync = FsyncPolicy.Never, StallTimeout = TimeSpan.FromSeconds(2) } };
    private readonly ManualTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private TempDirectory _directory = null!;
    private TestMeterFactory _meters = null!;

    protected override Task<IEventBus> OpenAsync()
    {
        _directory = new TempDirectory();
        _meters = new TestMeterFactory();
        return Task.FromResult<IEventBus>(Open(TimeProvider.System));
    }

    protected override async Task<IEventBus> ReopenAsync(IEventBus bus)
    {
        await bus.DisposeAsync();
        return Open(TimeProvider.System);
    }

    [TearDown]
    public void RemoveDirectory()
    {
        _meters.Dispose();
        _directory.Dispose();
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_ConsumerTooFarBehind_Waits(CancellationToken cancel)
    {
        await Bus.EnsureTopicAsync("t", cancel);
        await using var consumer = await SubscribeAsync("g", cancel);
        await consumer.ReadAsync(TimeSpan.Zero, cancel);
        for (var i = 0; i < 5; i++) await Bus.PublishAsync("t", [.. Enumerable.Range(0, 100).Select(n => Record("same", $"{n}"))], cancel);

        var blocked = Bus.PublishAsync("t", [Record("same", "x")], cancel).AsTask();
        (await Task.WhenAny(blocked, Task.Delay(200, cancel))).ShouldNotBe(blocked);
        await consumer.ReadAsync(TimeSpan.FromSeconds(1), cancel);
        await consumer.ReadAsync(TimeSpan.FromMilliseconds(10), cancel);
        await blocked;
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_ConsumerStandsStill_GoesOnAfterTheStallTimeout(CancellationToken cancel)
    {
        await Bus.EnsureTopicAsync("t", cancel);
        await using var consumer = await SubscribeAsync("g", cancel);
        await consumer.ReadAsync(TimeSpan.Zero, cancel);
        for (var i = 0; i < 20; i++) await Bus.PublishAsync("t", [.. Enumerable.Range(0, 100).Select(n => Record("same", $"{i * 100 + n}"))], cancel);

        var texts = new List<string>();
        while (await consumer.ReadAsync(TimeSpan.FromMilliseconds(50), cancel) is { } batch) texts.AddRange(batch.Records.Select(Text));
        texts.ShouldBe(Enumerable.Range(0, 2_000).Select(i => $"{i}"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Read_KeepingUp_GetsTheDecodedObject(CancellationToken cancel)
    {
        await Bus.EnsureTopicAsync("t", cancel);
        await using var consumer = await SubscribeAsync("g", cancel);
        await consumer.ReadAsync(TimeSpan.Zero, cancel);
        var decoded = new object();
        await Bus.PublishAsync("t", [Record("a", "b") with { Decoded = decoded }], cancel);
        (await consumer.ReadAsync(TimeSpan.FromSeconds(5), cancel)).ShouldNotBeNull().Records[0].Decoded.ShouldBeSameAs(decoded);
    }

    [Test, CancelAfter(60_000)]
    public async Task ApplyRetention_OldBatches_AreRemovedAndReadersGoOnBehindThem(CancellationToken cancel)
    {
        await Bus.DisposeAsync();
        var bus = Open(_clock);
        try
        {
            await bus.EnsureTopicAsync("t", cancel);
            await bus.PublishAsync("t", [.. Enumerable.Range(0, 250).Select(i => Record("same", $"{i}"))], cancel);
            _clock.Advance(TimeSpan.FromDays(8));
            await bus.PublishAsync("t", [Record("same", "new")], cancel);

            await bus.ApplyRetentionAsync(cancel);

            var extent = (await bus.ExtentsAsync("t", cancel)).Single(e => e.Next > 0);
            extent.ShouldBe(new PartitionExtent(extent.Partition, 250, 251));
            await using var consumer = await bus.SubscribeAsync("g", ["t"], new RecordingHandler { Start = _ => 0 }, cancel);
            Text((await consumer.ReadAsync(TimeSpan.Zero, cancel)).ShouldNotBeNull().Records[0]).ShouldBe("new");
        }
        finally
        {
            await bus.DisposeAsync();
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task ApplyRetention_LargerThanAllowed_KeepsTheNewestBatches(CancellationToken cancel)
    {
        _options.Embedded.RetentionBytes = 3_000;
        var random = new Random(7);
        await Bus.EnsureTopicAsync("t", cancel);
        for (var i = 0; i < 10; i++)
        {
            var noise = new byte[1_000];
            random.NextBytes(noise);
            await Bus.PublishAsync("t", [new OutgoingRecord { Key = "same", Value = noise }], cancel);
        }

        await ((EmbeddedEventBus)Bus).ApplyRetentionAsync(cancel);

        var extent = (await Bus.ExtentsAsync("t", cancel)).Single(e => e.Next > 0);
        extent.Next.ShouldBe(10);
        extent.Earliest.ShouldBe(8);
        _options.Embedded.RetentionBytes = 2L << 30;
    }

    [Test]
    public void Open_FileOfAnotherVersion_SaysWhichAndWhatWasExpected()
    {
        using var directory = new TempDirectory();
        _ = new SqliteFile(directory.File("bus.db"), "event bus", 99, "CREATE TABLE x(y)", FsyncPolicy.Never);
        var error = Should.Throw<SqliteFileException>(() => new SqliteFile(directory.File("bus.db"), "event bus", BusDatabase.Version, BusDatabase.Schema, FsyncPolicy.Never));
        error.Message.ShouldContain("bus.db");
        error.Message.ShouldContain("version 99, expected 1");
    }

    // Published values of Kafka's own murmur2 test (UtilsTest.testMurmur2).
    [TestCase("21", -973932308)]
    [TestCase("foobar", -790332482)]
    [TestCase("a-little-bit-long-string", -985981536)]
    [TestCase("a-little-bit-longer-string", -1486304829)]
    [TestCase("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [TestCase("abc", 479470107)]
    public void Murmur2_KnownKeys_GiveKafkasHashes(string key, int expected) =>
        ((int)KeyPartitioner.Murmur2(System.Text.Encoding.UTF8.GetBytes(key))).ShouldBe(expected);

    private EmbeddedEventBus Open(TimeProvider clock) =>
        new(_directory.File("bus.db"), _options, new BusMetrics(_meters), clock, NullLogger<EmbeddedEventBus>.Instance);
}
