namespace Shopstream.Modules.Ingest.Importing;

/// <summary>How far an import has read, in bytes as they lie on disk (compressed ones of a <c>.gz</c>). Safe to read from any thread.</summary>
public sealed class ImportProgress
{
    private long _total;
    private long _read;

    /// <summary>Size of everything that will be read; 0 before the import has begun.</summary>
    public long BytesTotal => Volatile.Read(ref _total);

    /// <summary>Bytes read so far, from 0 to <see cref="BytesTotal"/>.</summary>
    public long BytesRead => Volatile.Read(ref _read);

    internal void Begin(long total)
    {
        Volatile.Write(ref _read, 0);
        Volatile.Write(ref _total, total);
    }

    internal void Add(int bytes) => Interlocked.Add(ref _read, bytes);
}
