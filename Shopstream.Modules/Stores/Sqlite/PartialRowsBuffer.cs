using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Shopstream.Modules.Stores.Sqlite;

/// <summary>
/// Rows of window partials as compact JSON, <c>[[key,[attributes],[measures]],…]</c>, one partial after the other in a pooled
/// buffer. One thread at a time; what <see cref="Bytes"/> gives ends with <see cref="Dispose"/>.
/// </summary>
internal sealed class PartialRowsBuffer : IDisposable
{
    private const int LongestNumber = 20;
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 << 10);
    private int _length;

    /// <summary>Bytes written so far.</summary>
    public int Length => _length;

    /// <summary>A stretch of what was written.</summary>
    public ReadOnlySpan<byte> Bytes(int start, int length) => _buffer.AsSpan(start, length);

    /// <summary>Appends the rows of one partial.</summary>
    /// <exception cref="ArgumentException">The rows have not the attributes or measures of the definition.</exception>
    public void Append(WindowIndexDefinition definition, PartialRows rows)
    {
        if (rows.Count > 0 && (rows.AttributeCount != definition.Attributes.Count || rows.MeasureCount != definition.Measures.Count))
        {
            throw new ArgumentException(
                $"a row of {definition.Name} has {rows.AttributeCount} attributes and {rows.MeasureCount} measures, "
                + $"expected {definition.Attributes.Count} and {definition.Measures.Count}", nameof(rows));
        }

        Byte((byte)'[');
        for (var r = 0; r < rows.Count; r++)
        {
            if (r > 0) Byte((byte)',');
            Byte((byte)'[');
            Text(rows.Key(r));
            Append(rows.Attributes(r));
            Append(rows.Measures(r));
            Byte((byte)']');
        }

        Byte((byte)']');
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Append(ReadOnlySpan<string?> attributes)
    {
        Byte((byte)',');
        Byte((byte)'[');
        for (var i = 0; i < attributes.Length; i++)
        {
            if (i > 0) Byte((byte)',');
            if (attributes[i] is { } text) Text(text);
            else Raw("null"u8);
        }

        Byte((byte)']');
    }

    private void Append(ReadOnlySpan<long> measures)
    {
        Reserve((measures.Length * (LongestNumber + 1)) + 3);
        var buffer = _buffer;
        var length = _length;
        buffer[length++] = (byte)',';
        buffer[length++] = (byte)'[';
        for (var i = 0; i < measures.Length; i++)
        {
            if (i > 0) buffer[length++] = (byte)',';
            var value = measures[i];
            if ((ulong)value < 10)
            {
                buffer[length++] = (byte)('0' + value);
                continue;
            }

            Utf8Formatter.TryFormat(value, buffer.AsSpan(length), out var written);
            length += written;
        }

        buffer[length++] = (byte)']';
        _length = length;
    }

    private void Text(string value)
    {
        Byte((byte)'"');
        if (value.AsSpan().ContainsAny(Escaped))
        {
            Raw(JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        }
        else
        {
            Reserve(Encoding.UTF8.GetMaxByteCount(value.Length));
            _length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length));
        }

        Byte((byte)'"');
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Byte(byte value)
    {
        if (_length == _buffer.Length) Reserve(1);
        _buffer[_length++] = value;
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length >= count) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + count), (int)Math.Min(Array.MaxLength, 2L * _buffer.Length)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
