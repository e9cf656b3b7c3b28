namespace Shopstream.Modules.Stores.InProcess;

/// <summary>
/// Bytes of a <see cref="HyperLogLog"/>: version, precision, form; then when sparse, for each register in use by index, the
/// distance from the one before and the rank in one variable-length number (distance &lt;&lt; 6 | rank); when dense, four
/// registers of six bits in three bytes, lowest first.
/// </summary>
internal static class HyperLogLogFormat
{
    private const int HeaderSize = 3;
    private const int MaxVarint = 5;

    /// <summary>Bytes of a sketch.</summary>
    public static byte[] Write(HyperLogLog sketch) => sketch.IsDense ? WriteDense(sketch) : WriteSparse(sketch);

    /// <summary>The sketch of bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are no sketch.</exception>
    public static HyperLogLog Read(ReadOnlySpan<byte> bytes)
    {
        StateSlots.Check(bytes, nameof(HyperLogLog), HeaderSize);
        if (bytes[1] is < 4 or > 18) throw new InvalidDataException($"HyperLogLog: expected a precision of 4 to 18, found {bytes[1]}.");
        var sketch = new HyperLogLog(bytes[1]);
        if (bytes[2] == 1) ReadDense(sketch, bytes[HeaderSize..]);
        else ReadSparse(sketch, bytes[HeaderSize..]);
        return sketch;
    }

    private static byte[] WriteSparse(HyperLogLog sketch)
    {
        var entries = sketch.Registers().ToArray();
        Array.Sort(entries);
        var buffer = new byte[HeaderSize + (entries.Length * MaxVarint)];
        (buffer[0], buffer[1]) = (StateSlots.Version, (byte)sketch.Precision);
        var (length, previous) = (HeaderSize, 0);
        foreach (var (index, rank) in entries)
        {
            var value = ((uint)(index - previous) << 6) | (uint)rank;
            previous = index;
            length += Varint.Write(buffer.AsSpan(length), value);
        }

        return buffer[..length];
    }

    private static void ReadSparse(HyperLogLog sketch, ReadOnlySpan<byte> bytes)
    {
        var index = 0L;
        while (bytes.Length > 0)
        {
            var value = Varint.Read(ref bytes);
            index += (long)(value >> 6);
            Set(sketch, index, (int)(value & 63));
        }
    }

    private static byte[] WriteDense(HyperLogLog sketch)
    {
        var registers = sketch.Densify();
        var buffer = new byte[HeaderSize + (registers.Length / 4 * 3)];
        (buffer[0], buffer[1], buffer[2]) = (StateSlots.Version, (byte)sketch.Precision, 1);
        for (int i = 0, at = HeaderSize; i < registers.Length; i += 4, at += 3)
        {
            var four = registers[i] | (registers[i + 1] << 6) | (registers[i + 2] << 12) | (registers[i + 3] << 18);
            (buffer[at], buffer[at + 1], buffer[at + 2]) = ((byte)four, (byte)(four >> 8), (byte)(four >> 16));
        }

        return buffer;
    }

    private static void ReadDense(HyperLogLog sketch, ReadOnlySpan<byte> bytes)
    {
        var registers = sketch.Densify();
        if (bytes.Length != registers.Length / 4 * 3)
            throw new InvalidDataException($"HyperLogLog: expected {registers.Length / 4 * 3} bytes of registers, found {bytes.Length}.");
        for (int i = 0, at = 0; i < registers.Length; i += 4, at += 3)
        {
            var four = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
            for (var j = 0; j < 4; j++)
            {
                var rank = (four >> (6 * j)) & 63;
                if (rank != 0) Set(sketch, i + j, rank);
            }
        }
    }

    private static void Set(HyperLogLog sketch, long index, int rank)
    {
        if (index >= 1L << sketch.Precision || rank < 1 || rank > sketch.MaxRank)
            throw new InvalidDataException($"HyperLogLog of precision {sketch.Precision}: no register {index} with rank {rank}.");
        sketch.Raise((int)index, rank);
    }
}
