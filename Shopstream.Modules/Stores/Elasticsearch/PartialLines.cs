using System.Text.Json;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Writes the rows of one partial after the other as actions of a bulk request. One thread at a time.</summary>
internal sealed class PartialLines(BulkBuffer bulk, JsonEncodedText sketches)
{
    private static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode(IndexLayout.Timestamp);
    private static readonly JsonEncodedText Window = JsonEncodedText.Encode(WindowLayout.Window);
    private static readonly JsonEncodedText StartMs = JsonEncodedText.Encode(WindowLayout.StartMs);
    private static readonly JsonEncodedText Partition = JsonEncodedText.Encode(WindowLayout.Partition);
    private static readonly JsonEncodedText Raw = JsonEncodedText.Encode(WindowLayout.Raw);
    private static readonly JsonEncodedText IndexName = JsonEncodedText.Encode(SketchLayout.IndexName);
    private static readonly JsonEncodedText Sketch = JsonEncodedText.Encode(SketchLayout.Sketch);
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly char[] _id = new char[RowIdentity.LongestId];
    private WindowLayout _layout = null!;
    private WindowPartial _partial = null!;
    private JsonEncodedText _alias;
    private JsonEncodedText _window;
    private JsonEncodedText _partition;
    private int _prefix;

    /// <summary>What follows belongs to this partial.</summary>
    public void Begin(WindowLayout layout, JsonEncodedText alias, WindowPartial partial)
    {
        (_layout, _alias, _partial) = (layout, alias, partial);
        _window = JsonEncodedText.Encode(partial.Window);
        _partition = JsonEncodedText.Encode(partial.Partition);
        var prefix = RowIdentity.OfPartial(partial);
        prefix.CopyTo(_id);
        _prefix = prefix.Length;
    }

    /// <summary>A row as it now is.</summary>
    public void Put(int row)
    {
        var key = _partial.Rows.Key(row);
        BeginAction(isPut: true, key);
        var json = bulk.Json;
        json.WriteStartObject();
        WriteWindow(json);
        json.WriteString(_layout.KeyName, RowIdentity.Indexable(key));
        var attributes = _partial.Rows.Attributes(row);
        for (var i = 0; i < attributes.Length; i++)
            if (attributes[i] is { } text) json.WriteString(_layout.AttributeNames[i], RowIdentity.Indexable(text));
        WriteMeasures(json, _partial.Rows.Measures(row));
        json.WriteEndObject();
        bulk.EndLine();
    }

    /// <summary>A row that is no more.</summary>
    public void Remove(string key) => BeginAction(isPut: false, key);

    /// <summary>The sketch as it now is.</summary>
    public void PutSketch(ReadOnlySpan<byte> sketch)
    {
        BulkAction.Begin(bulk, isPut: true, sketches, Id(_layout.Definition.Name), default, _partial.Version);
        var json = bulk.Json;
        json.WriteStartObject();
        json.WriteString(IndexName, _layout.Definition.Name);
        WriteWindow(json);
        json.WriteBase64String(Sketch, sketch);
        json.WriteEndObject();
        bulk.EndLine();
    }

    /// <summary>A sketch that is no more.</summary>
    public void RemoveSketch() => BulkAction.Begin(bulk, isPut: false, sketches, Id(_layout.Definition.Name), default, _partial.Version);

    /// <summary>Writes a time that the calendar has; others are left out.</summary>
    public static void WriteTime(Utf8JsonWriter json, JsonEncodedText name, long ms)
    {
        if (ms >= Earliest && ms <= Latest) json.WriteString(name, DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime);
    }

    // Routed by key, all rows of a key lie on one shard, which is what makes the best of each shard the best of all.
    private void BeginAction(bool isPut, string key)
    {
        var part = RowIdentity.Part(key, RowIdentity.LongestId - (_prefix * 3));
        part.CopyTo(_id.AsSpan(_prefix));
        BulkAction.Begin(bulk, isPut, _alias, _id.AsSpan(0, _prefix + part.Length), part, _partial.Version);
    }

    private ReadOnlySpan<char> Id(string last)
    {
        last.CopyTo(_id.AsSpan(_prefix));
        return _id.AsSpan(0, _prefix + last.Length);
    }

    private void WriteWindow(Utf8JsonWriter json)
    {
        WriteTime(json, Timestamp, _partial.StartMs);
        json.WriteString(Window, _window);
        json.WriteNumber(StartMs, _partial.StartMs);
        json.WriteString(Partition, _partition);
    }

    private void WriteMeasures(Utf8JsonWriter json, ReadOnlySpan<long> measures)
    {
        var definitions = _layout.Definition.Measures;
        var hasRaw = false;
        for (var i = 0; i < measures.Length; i++)
        {
            var name = _layout.MeasureNames[i];
            hasRaw |= definitions[i].Unit != MeasureUnit.Count;
            switch (definitions[i].Unit)
            {
                case MeasureUnit.Money:
                    json.WriteNumber(name, Scaled(measures[i], places: 4));
                    break;
                case MeasureUnit.Milliseconds or MeasureUnit.Thousandths:
                    json.WriteNumber(name, Scaled(measures[i], places: 3));
                    break;
                case MeasureUnit.Instant:
                    // 0 stands for a time that is not known.
                    if (measures[i] != 0) WriteTime(json, name, measures[i]);
                    break;
                default:
                    json.WriteNumber(name, measures[i]);
                    break;
            }
        }

        if (!hasRaw) return;
        json.WriteStartObject(Raw);
        for (var i = 0; i < measures.Length; i++)
            if (definitions[i].Unit != MeasureUnit.Count) json.WriteNumber(_layout.MeasureNames[i], measures[i]);
        json.WriteEndObject();
    }

    private static decimal Scaled(long value, byte places)
    {
        var size = value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;
        return new decimal((int)(uint)size, (int)(uint)(size >> 32), 0, value < 0, places);
    }
}
