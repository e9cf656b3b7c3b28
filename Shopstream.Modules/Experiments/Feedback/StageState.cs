using System.Text.Json;
using Shopstream.Modules.Stores.InProcess;
using Shopstream.Modules.Streaming;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.Experiments.Feedback;

/// <summary>The state of one input partition: sums by user, sums by day, and what was seen already.</summary>
internal sealed class StageState(ExperimentsOptions options)
{
    private const string DaysSlot = "days";
    private const string SeenScope = "seen";
    private const string SeenSlot = "ids";
    private readonly SlotChanges _seenSlots = new();

    public UserLedger Users { get; } = new();

    // Two days more than the windows: days of other time zones, and answers that come late on the bus.
    public DailySums Days { get; } = new((int)Math.Ceiling((options.FeedbackWindow + options.AttributionWindow).TotalDays) + 2);

    public DuplicateFilter Seen { get; private set; } = new(options.FeedbackCapacity);

    public void Restore(StateReader state)
    {
        Users.Restore(state);
        if (state.TryGet(DaysSlot, out var days)) Days.Restore(JsonSerializer.Deserialize(days.Span, ExperimentsJsonContext.Default.ListDailyDocument)!);
        var seen = state.Scope(SeenScope).WithPrefix("").ToDictionary(slot => slot.Key, slot => slot.Value, StringComparer.Ordinal);
        if (seen.Count > 0) Seen = DuplicateFilter.Restore(options.FeedbackCapacity, SeenSlot, seen);
        _seenSlots.Restore(seen);
    }

    public void Snapshot(StateWriter state)
    {
        Users.Snapshot(state);
        state.Put(DaysSlot, JsonSerializer.SerializeToUtf8Bytes(Days.All(), ExperimentsJsonContext.Default.ListDailyDocument));
        var seen = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        Seen.Snapshot(SeenSlot, seen);
        _seenSlots.Write(state.Scope(SeenScope), seen);
    }
}
