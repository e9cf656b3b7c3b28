using System.IO.Compression;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>
/// Decompresses gzip (RFC 1952, several members too) and notices when the archive ends early or is damaged: reading then
/// ends as if the content ended, and <see cref="Damage"/> says so.
/// </summary>
/// <remarks>
/// <see cref="GZipStream"/> treats a file that was cut as one that ended, and its length trailer cannot tell for archives of
/// several members. So after the last byte a known member is fed to the same decompressor: only when the archive was
/// complete does it come out again as it was.
/// </remarks>
internal sealed class GzipContent : ReadingStream
{
    // A decompression error discards what the failing call had produced; small steps lose little.
    private const int Step = 16 * 1024;
    private static readonly byte[] Mark = "archive complete"u8.ToArray();
    private static readonly byte[] MarkMember = Compress(Mark);

    private readonly Continued _source;
    private readonly GZipStream _gzip;
    private bool _ended;

    public GzipContent(Stream compressed)
    {
        _source = new Continued(compressed);
        _gzip = new GZipStream(_source, CompressionMode.Decompress);
    }

    /// <summary>Why the content ended before the archive did; null while it did not.</summary>
    public string? Damage { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty) return 0;
        try
        {
            var read = _gzip.Read(buffer[..Math.Min(Step, buffer.Length)]);
            if (read > 0) return read;
            if (_source.AskedPastEnd && !MarkComesOut()) Damage = "the archive ends early";
        }
        catch (InvalidDataException)
        {
            // The host asks for strict validation, which makes a cut archive an error as well; one that wanted more was cut.
            Damage = _source.AskedPastEnd ? "the archive ends early" : "the archive is damaged";
        }

        _ended = true;
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }

    private bool MarkComesOut()
    {
        _source.Continue(MarkMember);
        try
        {
            Span<byte> found = stackalloc byte[Mark.Length + 1];
            return _gzip.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) == Mark.Length && found[..Mark.Length].SequenceEqual(Mark);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static byte[] Compress(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest)) gzip.Write(content);
        return memory.ToArray();
    }

    /// <summary>The compressed file, and what is put after its end.</summary>
    private sealed class Continued(Stream file) : ReadingStream
    {
        private byte[] _rest = [];
        private int _given;

        public bool AskedPastEnd { get; private set; }

        public void Continue(byte[] rest) => _rest = rest;

        public override int Read(Span<byte> buffer)
        {
            var read = AskedPastEnd ? 0 : file.Read(buffer);
            if (read > 0) return read;
            AskedPastEnd |= !buffer.IsEmpty;
            var take = Math.Min(buffer.Length, _rest.Length - _given);
            _rest.AsSpan(_given, take).CopyTo(buffer);
            _given += take;
            return take;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) file.Dispose();
            base.Dispose(disposing);
        }
    }
}
