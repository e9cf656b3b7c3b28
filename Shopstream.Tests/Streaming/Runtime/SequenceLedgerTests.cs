using Shopstream.Modules.Bus;
using Shopstream.Modules.Streaming;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Tests.Streaming.Runtime;

[TestFixture]
internal sealed class SequenceLedgerTests
{
    private long _offset;

    [Test]
    public void Accept_AllNew_ReturnsTheSameList()
    {
        IReadOnlyList<ConsumedRecord> records = [Record("a", 1), Record("a", 2), Record(null, 0), Record("b", 1)];
        new SequenceLedger().Accept(records).ShouldBeSameAs(records);
    }

    [Test]
    public void Accept_RepeatedSequences_AreDroppedPerProducer()
    {
        var ledger = new SequenceLedger();
        ledger.Accept([Record("a", 1), Record("b", 7), Record("a", 2)]);
        Shown(ledger.Accept([Record("a", 2), Record("b", 7), Record("a", 3), Record("b", 8), Record("a", 1), Record("a", 3)])).ShouldBe(["a3", "b8"]);
    }

    [Test]
    public void Accept_RepeatInsideOneList_IsDropped() =>
        Shown(new SequenceLedger().Accept([Record("a", 5), Record("b", 5), Record("a", 5), Record("a", 6)])).ShouldBe(["a5", "b5", "a6"]);

    [Test]
    public void Accept_WithoutProducer_IsNeverDropped() =>
        new SequenceLedger().Accept([Record(null, 0), Record("a", 1), Record(null, 0), Record("a", 1), Record(null, 0)]).Count.ShouldBe(4);

    [Test]
    public void Restore_AfterSnapshot_KnowsTheLastSequences()
    {
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        var ledger = new SequenceLedger();
        ledger.Accept([Record("a", 10), Record("b", 20)]);
        Save(ledger, slots).ShouldBe(1);
        Save(ledger, slots).ShouldBe(0);
        ledger.Accept([Record("a", 11)]);
        Save(ledger, slots).ShouldBe(1);

        var restored = new SequenceLedger();
        restored.Restore(new StateReader(slots));
        Shown(restored.Accept([Record("a", 11), Record("a", 12), Record("b", 20), Record("b", 21)])).ShouldBe(["a12", "b21"]);
    }

    [Test]
    public void Accept_MoreProducersThanCapacity_ForgetsTheOneSilentForLongest()
    {
        var ledger = new SequenceLedger();
        for (var i = 0; i < SequenceLedger.Capacity; i++) ledger.Accept([Record($"p{i}", 1)]);
        ledger.Accept([Record("p0", 2)]);
        ledger.Accept([Record("new", 1)]);

        Shown(ledger.Accept([Record("p0", 2), Record("p2", 1)])).ShouldBeEmpty();
        Shown(ledger.Accept([Record("p1", 1)])).ShouldBe(["p11"]);
    }

    private static IEnumerable<string> Shown(IReadOnlyList<ConsumedRecord> records) => records.Select(r => $"{r.ProducerId}{r.Sequence}");

    private static int Save(SequenceLedger ledger, Dictionary<string, ReadOnlyMemory<byte>> slots)
    {
        var writer = new StateWriter();
        ledger.Snapshot(writer);
        writer.ApplyTo(slots);
        return writer.Changes.Count;
    }

    private ConsumedRecord Record(string? producer, long sequence) =>
        new() { Offset = _offset++, Value = "{}"u8.ToArray(), ProducerId = producer, Sequence = sequence };
}
