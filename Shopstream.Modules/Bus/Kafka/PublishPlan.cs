using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>Where the records of one publish go and what they look like in Kafka. Used by one thread at a time.</summary>
internal sealed class PublishPlan
{
    /// <summary>What Kafka adds to a record beside key, content and header text, at most.</summary>
    private const int Overhead = 100;

    private static readonly Headers NoHeaders = new();

    private readonly IReadOnlyList<OutgoingRecord> _records;
    private readonly Confluent.Kafka.TopicPartition[] _partitions;
    private readonly int[] _partitionOf;
    private readonly byte[]?[] _keys;
    private readonly long _nowMs;

    // The client copies what it needs while it takes a record, so one message serves all.
    private readonly Message<byte[]?, byte[]> _message = new();

    private PublishPlan(IReadOnlyList<OutgoingRecord> records, Confluent.Kafka.TopicPartition[] partitions, long nowMs)
    {
        _records = records;
        _partitions = partitions;
        _partitionOf = new int[records.Count];
        _keys = new byte[]?[records.Count];
        _nowMs = nowMs;
    }

    /// <summary>Number of records.</summary>
    public int Count => _records.Count;

    /// <summary>Bytes of keys and contents.</summary>
    public long Bytes { get; private set; }

    /// <summary>Plans a publish.</summary>
    /// <param name="topic">Name for messages.</param>
    /// <param name="records">Records.</param>
    /// <param name="partitions">All partitions of the topic.</param>
    /// <param name="spread">Counts the records without a key.</param>
    /// <param name="maxRecordBytes">Largest record.</param>
    /// <param name="nowMs">The time.</param>
    /// <exception cref="InvalidOperationException">A record is too large, or its partition does not exist; nothing was written.</exception>
    public static PublishPlan Of(
        string topic, IReadOnlyList<OutgoingRecord> records, Confluent.Kafka.TopicPartition[] partitions, ref int spread, int maxRecordBytes, long nowMs)
    {
        var plan = new PublishPlan(records, partitions, nowMs);
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            var key = record.Key is null ? null : Encoding.UTF8.GetBytes(record.Key);
            var partition = record.Partition ?? PartitionOf(key, partitions.Length, ref spread);
            if ((uint)partition >= (uint)partitions.Length)
                throw new InvalidOperationException($"Topic \"{topic}\" has no partition {partition}, expected 0 to {partitions.Length - 1}.");
            var size = record.Value.Length + (key?.Length ?? 0);
            var whole = size + Overhead + (record.ProducerId?.Length ?? 0) * 3;
            if (whole > maxRecordBytes)
            {
                throw new InvalidOperationException(
                    $"A record for topic \"{topic}\" has {size} bytes and up to {whole - size} for its frame, expected at most {maxRecordBytes}. Larger ones need message.max.bytes in Bus:Kafka:Properties and at the broker.");
            }

            plan._partitionOf[i] = partition;
            plan._keys[i] = key;
            plan.Bytes += size;
        }

        return plan;
    }

    /// <summary>Where a record goes.</summary>
    public Confluent.Kafka.TopicPartition PartitionOf(int i) => _partitions[_partitionOf[i]];

    /// <summary>What is sent for a record; valid until the next call.</summary>
    public Message<byte[]?, byte[]> MessageOf(int i)
    {
        var record = _records[i];
        var isCurrent = RecordHeader.IsCurrent(record.TimestampMs, _nowMs);
        var header = RecordHeader.Encode(record, isCurrent);
        _message.Key = _keys[i];
        _message.Value = Bytes(record.Value);
        _message.Timestamp = new Timestamp(isCurrent ? record.TimestampMs : _nowMs, TimestampType.CreateTime);
        _message.Headers = header is null ? NoHeaders : new Headers { new Header(RecordHeader.Name, header) };
        return _message;

        static byte[] Bytes(ReadOnlyMemory<byte> value) =>
            MemoryMarshal.TryGetArray(value, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : value.ToArray();
    }

    private static int PartitionOf(byte[]? key, int partitions, ref int spread) => key is null
        ? (int)((uint)Interlocked.Increment(ref spread) % (uint)partitions)
        : (int)((KeyPartitioner.Murmur2(key) & 0x7fffffff) % (uint)partitions);
}
