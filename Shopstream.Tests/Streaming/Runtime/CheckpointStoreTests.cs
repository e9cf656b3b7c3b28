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
        loaded.Slots.ShouldBe(new Dictionary<string, long> { ["b"] = 2, ["c"] = 2 }, ignoreOrder: true);
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
        await _store.SaveAsync("g", Source, 1, null, Changes(("a", "x")), cancel);
        await _documents.DeleteAsync(Collection, ["g|t/3|a|1"], cancel);
        (await Should.ThrowAsync<InvalidDataException>(async () => await _store.LoadAsync("g", Source, cancel))).Message.ShouldContain("g|t/3|a|1");
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

        // The next try after the restart overwrites what the dead one left behind.
        await _store.SaveAsync("g", Source, 25, loaded, Changes(("a", "a3"), ("b", "b3")), cancel);
        Slots((await _store.LoadAsync("g", Source, cancel))!).ShouldBe(["a=a3", "b=b3"]);
        (await _documents.CountAsync(Collection, DocumentQuery.All, cancel)).ShouldBe(3);
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
