using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Kafka;

namespace Shopstream.Tests.Bus;

[TestFixture]
internal sealed class RecordHeaderTests
{
    private const long Now = 1_700_000_000_000;

    [Test]
    public void Encode_WhatKafkaCanCarryItself_NeedsNoHeader() =>
        RecordHeader.Encode(new OutgoingRecord { Value = default, TimestampMs = Now }, isCurrent: true).ShouldBeNull();

    [TestCase(true, null, 0, null)]
    [TestCase(false, null, 0, "-5;;")]
    [TestCase(true, "import/x", 42, ";42;import/x")]
    [TestCase(false, "a;b", -1, "-5;-1;a;b")]
    public void Encode_WhatItCannot_IsReadableText(bool isCurrent, string? producer, long sequence, string? expected)
    {
        var header = RecordHeader.Encode(new OutgoingRecord { Value = default, TimestampMs = -5, ProducerId = producer, Sequence = sequence }, isCurrent);
        (header is null ? null : Encoding.UTF8.GetString(header)).ShouldBe(expected);
    }

    [Test]
    public void Decode_WhatWasEncoded_GivesItBack() => Prop.ForAll(
        (from timestamp in ArbMap.Default.GeneratorFor<long>()
         from sequence in ArbMap.Default.GeneratorFor<long>()
         from producer in ArbMap.Default.GeneratorFor<string?>()
         from isCurrent in ArbMap.Default.GeneratorFor<bool>()
         select (timestamp, sequence, producer, isCurrent)).ToArbitrary(),
        r => Check(r.timestamp, r.sequence, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(r.producer ?? "")), r.isCurrent)).QuickCheckThrowOnFailure();

    [Test]
    public void Decode_AnythingElse_IsRefusedOrRead() => Prop.ForAll<byte[]>(junk =>
    {
        _ = RecordHeader.TryDecode(junk, out _, out _, out _);
    }).QuickCheckThrowOnFailure();

    [TestCase("")]
    [TestCase("7")]
    [TestCase("7;8")]
    [TestCase("x;8;p")]
    [TestCase(";8x;p")]
    [TestCase("99999999999999999999;;")]
    public void Decode_OtherText_IsRefused(string text) => RecordHeader.TryDecode(Encoding.UTF8.GetBytes(text), out _, out _, out _).ShouldBeFalse();

    // Kafka removes records by its own timestamp: history must not be removed as soon as it is written.
    [TestCase(0, true)]
    [TestCase(-600_000, true)]
    [TestCase(300_000, true)]
    [TestCase(-600_001, false)]
    [TestCase(-Now, false)]
    [TestCase(-Now - 1, false)]
    public void IsCurrent_ByDistanceFromNow(long distance, bool expected) => RecordHeader.IsCurrent(Now + distance, Now).ShouldBe(expected);

    private static bool Check(long timestamp, long sequence, string producer, bool isCurrent)
    {
        var record = new OutgoingRecord { Value = default, TimestampMs = timestamp, ProducerId = producer.Length == 0 ? null : producer, Sequence = sequence };
        if (RecordHeader.Encode(record, isCurrent) is not { } text) return isCurrent && record.ProducerId is null;
        return RecordHeader.TryDecode(text, out var time, out var decoded, out var utf8)
            && time == (isCurrent ? null : timestamp)
            && decoded == (record.ProducerId is null ? 0 : sequence)
            && Encoding.UTF8.GetString(utf8) == producer;
    }
}
