using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Serving;

/// <summary>Adds up sketches of distinct users, so that a user seen in two windows or partitions counts once.</summary>
internal abstract class SketchUnion
{
    /// <summary>Takes the serialized sketch of one partial.</summary>
    public abstract void Add(ReadOnlySpan<byte> sketch);

    /// <summary>Distinct users in all sketches taken so far.</summary>
    public abstract double Estimate();
}

/// <summary>
/// How many different users came in a range: the union of the sketches of <c>live_totals</c> when there is a
/// <see cref="SketchUnion"/>, else the exact number of rows of <c>user_activity</c>.
/// </summary>
internal sealed class DistinctUsers(ISearchIndex index, Func<SketchUnion>? newUnion = null)
{
    // A sketch takes some kilobytes a window and partition: read in slices, so that a long range does not fill memory.
    private const int WindowsPerSlice = 256;

    /// <summary>Distinct users of the range.</summary>
    public async ValueTask<long> CountAsync(AnalyticsRange range, CancellationToken cancellationToken)
    {
        if (newUnion is null)
            return (await index.QueryWindowsAsync(range.Query(AnalyticsIndices.UserActivity), cancellationToken)).Count;

        var union = newUnion();
        for (var fromMs = range.FromMs; fromMs < range.ToMs; fromMs += WindowsPerSlice * range.SizeMs)
        {
            var slice = range.Query(AnalyticsIndices.LiveTotals) with
            {
                FromMs = fromMs,
                ToMs = Math.Min(range.ToMs, fromMs + (WindowsPerSlice * range.SizeMs)),
            };
            foreach (var sketch in await index.SketchesAsync(slice, cancellationToken)) union.Add(sketch.Sketch.Span);
        }

        return (long)Math.Round(union.Estimate());
    }
}
