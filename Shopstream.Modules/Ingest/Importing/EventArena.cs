using System.Buffers;
using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>
/// Holds the JSON of imported rows in blocks of 64 KiB, one allocation for some 200 rows. What it has given is never written
/// to again; a row that is kept keeps its block.
/// </summary>
internal sealed class EventArena : IDisposable
{
    private const int Block = 1 << 16;

    private readonly ArrayBufferWriter<byte> _scratch = new(1024);
    private readonly Utf8JsonWriter _writer;
    private byte[] _block = [];
    private int _used;

    public EventArena() => _writer = new Utf8JsonWriter(_scratch, new JsonWriterOptions { SkipValidation = true });

    /// <summary>The JSON of an interaction as topic <c>user_interactions</c> carries it.</summary>
    public ReadOnlyMemory<byte> Write(Interaction interaction)
    {
        _scratch.ResetWrittenCount();
        _writer.Reset();
        JsonSerializer.Serialize(_writer, interaction, EventsJsonContext.Default.Interaction);
        _writer.Flush();
        return Copy(_scratch.WrittenSpan);
    }

    /// <summary>A copy of JSON that is published as it was read.</summary>
    public ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> json)
    {
        if (json.Length > Block / 4) return json.ToArray();
        if (_block.Length - _used < json.Length)
        {
            _block = GC.AllocateUninitializedArray<byte>(Block);
            _used = 0;
        }

        json.CopyTo(_block.AsSpan(_used));
        var copy = _block.AsMemory(_used, json.Length);
        _used += json.Length;
        return copy;
    }

    public void Dispose() => _writer.Dispose();
}
