using System.Text;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Modules.Streaming;
using Shopstream.Modules.Streaming.Runtime;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Streaming.Runtime;

[TestFixture, CancelAfter(30_000)]
internal sealed class CheckpointStoreTests
{
    private const string Collection = "checkpoints";
    private static readonly TopicPartition Source = new("t", 3);
    private TempDirectory _directory = null!;
    private FailingDocumentStore _documents = null!;
    private CheckpointStore _store = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        _directory = new TempDirectory();
        _documents = new FailingDocumentStore(new SqliteDocumentStore(_directory.File("documents.db"), FsyncPolicy.Never));
        _store = new CheckpointStore(_documents, TimeProvider.System);
        await _store.PrepareAsync(default);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _documents.DisposeAsync();
        _directory.Dispose();
    }

    [Test]
    public async Task Load_NothingSaved_IsNull(CancellationToken cancel) => (await _store.LoadAsync("g", Source, cancel)).ShouldBeNull();

    [Test]
    public async Task Save_SeveralTimes_LoadMergesTheNewestSlots(CancellationToken cancel)
    {
        var first = await _store.SaveAsync("g", Source, 10, null, Changes(("a", "a1"), ("b", "b1")), cancel);
        first.Version.ShouldBe(1);
        var second = await _store.SaveAsync("g", Source, 20, first, Changes(("b", "b2"), ("c", "c2")), cancel);
        var third = await _store.SaveAsync("g", Source, 30, second, Changes(("a", null)), cancel);

        third.Version.ShouldBe(3);
        var loaded = (await _store.LoadAsync("g", Source, cancel))!;
        loaded.NextOffset.ShouldBe(30);
        loaded.Version.ShouldBe(3);
        loaded.Slots.Keys.ShouldBe(["b", "c"], ignoreOrder: true);
        Slots(loaded).ShouldBe(["b=b2", "c=c2"]);
    }

    [Test]
    public async Task Save_ReplacedAndRemovedSlots_LeaveNoDocuments(CancellationToken cancel)
    {
        Checkpoint? last = null;
        for (var i = 0; i < 20; i++) last = await _store.SaveAsync("g", Source, i, last, Changes(("a", $"{i}"), ($"only{i}", "x"), ($"only{i - 1}", null)), cancel);
        (await _documents.CountAsync(Collection, DocumentQuery.All, cancel)).ShouldBe(3);
    }

    [Test]
    public async Task Save_OtherGroupsAndPartitions_StayApart(CancellationToken cancel)
    {
        await _store.SaveAsync("g", Source, 1, null, Changes(("a", "g3")), cancel);
        await _store.SaveAsync("h", Source, 2, null, Changes(("a", "h3")), cancel);
        await _store.SaveAsync("g", Source with { Partition = 4 }, 3, null, Changes(("a", "g4")), cancel);

        Slots((await _store.LoadAsync("g", Source, cancel))!).ShouldBe(["a=g3"]);
        Slots((await _store.LoadAsync("h", Source, cancel))!).ShouldBe(["a=h3"]);
        (await _store.LoadAsync("g", Source with { Partition = 4 }, cancel))!.NextOffset.ShouldBe(3);
    }

    [Test]
    public async Task Load_HeadNamesAMissingSlot_NamesIt(CancellationToken cancel)
    {
        var saved = await _store.SaveAsync("g", Source, 1, null, Changes(("a", "x")), cancel);
        var id = $"g|t/3|a|{saved.Slots["a"].Stamp}";
        await _documents.DeleteAsync(Collection, [id], cancel);
        (await Should.ThrowAsync<InvalidDataException>(async () => await _store.LoadAsync("g", Source, cancel))).Message.ShouldContain(id);
    }

    [Test]
    public async Task Save_DiesBetweenSlotAndHead_KeepsTheCheckpointBefore([Range(0, 2)] int written, CancellationToken cancel)
    {
        var first = await _store.SaveAsync("g", Source, 10, null, Changes(("a", "a1"), ("b", "b1")), cancel);
        _documents.Budget = written;
        await Should.ThrowAsync<IOException>(async () => await _store.SaveAsync("g", Source, 20, first, Changes(("a", "a2"), ("b", "b2")), cancel));
        _documents.Budget = null;

        var loaded = (await _store.LoadAsync("g", Source, cancel))!;
        loaded.NextOffset.ShouldBe(10);
        Slots(loaded).ShouldBe(["a=a1", "b=b1"]);

        await _store.SaveAsync("g", Source, 25, loaded, Changes(("a", "a3"), ("b", "b3")), cancel);
        Slots((await _store.LoadAsync("g", Source, cancel))!).ShouldBe(["a=a3", "b=b3"]);

        // Only the slots that the dead one had written are left behind.
        (await _documents.CountAsync(Collection, DocumentQuery.All, cancel)).ShouldBe(3 + written);
    }

    [Test]
    public async Task Save_AfterAnotherHostSaved_IsFencedAndLeavesNothing(CancellationToken cancel)
    {
        var shared = await _store.SaveAsync("g", Source, 10, null, Changes(("a", "a1"), ("b", "b1")), cancel);
        var owner = await _store.SaveAsync("g", Source, 20, shared, Changes(("a", "owner")), cancel);

        var fenced = await Should.ThrowAsync<PartitionFencedException>(
            async () => await _store.SaveAsync("g", Source, 15, shared, Changes(("a", "zombie"), ("b", "zombie")), cancel));

        fenced.Message.ShouldContain("g on t/3");
        var loaded = (await _store.LoadAsync("g", Source, cancel))!;
        loaded.NextOffset.ShouldBe(20);
        Slots(loaded).Order().ShouldBe(["a=owner", "b=b1"]);
        (await _documents.CountAsync(Collection, DocumentQuery.All, cancel)).ShouldBe(3);
        await _store.SaveAsync("g", Source, 30, owner, Changes(("b", "owner")), cancel);
        Slots((await _store.LoadAsync("g", Source, cancel))!).Order().ShouldBe(["a=owner", "b=owner"]);
    }

    [Test]
    public async Task Save_FirstCheckpointTwice_FencesTheSecond(CancellationToken cancel)
    {
        await _store.SaveAsync("g", Source, 10, null, Changes(("a", "first")), cancel);
        await Should.ThrowAsync<PartitionFencedException>(async () => await _store.SaveAsync("g", Source, 5, null, Changes(("a", "second")), cancel));
        Slots((await _store.LoadAsync("g", Source, cancel))!).ShouldBe(["a=first"]);
    }

    [TestCase(CheckpointStore.PartSize, 1)]
    [TestCase(CheckpointStore.PartSize + 1, 2)]
    [TestCase((3 * CheckpointStore.PartSize) - 1, 3)]
    public async Task Save_LargeSlot_IsStoredInPartsAndComesBackWhole(int size, int parts, CancellationToken cancel)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        var changes = new StateWriter();
        changes.Put("large", bytes);

        var saved = await _store.SaveAsync("g", Source, 10, null, changes, cancel);

        (await _documents.CountAsync(Collection, DocumentQuery.All, cancel)).ShouldBe(1 + parts);
        var loaded = (await _store.LoadAsync("g", Source, cancel))!;
        loaded.State.TryGet("large", out var read).ShouldBeTrue();
        read.Span.SequenceEqual(bytes).ShouldBeTrue();
        await _store.SaveAsync("g", Source, 20, loaded, Changes(("large", "small")), cancel);
        (await _documents.CountAsync(Collection, DocumentQuery.All, cancel)).ShouldBe(2, "the parts of the old slot are gone");
        saved.Slots["large"].Parts.ShouldBe(parts);
    }

    private static IEnumerable<string> Slots(Checkpoint checkpoint) =>
        checkpoint.State.WithPrefix("").Select(s => $"{s.Key}={Encoding.UTF8.GetString(s.Value.Span)}");

    private static StateWriter Changes(params (string Slot, string? Content)[] changes)
    {
        var writer = new StateWriter();
        foreach (var (slot, content) in changes)
        {
            if (content is null) writer.Remove(slot);
            else writer.Put(slot, Encoding.UTF8.GetBytes(content));
        }

        return writer;
    }
}
