using Shopstream.Modules.Stores;
using Shopstream.Modules.Streaming;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>
/// Event time of one lane of a partition: its watermark, its open windows of every size and its sessions. Not
/// thread-safe.
/// </summary>
internal sealed class AnalyticsLane
{
    private static readonly string[] Sizes = [.. AnalyticsIndices.WindowSizes.Keys];
    private readonly StreamAnalyticsOptions _options;
    private readonly WatermarkTracker _watermark;
    private readonly WindowPanes<AnalyticsPane>[] _windows;
    private readonly List<AnalyticsPane> _found = [];

    public AnalyticsLane(StreamAnalyticsOptions options, string partition)
    {
        _options = options;
        Partition = partition;
        _watermark = new WatermarkTracker(options.OutOfOrderness);
        _windows = [.. Sizes.Select(size => new WindowPanes<AnalyticsPane>(
            new TumblingWindow(AnalyticsIndices.WindowSizes[size]), options.AllowedLateness, _ => new AnalyticsPane()))];
        Sessions = new Sessionizer(options, partition);
    }

    /// <summary>Partition name of its partials.</summary>
    public string Partition { get; }

    public long Watermark => _watermark.Current;

    public Sessionizer Sessions { get; }

    /// <summary>Its input has ended; it goes with the next snapshot.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Takes the time of a record.</summary>
    public void Observe(long timestampMs) => _watermark.Observe(timestampMs);

    /// <summary>The panes of a record, and the names of the windows that it came too late for.</summary>
    public void Collect(long timestampMs, List<AnalyticsPane> panes, List<string> lateWindows)
    {
        panes.Clear();
        lateWindows.Clear();
        for (var i = 0; i < _windows.Length; i++)
        {
            if (_windows[i].TryCollect(timestampMs, Watermark, _found, out _)) panes.Add(_found[0]);
            else lateWindows.Add(Sizes[i]);
        }
    }

    /// <summary>Closes what the watermark has passed and hands out its final result.</summary>
    public void Close(AnalyticsOutputs outputs)
    {
        for (var i = 0; i < _windows.Length; i++)
        {
            var size = Sizes[i];
            _windows[i].Advance(Watermark, (window, pane) => pane.TakeChanged(size, window.StartMs, Partition, outputs));
        }

        Sessions.Advance(Watermark, outputs);
    }

    /// <summary>Raises the watermark while the lane's partition is idle.</summary>
    public void AdvanceTo(long watermark) => _watermark.AdvanceTo(watermark);

    /// <summary>Nothing more will come: everything is closed.</summary>
    public void End(AnalyticsOutputs outputs)
    {
        _watermark.AdvanceTo(long.MaxValue);
        Close(outputs);
        HasEnded = true;
    }

    /// <summary>Hands out early results; a window with many rows not at every call, unless <paramref name="all"/> is asked for.</summary>
    public void Emit(long now, long emitInterval, bool all, AnalyticsOutputs outputs)
    {
        for (var i = 0; i < _windows.Length; i++)
        {
            var windows = _windows[i];
            var size = Sizes[i];
            List<TimeWindow>? postponed = null;
            windows.DrainChanged((window, pane) =>
            {
                if (!all && pane.EmittedAt != long.MinValue && now - pane.EmittedAt < emitInterval * (pane.RowCount / _options.RowsPerEmit))
                {
                    (postponed ??= []).Add(window);
                    return;
                }

                pane.TakeChanged(size, window.StartMs, Partition, outputs);
                pane.EmittedAt = now;
            });
            foreach (var window in postponed ?? []) windows.MarkChanged(window);
        }

        Sessions.DrainChanged(outputs);
    }

    public void Snapshot(StateWriter writer)
    {
        _watermark.Snapshot(writer);
        for (var i = 0; i < _windows.Length; i++) _windows[i].Snapshot(writer.Scope(Sizes[i]), static pane => pane.Encode());
        Sessions.Snapshot(writer.Scope("sessions"));
    }

    public void Restore(StateReader reader)
    {
        _watermark.Restore(reader);
        for (var i = 0; i < _windows.Length; i++)
        {
            _windows[i].Restore(reader.Scope(Sizes[i]), static (_, state) => AnalyticsPane.Decode(state.Span));

            // What had changed when the checkpoint was taken may not have been handed out any more.
            foreach (var (window, _) in _windows[i].Open) _windows[i].MarkChanged(window);
        }

        Sessions.Restore(reader.Scope("sessions"));
    }

    /// <summary>Removes what <see cref="Snapshot"/> leaves behind when everything is closed.</summary>
    public static void Forget(StateWriter writer)
    {
        const string watermark = "watermark";
        writer.Remove(watermark);
        foreach (var size in Sizes) writer.Scope(size).Remove(watermark);
        writer.Scope("sessions").Remove(watermark);
    }
}
