using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>
/// The rows of one window and index: a key, a few texts and a few integers each, the integers side by side in one array. The
/// same JSON, <c>[[key,[texts],[integers]],…]</c>, serves as state in the checkpoint. Not thread-safe.
/// </summary>
internal sealed class MeasureTable(WindowIndexDefinition definition)
{
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private readonly int _width = definition.Measures.Count;
    private readonly int _texts = definition.Attributes.Count;
    private string[] _keys = [];
    private long[] _measures = [];
    private string?[] _attributes = [];

    public WindowIndexDefinition Definition => definition;

    public int Count => _rows.Count;

    /// <summary>Whether a row was touched since <see cref="Clean"/>.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>The integers of a key, made when new. Valid until the next call.</summary>
    public Span<long> Row(string key) => Row(key, out _);

    /// <summary>The integers and texts of a key, made when new. Valid until the next call.</summary>
    public Span<long> Row(string key, out Span<string?> attributes)
    {
        IsChanged = true;
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, key, out var exists);
        if (!exists)
        {
            row = _rows.Count - 1;
            if (row >= _keys.Length) Grow();
            _keys[row] = key;
        }

        attributes = _attributes.AsSpan(row * _texts, _texts);
        return _measures.AsSpan(row * _width, _width);
    }

    public void Clean() => IsChanged = false;

    /// <summary>A copy of the rows for the index.</summary>
    public IReadOnlyList<PartialRow> ToRows()
    {
        var rows = new PartialRow[_rows.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new PartialRow(
                _keys[i], _attributes.AsSpan(i * _texts, _texts).ToArray(), _measures.AsSpan(i * _width, _width).ToArray());
        }

        return rows;
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        for (var i = 0; i < _rows.Count; i++)
        {
            json.WriteStartArray();
            json.WriteStringValue(_keys[i]);
            foreach (var text in _attributes.AsSpan(i * _texts, _texts)) json.WriteStringValue(text);
            foreach (var measure in _measures.AsSpan(i * _width, _width)) json.WriteNumberValue(measure);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote; the reader stands on the outer array. Rows read count as changed.</summary>
    public void Read(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.StartArray)
        {
            json.Read();
            var measures = Row(json.GetString()!, out var attributes);
            foreach (ref var attribute in attributes)
            {
                json.Read();
                attribute = json.GetString();
            }

            foreach (ref var measure in measures)
            {
                json.Read();
                measure = json.GetInt64();
            }

            json.Read();
        }
    }

    private void Grow()
    {
        var capacity = Math.Max(4, _keys.Length * 2);
        Array.Resize(ref _keys, capacity);
        Array.Resize(ref _measures, capacity * _width);
        Array.Resize(ref _attributes, capacity * _texts);
    }
}
