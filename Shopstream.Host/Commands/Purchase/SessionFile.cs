using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ml.Purchase;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Host.Commands.Purchase;

/// <summary>
/// Reads a file of session documents, one a line, into the table that the archive would give: a session that comes twice counts
/// once, one with unknown device or referrer is left out.
/// </summary>
internal static class SessionFile
{
    /// <summary>Whether a file's name says that it holds session documents.</summary>
    public static bool Is(string? name) =>
        name is not null && (name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jsonl.gz", StringComparison.OrdinalIgnoreCase));

    /// <summary>The table, and the session of each row.</summary>
    /// <exception cref="InvalidDataException">A line is no session; the message names line, found and expected.</exception>
    public static (ColumnTable Table, IReadOnlyList<string> SessionIds) Read(string path, FeaturePipeline? like, CancellationToken cancellationToken)
    {
        var table = new PurchaseTable(like);
        var ids = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        using var reader = Open(path);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (SessionReader.Read(Encoding.UTF8.GetBytes(line), DateTimeOffset.MaxValue, out var session) is { } rejection)
                throw new InvalidDataException($"line {number}: {rejection.Detail}");
            if (SessionRules.Check(session!) is not null || !seen.Add(session!.SessionId)) continue;
            buffer.ResetWrittenCount();
            writer.Reset(buffer);
            FlatView.Write(writer, session);
            writer.Flush();
            using var flat = JsonDocument.Parse(buffer.WrittenMemory);
            table.Add(session.UserId, session.EventTimeMs, flat.RootElement);
            ids.Add(session.SessionId);
        }

        return (table.Build(), ids);
    }

    private static StreamReader Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        return new StreamReader(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file);
    }
}
