namespace Shopstream.Modules.Ingest.Importing;

/// <summary>One source file, decompressed on the way when it is gzip, with its progress counted.</summary>
internal sealed class ImportFile : IDisposable
{
    private readonly CountingStream _counted;
    private readonly GzipContent? _gzip;

    private ImportFile(string path, CountingStream counted, GzipContent? gzip)
    {
        Path = path;
        _counted = counted;
        _gzip = gzip;
    }

    /// <summary>Path as it was given.</summary>
    public string Path { get; }

    /// <summary>Bytes read so far as they lie on disk.</summary>
    public long BytesRead => _counted.BytesRead;

    /// <summary>Why the content ended before the file should have; null while it did not.</summary>
    public string? Damage => _gzip?.Damage;

    /// <summary>Opens <paramref name="path"/>; its first bytes decide whether it is gzip.</summary>
    /// <exception cref="ImportFormatException">It does not exist, cannot be opened, or is named <c>.gz</c> and is none.</exception>
    public static ImportFile Open(string path, ImportProgress progress)
    {
        if (Directory.Exists(path)) throw new ImportFormatException($"{path}: found a folder, expected a file");
        if (!File.Exists(path)) throw new ImportFormatException($"{path}: found nothing there, expected a file");
        var counted = OpenStream(path, progress, out var magic);
        try
        {
            var isGzip = magic is 0x8B1F;
            if (!isGzip && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                var found = magic < 0 ? "fewer than two bytes" : $"{magic & 0xFF:X2} {magic >> 8:X2}";
                throw new ImportFormatException($"{path}: not gzip: found {found}, expected the first bytes 1F 8B");
            }

            return new ImportFile(path, counted, isGzip ? new GzipContent(counted) : null);
        }
        catch
        {
            counted.Dispose();
            throw;
        }
    }

    /// <summary>Starts the progress of an import that will read <paramref name="paths"/>.</summary>
    public static void Begin(ImportProgress progress, params ReadOnlySpan<string> paths)
    {
        long total = 0;
        foreach (var path in paths)
            if (File.Exists(path)) total += new FileInfo(path).Length;
        progress.Begin(total);
    }

    /// <summary>Reads content; 0 at its end, which may be early: see <see cref="Damage"/>.</summary>
    public int Read(Span<byte> buffer) => _gzip is null ? _counted.Read(buffer) : _gzip.Read(buffer);

    public void Dispose()
    {
        _gzip?.Dispose();
        _counted.Dispose();
    }

    private static CountingStream OpenStream(string path, ImportProgress progress, out int magic)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
            Span<byte> first = stackalloc byte[2];
            magic = file.ReadAtLeast(first, 2, throwOnEndOfStream: false) == 2 ? first[0] | (first[1] << 8) : -1;
            file.Position = 0;
            return new CountingStream(file, progress);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            file?.Dispose();
            throw new ImportFormatException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    private sealed class CountingStream(FileStream file, ImportProgress progress) : ReadingStream
    {
        public long BytesRead { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var read = file.Read(buffer);
            BytesRead += read;
            progress.Add(read);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) file.Dispose();
            base.Dispose(disposing);
        }
    }
}
