using System.Text.Json;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>
/// The rows of one window and index: a key, a few texts and a few integers each, the integers side by side in one array. The
/// same JSON, <c>[[key,[texts],[integers]],…]</c>, serves as state in the checkpoint. Not thread-safe.
/// </summary>
internal sealed class MeasureTable(WindowIndexDefinition definition)
{
    // Most windows of a minute hold a few rows, for which looking through the keys is faster and smaller than a dictionary.
    private const int SearchLimit = 8;
    private readonly int _width = definition.Measures.Count;
    private readonly int _texts = definition.Attributes.Count;
    private Dictionary<string, int>? _rows;
    private string[] _keys = [];
    private long[] _measures = [];
    private string?[] _attributes = [];

    public WindowIndexDefinition Definition => definition;

    public int Count { get; private set; }

    /// <summary>Whether a row was touched since <see cref="Clean"/>.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>The integers of a key, made when new. Valid until the next call.</summary>
    public Span<long> Row(string key) => Row(key, out _);

    /// <summary>The integers and texts of a key, made when new. Valid until the next call.</summary>
    public Span<long> Row(string key, out Span<string?> attributes)
    {
        IsChanged = true;
        var row = Find(key);
        if (row < 0) row = Add(key);
        attributes = _attributes.AsSpan(row * _texts, _texts);
        return _measures.AsSpan(row * _width, _width);
    }

    public void Clean() => IsChanged = false;

    /// <summary>A copy of the rows for the index; keys are never changed, so they are shared.</summary>
    public PartialRows ToRows() => new(
        _keys, _attributes.AsSpan(0, Count * _texts).ToArray(), _measures.AsSpan(0, Count * _width).ToArray(), Count, _texts, _width);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        for (var i = 0; i < Count; i++)
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

    private int Find(string key)
    {
        if (_rows is not null) return _rows.TryGetValue(key, out var found) ? found : -1;
        for (var row = 0; row < Count; row++)
            if (_keys[row] == key) return row;
        return -1;
    }

    private int Add(string key)
    {
        var row = Count++;
        if (row >= _keys.Length) Grow();
        _keys[row] = key;
        if (_rows is not null)
        {
            _rows.Add(key, row);
        }
        else if (Count > SearchLimit)
        {
            _rows = new Dictionary<string, int>(2 * Count, StringComparer.Ordinal);
            for (var i = 0; i < Count; i++) _rows.Add(_keys[i], i);
        }

        return row;
    }

    private void Grow()
    {
        var capacity = Math.Max(2, _keys.Length * 2);
        Array.Resize(ref _keys, capacity);
        Array.Resize(ref _measures, capacity * _width);
        Array.Resize(ref _attributes, capacity * _texts);
    }
}
