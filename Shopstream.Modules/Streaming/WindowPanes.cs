namespace Shopstream.Modules.Streaming;

/// <summary>
/// The open windows of one operator, each with a pane that holds what the operator gathers for it. A window is made by its
/// first record, <i>ends</i> once the watermark reaches its end, and is <i>closed</i> and removed once the watermark reaches
/// its end plus the allowed lateness. Callbacks come ordered by window start. Not thread-safe.
/// </summary>
/// <typeparam name="TPane">What a window holds.</typeparam>
public sealed partial class WindowPanes<TPane>
    where TPane : class
{
    private readonly WindowAssigner _assigner;
    private readonly Func<TimeWindow, TPane> _create;
    private readonly long _latenessMs;
    private readonly TimeWindow[] _assigned;
    private readonly List<Entry> _open = [];
    private readonly List<Entry> _due = [];
    private Entry? _last;
    private int _hint;
    private bool _anyChanged;
    private long _nextDueMs = long.MaxValue;

    /// <summary>Creates the set without any window.</summary>
    /// <param name="assigner">Which windows a record belongs to.</param>
    /// <param name="allowedLateness">How long after its end a window still takes records, in event time; zero or more, whole milliseconds.</param>
    /// <param name="create">Makes the pane of a new window.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lateness is negative or has a fraction of a millisecond.</exception>
    public WindowPanes(WindowAssigner assigner, TimeSpan allowedLateness, Func<TimeWindow, TPane> create)
    {
        _assigner = assigner;
        _create = create;
        _latenessMs = EventTime.NotNegative(allowedLateness, nameof(allowedLateness));
        _assigned = new TimeWindow[assigner.MaxWindowsPerRecord];
    }

    /// <summary>A copy of the open windows and their panes, ordered by start.</summary>
    public IReadOnlyCollection<KeyValuePair<TimeWindow, TPane>> Open => _open.ConvertAll(entry => KeyValuePair.Create(entry.Window, entry.Pane));

    /// <summary>Number of open windows.</summary>
    public int Count => _open.Count;

    /// <summary>The largest watermark that <see cref="Advance(long, Action{TimeWindow, TPane})"/> was given.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>
    /// Finds or makes the panes of a record, and marks them changed. A watermark below <see cref="Watermark"/> counts as that,
    /// so a closed window is never made a second time.
    /// </summary>
    /// <param name="timestampMs">Event time of the record.</param>
    /// <param name="watermark">The watermark before this record.</param>
    /// <param name="panes">Cleared, then filled with the panes of the windows that are not closed.</param>
    /// <param name="late">For how many of its windows the record is too late.</param>
    /// <returns>False when it is too late for all of them.</returns>
    public bool TryCollect(long timestampMs, long watermark, List<TPane> panes, out int late)
    {
        panes.Clear();
        late = 0;
        if (watermark < Watermark) watermark = Watermark;
        if (_last is { } last && last.Window.Contains(timestampMs) && last.CloseAtMs > watermark)
        {
            Touch(last);
            panes.Add(last.Pane);
            return true;
        }

        var count = _assigner.Assign(timestampMs, _assigned);
        // Neighbouring windows stand side by side, so each search starts where the one before ended.
        var index = _hint;
        for (var i = 0; i < count; i++)
        {
            if (_assigned[i].EndMs + _latenessMs <= watermark)
            {
                late++;
                continue;
            }

            var entry = FindOrCreate(_assigned[i], ref index);
            if (panes.Count == 0) _hint = index;
            index++;
            Touch(entry);
            panes.Add(entry.Pane);
            // Where records have one window, a timestamp inside it needs no search at all.
            if (_assigned.Length == 1) _last = entry;
        }

        return panes.Count > 0;
    }

    /// <summary>Removes the windows that the watermark closes and hands them out: their final result.</summary>
    public void Advance(long watermark, Action<TimeWindow, TPane> closed) => Advance(watermark, closed, ended: null);

    /// <summary>
    /// Hands out the windows whose end the watermark reached, once each, and removes those that it closes. For a window that
    /// does both at once <paramref name="ended"/> comes right before <paramref name="closed"/>. A window made after the
    /// watermark had passed its end is not reported as ended.
    /// </summary>
    public void Advance(long watermark, Action<TimeWindow, TPane> closed, Action<TimeWindow, TPane>? ended)
    {
        if (watermark > Watermark) Watermark = watermark;
        if (Watermark < _nextDueMs) return;
        _nextDueMs = long.MaxValue;
        var kept = 0;
        for (var i = 0; i < _open.Count; i++)
        {
            var entry = _open[i];
            if (entry.DueMs <= Watermark) _due.Add(entry);
            if (entry.CloseAtMs > Watermark)
            {
                _open[kept++] = entry;
                _nextDueMs = Math.Min(_nextDueMs, entry.Window.EndMs > Watermark ? entry.Window.EndMs : entry.CloseAtMs);
            }
            else if (entry.IsSaved)
            {
                _removed.Add(entry.Window);
            }
        }

        _open.RemoveRange(kept, _open.Count - kept);
        _last = null;
        foreach (var entry in _due)
        {
            if (!entry.HasEnded) ended?.Invoke(entry.Window, entry.Pane);
            entry.HasEnded = true;
            if (entry.CloseAtMs <= Watermark) closed(entry.Window, entry.Pane);
        }

        _due.Clear();
    }

    /// <summary>Hands out the open windows changed since the previous call, each once: their early results.</summary>
    public void DrainChanged(Action<TimeWindow, TPane> changed)
    {
        if (!_anyChanged) return;
        _anyChanged = false;
        foreach (var entry in _open)
        {
            if (!entry.IsChanged) continue;
            entry.IsChanged = false;
            changed(entry.Window, entry.Pane);
        }
    }

    /// <summary>Marks an open window changed, for early results and for the next snapshot.</summary>
    /// <exception cref="ArgumentException">The window is not open.</exception>
    public void MarkChanged(TimeWindow window)
    {
        var index = _hint;
        if (!Search(window, ref index)) throw new ArgumentException($"window {window} is not among the {_open.Count} open ones", nameof(window));
        Touch(_open[index]);
    }

    /// <summary>Puts back a window from a checkpoint; it does not count as changed.</summary>
    /// <exception cref="ArgumentException">The window is open already.</exception>
    public void Restore(TimeWindow window, TPane pane)
    {
        var index = _hint;
        if (Search(window, ref index)) throw new ArgumentException($"window {window} is open already", nameof(window));
        Insert(index, window, pane).IsSaved = true;
    }

    private void Touch(Entry entry)
    {
        entry.IsChanged = true;
        entry.IsUnsaved = true;
        _anyChanged = true;
    }

    private Entry FindOrCreate(TimeWindow window, ref int index) =>
        Search(window, ref index) ? _open[index] : Insert(index, window, _create(window));

    private Entry Insert(int index, TimeWindow window, TPane pane)
    {
        var entry = new Entry(window, pane, window.EndMs + _latenessMs) { HasEnded = window.EndMs <= Watermark };
        _open.Insert(index, entry);
        _nextDueMs = Math.Min(_nextDueMs, entry.DueMs);
        return entry;
    }

    /// <summary>Finds a window, or the place where it belongs; tries the given place first.</summary>
    private bool Search(TimeWindow window, ref int index)
    {
        if ((uint)index < (uint)_open.Count && _open[index].Window == window) return true;
        var (low, high) = (0, _open.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var other = _open[middle].Window;
            var order = other.StartMs != window.StartMs ? other.StartMs.CompareTo(window.StartMs) : other.EndMs.CompareTo(window.EndMs);
            if (order == 0)
            {
                index = middle;
                return true;
            }

            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        index = low;
        return false;
    }

    private sealed class Entry(TimeWindow window, TPane pane, long closeAtMs)
    {
        public readonly TimeWindow Window = window;
        public readonly TPane Pane = pane;
        public readonly long CloseAtMs = closeAtMs;
        public bool HasEnded;
        public bool IsChanged;
        public bool IsUnsaved;
        public bool IsSaved;

        /// <summary>The watermark at which something happens to the window next.</summary>
        public long DueMs => HasEnded ? CloseAtMs : Window.EndMs;
    }
}
