namespace Shopstream.Modules.Streaming;

/// <summary>
/// A stretch of activity of one key without a pause as long as the gap. Owned and changed by its <see cref="SessionWindows{TKey, TAcc}"/>.
/// </summary>
public sealed class Session<TKey, TAcc>
    where TKey : notnull
{
    internal Session(TKey key, long startMs, long lastMs, long endMs, TAcc acc) =>
        (Key, StartMs, LastMs, EndMs, Acc) = (key, startMs, lastMs, endMs, acc);

    /// <summary>Whose session it is.</summary>
    public TKey Key { get; }

    /// <summary>Time of the first event.</summary>
    public long StartMs { get; internal set; }

    /// <summary>Time of the last event.</summary>
    public long LastMs { get; internal set; }

    /// <summary>Last event plus the gap: the first moment that no longer belongs to the session.</summary>
    public long EndMs { get; internal set; }

    /// <summary>What was gathered.</summary>
    public TAcc Acc { get; internal set; }

    /// <summary>Whether the watermark reached the end; a late event can move the end and with it undo this.</summary>
    public bool HasEnded { get; internal set; }

    /// <summary>Start and end.</summary>
    public TimeWindow Window => new(StartMs, EndMs);

    /// <summary>The key's session after this one.</summary>
    internal Session<TKey, TAcc>? Next { get; set; }

    /// <summary>Watermark at which it is looked at next; other entries in the schedule are outdated.</summary>
    internal long DueMs { get; set; }

    internal bool IsOpen { get; set; } = true;

    internal bool IsChanged { get; set; }

    internal bool IsUnsaved { get; set; }

    /// <summary>Start under which a snapshot holds it, if one does.</summary>
    internal long? SavedStartMs { get; set; }
}
