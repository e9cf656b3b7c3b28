using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Shopstream.Modules.Streaming;

/// <content>Checkpoints: one slot a session, named by its start and key.</content>
public sealed partial class SessionWindows<TKey, TAcc>
{
    private const string WatermarkSlot = "watermark";
    private const string SessionPrefix = "session/";
    private readonly HashSet<Session<TKey, TAcc>> _unsaved = [];
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private long _savedWatermark = long.MinValue;

    /// <summary>Puts back a session from a checkpoint; it does not count as changed.</summary>
    /// <exception cref="ArgumentException">It overlaps a session of its key.</exception>
    public void Restore(TKey key, long startMs, long lastMs, TAcc acc) =>
        Restore(key, startMs, lastMs, lastMs + (_gapOf is null ? _gapMs : EventTime.Positive(_gapOf(key), "gapOf")), acc);

    /// <inheritdoc/>
    public void Snapshot(StateWriter writer)
    {
        foreach (var session in _unsaved)
            if (session.SavedStartMs is { } saved && saved != session.StartMs) _removed.Add(SlotOf(saved, session.Key));
        // Before the puts: another session may stand under the name by now.
        foreach (var slot in _removed) writer.Remove(slot);
        _removed.Clear();
        foreach (var session in _unsaved)
        {
            writer.Put(SlotOf(session.StartMs, session.Key), Encode(session));
            session.IsUnsaved = false;
            session.SavedStartMs = session.StartMs;
        }

        _unsaved.Clear();
        if (Watermark != _savedWatermark) writer.Put(WatermarkSlot, StateText.Of(Watermark));
        _savedWatermark = Watermark;
    }

    /// <inheritdoc/>
    public void Restore(StateReader reader)
    {
        _first.Clear();
        _schedule.Clear();
        _changed.Clear();
        _unsaved.Clear();
        _removed.Clear();
        Count = 0;
        // The watermark comes first: sessions behind it were reported as ended before the checkpoint.
        _savedWatermark = Watermark = reader.TryGet(WatermarkSlot, out var text) ? StateText.ToInt64(WatermarkSlot, text.Span) : long.MinValue;
        foreach (var (slot, content) in reader.WithPrefix(SessionPrefix)) Decode(slot, content);
    }

    private void Restore(TKey key, long startMs, long lastMs, long endMs, TAcc acc)
    {
        Session<TKey, TAcc>? before = null;
        var after = _first.GetValueOrDefault(key);
        for (; after is not null && after.StartMs <= startMs; after = after.Next) before = after;
        var other = before?.EndMs > startMs ? before : after?.StartMs < endMs ? after : null;
        if (other is not null)
            throw new ArgumentException($"session [{startMs}, {endMs}) overlaps {other.Window} of the same key", nameof(startMs));
        var session = Begin(before, key, startMs, lastMs, endMs, acc);
        _changed.Remove(session);
        _unsaved.Remove(session);
        session.IsChanged = session.IsUnsaved = false;
        session.SavedStartMs = startMs;
    }

    /// <summary>Counts every session that has not ended as changed.</summary>
    internal void MarkUnendedChanged()
    {
        foreach (var session in Enumerate())
        {
            if (session.HasEnded || session.IsChanged) continue;
            session.IsChanged = true;
            _changed.Add(session);
        }
    }

    /// <summary>Counts every session held as changed, those that have ended but may still take late events too.</summary>
    internal void MarkAllChanged()
    {
        foreach (var session in Enumerate())
        {
            if (session.IsChanged) continue;
            session.IsChanged = true;
            _changed.Add(session);
        }
    }

    private string SlotOf(long startMs, TKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{SessionPrefix}{startMs}/{JsonSerializer.Serialize(key, _keyJson)}");

    private ReadOnlyMemory<byte> Encode(Session<TKey, TAcc> session)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            JsonSerializer.Serialize(json, session.Key, _keyJson);
            json.WriteNumberValue(session.StartMs);
            json.WriteNumberValue(session.LastMs);
            json.WriteNumberValue(session.EndMs);
            JsonSerializer.Serialize(json, session.Acc, _accJson);
            json.WriteEndArray();
        }

        return buffer.WrittenMemory;
    }

    private void Decode(string slot, ReadOnlyMemory<byte> content)
    {
        try
        {
            var json = new Utf8JsonReader(content.Span);
            if (!json.Read() || json.TokenType != JsonTokenType.StartArray || !json.Read()) throw new JsonException("expected an array");
            var key = JsonSerializer.Deserialize(ref json, _keyJson) ?? throw new JsonException("expected a key, found null");
            var start = NextNumber(ref json);
            var last = NextNumber(ref json);
            var end = NextNumber(ref json);
            if (!json.Read()) throw new JsonException("expected an accumulator");
            Restore(key, start, last, end, JsonSerializer.Deserialize(ref json, _accJson)!);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new FormatException($"state slot {slot}: {e.Message}", e);
        }
    }

    private static long NextNumber(ref Utf8JsonReader json) =>
        json.Read() && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number)
            ? number
            : throw new JsonException("expected an integer");
}
