using System.Text;
using Shopstream.Modules.Bus;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>Records that look like interactions, the same ones for the same seed.</summary>
internal static class BusBenchRecords
{
    public const int Seed = 11;
    public const int Size = 600;

    /// <summary>Makes records of <see cref="Size"/> bytes.</summary>
    public static OutgoingRecord[] Make(int count)
    {
        var random = new Random(Seed);
        var records = new OutgoingRecord[count];
        for (var i = 0; i < records.Length; i++)
        {
            var text = new StringBuilder(Size);
            var user = random.Next(100_000);
            text.Append($"{{\"user_id\":\"u{user}\",\"product_id\":\"{random.Next(50_000)}\",\"event_type\":\"view\",\"event_time\":\"2026-01-{random.Next(1, 29):00}T{random.Next(24):00}:{random.Next(60):00}:{random.Next(60):00}.{random.Next(1_000):000}Z\",\"session_id\":\"{random.NextInt64():x16}{random.NextInt64():x16}\",\"price\":{random.Next(100_000) / 100.0},\"url\":\"");
            while (text.Length < Size - 2) text.Append("/category-").Append(random.Next(400)).Append("/item-").Append(random.Next(50_000));
            text.Length = Size - 2;
            text.Append("\"}");
            records[i] = new OutgoingRecord { Key = $"u{user}", Value = Encoding.ASCII.GetBytes(text.ToString()), TimestampMs = 1_767_225_600_000 + i };
        }

        return records;
    }
}
