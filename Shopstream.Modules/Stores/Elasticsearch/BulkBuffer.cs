using System.Buffers;
using System.Text.Json;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>
/// The actions of one bulk request, a line or two each, in a pooled buffer, with where each begins. One thread at a time.
/// Closing a buffer whose request was broken off leaves the memory to the garbage collector, since it may still be sent.
/// </summary>
internal sealed class BulkBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 64 << 10;
    private readonly List<int> _starts = [];
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    /// <summary>An empty buffer.</summary>
    public BulkBuffer() => Json = new Utf8JsonWriter(this, new JsonWriterOptions
    {
        SkipValidation = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <value>Writes into the buffer; ended by <see cref="EndLine"/>.</value>
    public Utf8JsonWriter Json { get; }

    /// <value>Number of actions.</value>
    public int Count => _starts.Count;

    /// <value>Bytes so far.</value>
    public int Length => _length;

    /// <value>Set while it is sent; a buffer closed then is not used again.</value>
    public bool IsSending { get; set; }

    /// <summary>The lines of an action.</summary>
    public ReadOnlyMemory<byte> this[int action] =>
        _bytes.AsMemory(_starts[action], (action + 1 < _starts.Count ? _starts[action + 1] : _length) - _starts[action]);

    /// <summary>All lines.</summary>
    public ReadOnlyMemory<byte> All => _bytes.AsMemory(0, _length);

    /// <summary>The next lines belong to a new action.</summary>
    public void Begin() => _starts.Add(_length);

    /// <summary>Ends a line of <see cref="Json"/>.</summary>
    public void EndLine()
    {
        Json.Flush();
        EndBrokenLine();
    }

    /// <summary>Ends a line that was begun by <see cref="Json"/> and went on without it.</summary>
    public void EndBrokenLine()
    {
        Json.Reset();
        GetSpan(1)[0] = (byte)'\n';
        _length++;
    }

    /// <summary>Empties the buffer.</summary>
    public void Clear()
    {
        _starts.Clear();
        _length = 0;
    }

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 256));
        return _bytes.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public void Dispose()
    {
        Json.Reset(Stream.Null);
        Json.Dispose();
        var bytes = Interlocked.Exchange(ref _bytes, []);
        if (bytes.Length > 0 && !IsSending) ArrayPool<byte>.Shared.Return(bytes);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _length >= count) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + count), (int)Math.Min(Array.MaxLength, 2L * _bytes.Length)));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
