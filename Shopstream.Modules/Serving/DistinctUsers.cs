using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Modules.Serving;

/// <summary>
/// How many different users came in a range: the union of the sketches of <c>live_totals</c>, so that a user seen in two windows
/// or partitions counts once.
/// </summary>
internal sealed class DistinctUsers(ISearchIndex index)
{
    // A sketch takes some kilobytes a window and partition: read in slices, so that a long range does not fill memory.
    private const int WindowsPerSlice = 256;

    /// <summary>Distinct users of the range.</summary>
    public async ValueTask<long> CountAsync(AnalyticsRange range, CancellationToken cancellationToken)
    {
        var union = new HyperLogLog();
        for (var fromMs = range.FromMs; fromMs < range.ToMs; fromMs += WindowsPerSlice * range.SizeMs)
        {
            var slice = range.Query(AnalyticsIndices.LiveTotals) with
            {
                FromMs = fromMs,
                ToMs = Math.Min(range.ToMs, fromMs + (WindowsPerSlice * range.SizeMs)),
            };
            foreach (var sketch in await index.SketchesAsync(slice, cancellationToken)) union.Merge(HyperLogLog.FromBytes(sketch.Sketch.Span));
        }

        return (long)Math.Round(union.Estimate());
    }
}
