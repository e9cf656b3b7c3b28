using System.IO.Compression;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Importing;
using Spectre.Console;

namespace Shopstream.Host.Commands.Customers;

/// <summary>A file or folder in one of the formats of <c>import</c>, read for a command that stores nothing.</summary>
/// <param name="Format">Name of the format.</param>
/// <param name="Read">Rows read.</param>
/// <param name="Accepted">Those that were a session or an interaction.</param>
internal sealed record DataFile(string Format, long Read, long Accepted)
{
    private const int FirstLine = 64 * 1_024;

    /// <summary>Reads it, with progress on a terminal.</summary>
    /// <param name="path">File or folder; gzip as it is.</param>
    /// <param name="format">Name of the format; null to tell it from the first line.</param>
    /// <param name="takeSession">Given every session.</param>
    /// <param name="takeInteraction">Given every interaction.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <exception cref="ImportFormatException">It is not in that format, or not there.</exception>
    /// <exception cref="ConfigurationException">Nothing in it is a session or an interaction.</exception>
    public static DataFile Open(string path, string? format, Action<ShopSession> takeSession, Action<Interaction> takeInteraction, CancellationToken cancellationToken)
    {
        var found = ImportFormats.Find(format ?? Guess(path));
        var file = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected
            ? AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).Start(context =>
            {
                var task = context.AddTask(Markup.Escape($"reading {path}"));
                return Open(path, found, takeSession, takeInteraction, progress => task.Value = progress.BytesTotal > 0 ? 100.0 * progress.BytesRead / progress.BytesTotal : 0, cancellationToken);
            })
            : Open(path, found, takeSession, takeInteraction, _ => { }, cancellationToken);
        return file.Accepted > 0 ? file : throw new ConfigurationException($"{path}: found {file.Read} rows and none that {found.Name} accepts, expected some.");
    }

    private static DataFile Open(
        string path, IImportFormat format, Action<ShopSession> takeSession, Action<Interaction> takeInteraction, Action<ImportProgress> tell, CancellationToken cancellationToken)
    {
        var options = new ImportOptions(DateTimeOffset.MaxValue) { ArrivalTime = DateTimeOffset.UnixEpoch };
        var (read, accepted) = (0L, 0L);
        foreach (var row in format.Read(path, options, cancellationToken))
        {
            read++;
            if (row.Session is { } session) takeSession(session);
            else if (row.Interaction is { } interaction) takeInteraction(interaction);
            if (row.Rejection is null) accepted++;
            if (read % 10_000 == 0) tell(options.Progress);
        }

        return new(format.Name, read, accepted);
    }

    private static string Guess(string path)
    {
        if (Directory.Exists(path)) return "instacart";
        if (!File.Exists(path)) throw new ConfigurationException($"--data: found nothing at {path}, expected a file.");
        using var file = File.OpenRead(path);
        var isGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        using Stream content = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        var buffer = new byte[FirstLine];
        var length = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var line = System.Text.Encoding.UTF8.GetString(buffer, 0, length).TrimStart('\uFEFF').Split('\n', 2)[0].Trim();
        if (line.StartsWith('{')) return "sessions";
        if (line.Contains("InvoiceNo", StringComparison.OrdinalIgnoreCase)) return "online-retail";
        return line.StartsWith("event_time,event_type,product_id,category_id", StringComparison.OrdinalIgnoreCase) ? "rees46" : "interactions";
    }
}
