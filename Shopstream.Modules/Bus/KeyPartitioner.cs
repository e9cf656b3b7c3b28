using System.Buffers.Binary;
using System.Text;

namespace Shopstream.Modules.Bus;

/// <summary>
/// Kafka's default partitioner: 32-bit MurmurHash2 of the UTF-8 key with seed 0x9747b28c, sign bit cleared, modulo the
/// number of partitions. The same key lands on the same partition number on every provider.
/// Source: Apache Kafka <c>org.apache.kafka.common.utils.Utils#murmur2</c>; A. Appleby, MurmurHash2.
/// </summary>
public static class KeyPartitioner
{
    private const uint Seed = 0x9747b28c;
    private const uint M = 0x5bd1e995;

    /// <summary>Partition of <paramref name="key"/> among <paramref name="partitions"/>.</summary>
    public static int Partition(string key, int partitions)
    {
        Span<byte> buffer = stackalloc byte[256];
        var count = Encoding.UTF8.GetMaxByteCount(key.Length) <= buffer.Length ? Encoding.UTF8.GetBytes(key, buffer) : -1;
        var hash = count >= 0 ? Murmur2(buffer[..count]) : Murmur2(Encoding.UTF8.GetBytes(key));
        return (int)((hash & 0x7fffffff) % (uint)partitions);
    }

    /// <summary>MurmurHash2 as Kafka computes it.</summary>
    public static uint Murmur2(ReadOnlySpan<byte> data)
    {
        var hash = Seed ^ (uint)data.Length;
        while (data.Length >= 4)
        {
            var k = BinaryPrimitives.ReadUInt32LittleEndian(data) * M;
            k ^= k >> 24;
            hash = (hash * M) ^ (k * M);
            data = data[4..];
        }

        if (data.Length > 2) hash ^= (uint)data[2] << 16;
        if (data.Length > 1) hash ^= (uint)data[1] << 8;
        if (data.Length > 0) hash = (hash ^ data[0]) * M;
        hash = (hash ^ (hash >> 13)) * M;
        return hash ^ (hash >> 15);
    }
}
