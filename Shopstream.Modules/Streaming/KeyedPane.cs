using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Shopstream.Modules.Streaming;

/// <summary>The accumulators of one window by key, which knows what changed since the last early results.</summary>
internal sealed class KeyedPane<TKey, TAcc>(TimeWindow window, int expectedKeys)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Slot> _slots = new(expectedKeys);
    private readonly List<TKey> _changed = [];
    private int _round = 1;

    /// <summary>The window.</summary>
    public TimeWindow Window => window;

    /// <summary>Whether the watermark reached the window's end, after which changes are reported as they happen.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Number of keys.</summary>
    public int Count => _slots.Count;

    /// <summary>Adds a value to its key's accumulator and returns the new one.</summary>
    public TAcc Add<TValue>(TKey key, TValue value, Func<TAcc> zero, Func<TAcc, TValue, TAcc> add)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_slots, key, out var exists);
        slot.Acc = add(exists ? slot.Acc : zero(), value);
        if (slot.Round == _round || HasEnded) return slot.Acc;
        slot.Round = _round;
        _changed.Add(key);
        return slot.Acc;
    }

    /// <summary>Hands out every key.</summary>
    public void EmitAll(ResultKind kind, Action<WindowResult<TKey, TAcc>> emit)
    {
        ForgetChanges();
        foreach (var (key, slot) in _slots) emit(new(window, key, slot.Acc, kind));
    }

    /// <summary>Hands out the keys changed since the previous call.</summary>
    public void EmitChanged(ResultKind kind, Action<WindowResult<TKey, TAcc>> emit)
    {
        // Looking up most of the keys one by one costs more memory traffic than one walk through all of them.
        if (_changed.Count > _slots.Count / 2)
        {
            foreach (var (key, slot) in _slots)
                if (slot.Round == _round) emit(new(window, key, slot.Acc, kind));
        }
        else
        {
            foreach (var key in _changed) emit(new(window, key, _slots[key].Acc, kind));
        }

        ForgetChanges();
    }

    /// <summary>Counts every key as changed.</summary>
    public void MarkAllChanged()
    {
        ForgetChanges();
        foreach (var key in _slots.Keys)
        {
            CollectionsMarshal.GetValueRefOrNullRef(_slots, key).Round = _round;
            _changed.Add(key);
        }
    }

    /// <summary>The pane as a JSON array of keys and accumulators in turn.</summary>
    public ReadOnlyMemory<byte> Encode(JsonTypeInfo<TKey> keyJson, JsonTypeInfo<TAcc> accJson)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(256, _slots.Count * 16));
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var (key, slot) in _slots)
            {
                JsonSerializer.Serialize(json, key, keyJson);
                JsonSerializer.Serialize(json, slot.Acc, accJson);
            }

            json.WriteEndArray();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>A pane from what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="FormatException">It is not that.</exception>
    public static KeyedPane<TKey, TAcc> Decode(
        TimeWindow window, ReadOnlyMemory<byte> content, JsonTypeInfo<TKey> keyJson, JsonTypeInfo<TAcc> accJson)
    {
        try
        {
            var pane = new KeyedPane<TKey, TAcc>(window, 0);
            var json = new Utf8JsonReader(content.Span);
            if (!json.Read() || json.TokenType != JsonTokenType.StartArray) throw new JsonException("expected an array");
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                var key = JsonSerializer.Deserialize(ref json, keyJson) ?? throw new JsonException("expected a key, found null");
                json.Read();
                pane._slots.Add(key, new Slot { Acc = JsonSerializer.Deserialize(ref json, accJson)! });
            }

            return pane;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new FormatException($"state of window {window}: {e.Message}", e);
        }
    }

    private void ForgetChanges()
    {
        _changed.Clear();
        _round++;
    }

    private struct Slot
    {
        public TAcc Acc;
        public int Round;
    }
}
