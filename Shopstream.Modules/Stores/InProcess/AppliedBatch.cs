using System.Buffers.Binary;

namespace Shopstream.Modules.Stores.InProcess;

/// <summary>The last batch a partition applied, and what was answered.</summary>
/// <param name="LastOffset">Offset of its last record.</param>
/// <param name="Answers">One answer a visit.</param>
internal sealed record AppliedBatch(long LastOffset, VisitAnswer[] Answers)
{
    private const int HeaderSize = 16;

    /// <summary>Version, offset and number of answers; then for each answer its count and two flags in one number.</summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        var buffer = new byte[HeaderSize + (Answers.Length * Varint.MaxSize)];
        buffer[0] = StateSlots.Version;
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(4), Answers.Length);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(8), LastOffset);
        var length = HeaderSize;
        foreach (var answer in Answers)
        {
            var value = ((ulong)answer.SessionCount << 2) | (answer.IsReturning ? 2UL : 0) | (answer.IsDuplicate ? 1UL : 0);
            length += Varint.Write(buffer.AsSpan(length), value);
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
        if (count < 0 || count > source.Length)
            throw new InvalidDataException($"State slot '{name}': {source.Length} bytes do not hold {count} answers.");
        var answers = new VisitAnswer[count];
        foreach (ref var answer in answers.AsSpan())
        {
            var value = Varint.Read(ref source);
            answer = new((value & 1) != 0, (value & 2) != 0, (long)(value >> 2));
        }

        return new(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), answers);
    }
}
