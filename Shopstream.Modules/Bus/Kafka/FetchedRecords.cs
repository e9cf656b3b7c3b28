using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>Turns what the client fetched into records and puts them into the buffer; notices records that are gone. For one thread.</summary>
internal sealed class FetchedRecords(
    string group, KafkaTopics names, FetchBuffer buffer, BusMetrics metrics,
    Func<Confluent.Kafka.TopicPartition, WatermarkOffsets> extent, ILogger logger)
{
    private FetchBuffer.Lane? _lane;
    private string _topic = "";

    // Consecutive records mostly have the same producer: its name is made once.
    private byte[] _producerUtf8 = [];
    private string _producerId = "";

    /// <summary>Takes a record, unless its partition was given up meanwhile.</summary>
    /// <returns>Whether the reader waits for it.</returns>
    public bool Take(ConsumeResult<byte[]?, byte[]?> result)
    {
        if (LaneOf(result) is not { } lane) return false;
        var offset = result.Offset.Value;
        if (lane.Next is { } expected && expected != offset) ReportGap(result, lane.Source, expected, offset);
        return buffer.Add(lane, Record(result.Message, offset));
    }

    private FetchBuffer.Lane? LaneOf(ConsumeResult<byte[]?, byte[]?> result)
    {
        if (_lane is { IsClosed: false } lane && lane.Source.Partition == result.Partition.Value && _topic == result.Topic) return lane;
        _topic = result.Topic;
        return _lane = buffer.Find(new TopicPartition(names.NameHere(result.Topic), result.Partition.Value));
    }

    private ConsumedRecord Record(Message<byte[]?, byte[]?> message, long offset)
    {
        var timestamp = message.Timestamp.UnixTimestampMs;
        string? producerId = null;
        long sequence = 0;
        if (message.Headers is { Count: > 0 } headers && headers.TryGetLastBytes(RecordHeader.Name, out var text) && text is not null
            && RecordHeader.TryDecode(text, out var eventTime, out sequence, out var producer))
        {
            timestamp = eventTime ?? timestamp;
            producerId = ProducerId(producer);
        }

        return new ConsumedRecord
        {
            Offset = offset,
            Key = message.Key is null ? null : Encoding.UTF8.GetString(message.Key),
            Value = message.Value,
            TimestampMs = timestamp,
            ProducerId = producerId,
            Sequence = sequence,
        };
    }

    private string? ProducerId(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return null;
        if (utf8.SequenceEqual(_producerUtf8)) return _producerId;
        _producerUtf8 = utf8.ToArray();
        return _producerId = Encoding.UTF8.GetString(utf8);
    }

    private void ReportGap(ConsumeResult<byte[]?, byte[]?> result, TopicPartition source, long expected, long found)
    {
        if (found < expected)
        {
            KafkaLog.OffsetsWentBack(logger, group, source.ToString(), expected, found);
            return;
        }

        // Offsets without a record are nothing unusual in Kafka; those before the earliest record were records.
        var earliest = extent(result.TopicPartition).Low;
        if (earliest.IsSpecial || earliest.Value <= expected) return;
        var skippedTo = Math.Min(earliest.Value, found);
        metrics.Skipped(source.Topic, skippedTo - expected);
        BusLog.RecordsGone(logger, group, source.ToString(), expected, skippedTo);
    }
}
