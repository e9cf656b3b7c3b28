using System.Globalization;

namespace Shopstream.Modules.Streaming;

/// <content>Checkpoints: one slot a window, named by its bounds.</content>
public sealed partial class WindowPanes<TPane>
{
    private const string WatermarkSlot = "watermark";
    private const string WindowPrefix = "window/";
    private readonly List<TimeWindow> _removed = [];
    private long _savedWatermark = long.MinValue;

    /// <summary>Writes the windows that changed since the previous call, and removes those closed since.</summary>
    /// <param name="writer">Receives the slots.</param>
    /// <param name="encode">Content of a pane; the memory must not change afterwards.</param>
    public void Snapshot(StateWriter writer, Func<TPane, ReadOnlyMemory<byte>> encode)
    {
        foreach (var window in _removed) writer.Remove(SlotOf(window));
        _removed.Clear();
        foreach (var entry in _open)
        {
            if (!entry.IsUnsaved) continue;
            writer.Put(SlotOf(entry.Window), encode(entry.Pane));
            entry.IsUnsaved = false;
            entry.IsSaved = true;
        }

        if (Watermark != _savedWatermark) writer.Put(WatermarkSlot, StateText.Of(Watermark));
        _savedWatermark = Watermark;
    }

    /// <summary>Replaces everything by what <see cref="Snapshot"/> wrote; nothing counts as changed.</summary>
    /// <param name="reader">Gives the slots.</param>
    /// <param name="decode">Makes the pane of a window from its content.</param>
    /// <exception cref="FormatException">A slot is not what <see cref="Snapshot"/> writes.</exception>
    public void Restore(StateReader reader, Func<TimeWindow, ReadOnlyMemory<byte>, TPane> decode)
    {
        _open.Clear();
        _removed.Clear();
        _last = null;
        _anyChanged = false;
        _nextDueMs = long.MaxValue;
        // The watermark comes first: windows behind it were reported as ended before the checkpoint.
        _savedWatermark = Watermark = reader.TryGet(WatermarkSlot, out var text) ? StateText.ToInt64(WatermarkSlot, text.Span) : long.MinValue;
        foreach (var (slot, content) in reader.WithPrefix(WindowPrefix))
        {
            var window = WindowOf(slot);
            Restore(window, decode(window, content));
        }
    }

    /// <summary>Counts every window that has not ended as changed for early results, though not for the next snapshot.</summary>
    internal void MarkUnendedChanged()
    {
        _anyChanged = true;
        foreach (var entry in _open) entry.IsChanged |= !entry.HasEnded;
    }

    private static string SlotOf(TimeWindow window) =>
        string.Create(CultureInfo.InvariantCulture, $"{WindowPrefix}{window.StartMs}/{window.EndMs}");

    private static TimeWindow WindowOf(string slot)
    {
        var bounds = slot.AsSpan(WindowPrefix.Length);
        var slash = bounds.IndexOf('/');
        return slash > 0
            && long.TryParse(bounds[..slash], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var start)
            && long.TryParse(bounds[(slash + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var end)
            ? new(start, end)
            : throw new FormatException($"state slot \"{slot}\": expected {WindowPrefix}START/END");
    }
}
