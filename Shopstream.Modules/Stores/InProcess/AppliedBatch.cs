using System.Buffers.Binary;

namespace Shopstream.Modules.Stores.InProcess;

/// <summary>The last batch a partition applied, and what was answered.</summary>
/// <param name="Offsets">Offset of each visit, rising; at least one.</param>
/// <param name="Answers">One answer a visit.</param>
internal sealed record AppliedBatch(long[] Offsets, VisitAnswer[] Answers)
{
    private const int HeaderSize = 8;

    /// <summary>Offset of the last visit applied.</summary>
    public long LastOffset => Offsets[^1];

    /// <summary>The answer given to the visit at an offset.</summary>
    /// <exception cref="InvalidOperationException">The batch had no visit there.</exception>
    public VisitAnswer AnswerAt(long offset)
    {
        var position = Array.BinarySearch(Offsets, offset);
        if (position >= 0) return Answers[position];
        throw new InvalidOperationException(
            $"Expected visits behind offset {LastOffset}, or those from {Offsets[0]} on again; found one at {offset}.");
    }

    /// <summary>
    /// Version and number of answers; then for each answer the distance from the offset before, and its count and two flags in one
    /// number.
    /// </summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        var buffer = new byte[HeaderSize + (Answers.Length * 2 * Varint.MaxSize)];
        buffer[0] = StateSlots.Version;
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(4), Answers.Length);
        var (length, before) = (HeaderSize, 0L);
        for (var i = 0; i < Answers.Length; i++)
        {
            var answer = Answers[i];
            var value = ((ulong)answer.SessionCount << 2) | (answer.IsReturning ? 2UL : 0) | (answer.IsDuplicate ? 1UL : 0);
            length += Varint.Write(buffer.AsSpan(length), (ulong)(Offsets[i] - before));
            length += Varint.Write(buffer.AsSpan(length), value);
            before = Offsets[i];
        }

        return buffer.AsSpan(0, length).ToArray();
    }

    /// <summary>Reads what <see cref="ToMemory"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are no batch.</exception>
    public static AppliedBatch From(ReadOnlySpan<byte> bytes, string name)
    {
        StateSlots.Check(bytes, name, HeaderSize);
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        var source = bytes[HeaderSize..];
        if (count < 1 || count > source.Length)
            throw new InvalidDataException($"State slot '{name}': {source.Length} bytes do not hold {count} answers.");
        var (offsets, answers, before) = (new long[count], new VisitAnswer[count], 0L);
        for (var i = 0; i < count; i++)
        {
            offsets[i] = before += (long)Varint.Read(ref source);
            var value = Varint.Read(ref source);
            answers[i] = new((value & 1) != 0, (value & 2) != 0, (long)(value >> 2));
        }

        return new(offsets, answers);
    }
}
