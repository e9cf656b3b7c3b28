using System.Buffers.Text;
using System.Text;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>
/// What a record carries beside key, content and Kafka's own timestamp, in one header named <see cref="Name"/> with the text
/// <c>event time;sequence;producer id</c>: the event time in milliseconds where Kafka's timestamp is not it, sequence and producer
/// id where the record has a producer. Records without the header, such as those of other programs, have Kafka's timestamp.
/// </summary>
internal static class RecordHeader
{
    /// <summary>Name of the header.</summary>
    public const string Name = "shopstream";

    private const byte Separator = (byte)';';
    private const int LongestNumber = 20;

    /// <summary>Kafka removes records by its timestamp, so one that is farther from now than this is not used as such.</summary>
    private const long LargestDriftMs = 10 * 60 * 1000;

    /// <summary>Whether Kafka's timestamp can be the event time: close enough to now for retention to count from it.</summary>
    public static bool IsCurrent(long timestampMs, long nowMs) => timestampMs > 0 && Math.Abs(nowMs - timestampMs) <= LargestDriftMs;

    /// <summary>The header's text, or null when the record needs none.</summary>
    public static byte[]? Encode(in OutgoingRecord record, bool isCurrent)
    {
        if (isCurrent && record.ProducerId is null) return null;
        var producer = record.ProducerId ?? "";
        Span<byte> numbers = stackalloc byte[2 * LongestNumber + 2];
        var length = 0;
        if (!isCurrent)
        {
            Utf8Formatter.TryFormat(record.TimestampMs, numbers, out var written);
            length += written;
        }

        numbers[length++] = Separator;
        if (record.ProducerId is not null)
        {
            Utf8Formatter.TryFormat(record.Sequence, numbers[length..], out var written);
            length += written;
        }

        numbers[length++] = Separator;
        var text = new byte[length + Encoding.UTF8.GetByteCount(producer)];
        numbers[..length].CopyTo(text);
        Encoding.UTF8.GetBytes(producer, text.AsSpan(length));
        return text;
    }

    /// <summary>Reads a header's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="eventTimeMs">Event time, or null when Kafka's timestamp is it.</param>
    /// <param name="sequence">Sequence; 0 without a producer.</param>
    /// <param name="producerId">UTF-8 of the producer id; empty without one.</param>
    /// <returns>Whether it has that form; another program may use the name for something else.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> text, out long? eventTimeMs, out long sequence, out ReadOnlySpan<byte> producerId)
    {
        eventTimeMs = null;
        sequence = 0;
        producerId = default;
        var first = text.IndexOf(Separator);
        if (first < 0) return false;
        var second = text[(first + 1)..].IndexOf(Separator);
        if (second < 0) return false;
        if (first > 0)
        {
            if (!Utf8Parser.TryParse(text[..first], out long time, out var read) || read != first) return false;
            eventTimeMs = time;
        }

        if (second > 0 && (!Utf8Parser.TryParse(text.Slice(first + 1, second), out sequence, out var digits) || digits != second)) return false;
        producerId = text[(first + second + 2)..];
        return true;
    }
}
