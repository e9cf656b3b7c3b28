using Shopstream.Modules.Recommendations.Sessions;

namespace Shopstream.Modules.Recommendations.Training;

/// <summary>The sessions in a training set: by the sender's id, else cut where nothing happens for half an hour.</summary>
/// <param name="Viewed">Items in the order of the events, repeats in a row once; the latest session last.</param>
/// <param name="Bought">Different items bought in one session, of sessions with at least two.</param>
internal sealed record TrainingSessions(SessionLog Viewed, SessionLog Bought)
{
    private const int LongestSession = 200;
    private static readonly long GapMs = (long)TimeSpan.FromMinutes(30).TotalMilliseconds;

    /// <summary>Cuts the events of a training set.</summary>
    public static TrainingSessions Of(TrainingData data)
    {
        var events = data.Events.ToArray();
        Array.Sort(events, static (a, b) => a.User != b.User ? a.User.CompareTo(b.User)
            : a.Session != b.Session ? a.Session.CompareTo(b.Session)
            : a.TimeMs != b.TimeMs ? a.TimeMs.CompareTo(b.TimeMs) : a.Item.CompareTo(b.Item));
        var (viewed, bought) = (new List<(long EndMs, int[] Items)>(), new List<(long EndMs, int[] Items)>());
        for (int from = 0, to; from < events.Length; from = to)
        {
            to = from + 1;
            while (to < events.Length && to - from < LongestSession && IsSame(events[to - 1], events[to])) to++;
            Cut(events.AsSpan(from..to), viewed, bought);
        }

        return new(Log(data.Items.Count, viewed), Log(data.Items.Count, bought));
    }

    private static bool IsSame(in TrainingEvent a, in TrainingEvent b) =>
        a.User == b.User && a.Session == b.Session && (a.Session != 0 || b.TimeMs - a.TimeMs <= GapMs);

    private static void Cut(ReadOnlySpan<TrainingEvent> events, List<(long EndMs, int[] Items)> viewed, List<(long EndMs, int[] Items)> bought)
    {
        var (items, basket) = (new List<int>(), new List<int>());
        foreach (var one in events)
        {
            if (one.Weight > 0 && (items.Count == 0 || items[^1] != one.Item)) items.Add(one.Item);
            if (one.IsPurchase && !basket.Contains(one.Item)) basket.Add(one.Item);
        }

        if (items.Count > 1) viewed.Add((events[^1].TimeMs, [.. items]));
        if (basket.Count > 1) bought.Add((events[^1].TimeMs, [.. basket]));
    }

    private static SessionLog Log(int items, List<(long EndMs, int[] Items)> sessions) =>
        new(items, [.. sessions.OrderBy(s => s.EndMs).Select(s => s.Items)]);
}
