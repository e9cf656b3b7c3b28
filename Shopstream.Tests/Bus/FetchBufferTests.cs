using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Kafka;

namespace Shopstream.Tests.Bus;

[TestFixture]
internal sealed class FetchBufferTests
{
    private static readonly TopicPartition A = new("t", 0);
    private static readonly TopicPartition B = new("t", 1);

    private readonly FetchBuffer _buffer = new(maxRecords: 10, maxBytes: 1_000, batchRecords: 4);

    [SetUp]
    public void Empty()
    {
        _buffer.Close(A);
        _buffer.Close(B);
    }

    [Test]
    public void TryTake_SeveralPartitions_TakesBatchesInTurnAndInOrder()
    {
        var a = _buffer.Open(A, 0);
        var b = _buffer.Open(B, 0);
        Fill(a, 0, 6);
        Fill(b, 0, 2);

        Offsets().ShouldBe([(A, 0, 4), (B, 0, 2), (A, 4, 2)]);
        _buffer.TryTake(out _, out var none, out _).ShouldBeFalse();
        none.ShouldBeEmpty();
    }

    [Test]
    public void Add_OnlyTheFirst_TellsThatTheReaderMayWait()
    {
        var a = _buffer.Open(A, 0);
        var b = _buffer.Open(B, 0);
        _buffer.Add(a, Record(0)).ShouldBeTrue();
        _buffer.Add(a, Record(1)).ShouldBeFalse();
        _buffer.Add(b, Record(0)).ShouldBeFalse();
    }

    // Otherwise the thread that waits for room would not be told of it.
    [Test]
    public void TryTake_FromAFullBuffer_SaysSo()
    {
        var a = _buffer.Open(A, 0);
        Fill(a, 0, 9);
        _buffer.IsFull.ShouldBeFalse();
        Fill(a, 9, 1);
        _buffer.IsFull.ShouldBeTrue();

        _buffer.TryTake(out _, out _, out var wasFull).ShouldBeTrue();
        wasFull.ShouldBeTrue();
        _buffer.IsFull.ShouldBeFalse();
        _buffer.IsLow.ShouldBeFalse();
        _buffer.TryTake(out _, out _, out wasFull).ShouldBeTrue();
        wasFull.ShouldBeFalse();
        _buffer.IsLow.ShouldBeTrue();
    }

    [Test]
    public void IsFull_FewLargeRecords_CountsBytes()
    {
        var a = _buffer.Open(A, 0);
        _buffer.Add(a, Record(0, size: 999));
        _buffer.IsFull.ShouldBeFalse();
        _buffer.Add(a, Record(1, size: 1));
        _buffer.IsFull.ShouldBeTrue();
        _buffer.Close(A);
        _buffer.IsLow.ShouldBeTrue();
    }

    [Test]
    public void Close_ThenOpenAgain_WhatCameBeforeIsNeverTaken()
    {
        var before = _buffer.Open(A, 0);
        var other = _buffer.Open(B, 0);
        Fill(before, 0, 3);
        Fill(other, 0, 1);
        _buffer.Close(A);
        Fill(before, 3, 1);
        var after = _buffer.Open(A, 7);
        Fill(before, 4, 1);
        Fill(after, 7, 1);

        Offsets().ShouldBe([(B, 0, 1), (A, 7, 1)]);
    }

    [Test]
    public void Restart_Elsewhere_DropsWhatIsThere()
    {
        var a = _buffer.Open(A, 0);
        Fill(a, 0, 9);
        _buffer.Restart(A, 2);
        a.Next.ShouldBe(2);
        _buffer.IsLow.ShouldBeTrue();
        Fill(a, 2, 1);

        Offsets().ShouldBe([(A, 2, 1)]);
    }

    private List<(TopicPartition Source, long First, int Count)> Offsets()
    {
        var taken = new List<(TopicPartition, long, int)>();
        while (_buffer.TryTake(out var source, out var records, out _)) taken.Add((source, records[0].Offset, records.Count));
        return taken;
    }

    private void Fill(FetchBuffer.Lane lane, long from, int count)
    {
        for (var i = 0; i < count; i++) _buffer.Add(lane, Record(from + i));
    }

    private static ConsumedRecord Record(long offset, int size = 1) => new() { Offset = offset, Value = new byte[size] };
}
