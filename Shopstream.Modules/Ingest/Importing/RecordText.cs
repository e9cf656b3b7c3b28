using System.Text;
using System.Text.Unicode;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>The bytes of a record as text.</summary>
internal static class RecordText
{
    private const int MaxShown = 1 << 16;

    /// <summary>Text for people, cut at 64 KiB; what is not UTF-8 shows as replacement characters.</summary>
    public static string Decode(ReadOnlySpan<byte> record) => Encoding.UTF8.GetString(record[..Math.Min(record.Length, MaxShown)]);

    /// <summary>Length without a carriage return at the end.</summary>
    public static int WithoutReturn(ReadOnlySpan<byte> line) => line is [.., (byte)'\r'] ? line.Length - 1 : line.Length;

    /// <summary>Why a record is not text: it holds NUL, or is not UTF-8; null when it is text.</summary>
    public static Rejection? Fault(ReadOnlySpan<byte> record, string reason, out bool hasZero)
    {
        hasZero = false;
        var zero = record.IndexOf((byte)0);
        if (zero >= 0)
        {
            hasZero = true;
            return new(reason, $"byte {zero + 1}: found NUL, expected text");
        }

        return Utf8.IsValid(record) ? null : new(reason, $"byte {FirstInvalid(record) + 1}: found bytes that are not UTF-8, expected text");
    }

    private static int FirstInvalid(ReadOnlySpan<byte> record)
    {
        Utf8.ToUtf16(record, new char[record.Length], out var valid, out _, replaceInvalidSequences: false);
        return valid;
    }
}
