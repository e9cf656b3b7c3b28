namespace Shopstream.Modules.Ml.Trees;

/// <summary>
/// The rows of a tree, those of each node side by side and ascending. Splitting a node reorders its own stretch only.
/// </summary>
internal sealed class RowPartition(int capacity)
{
    private const int Chunk = 16_384;
    private readonly int[] _lefts = new int[capacity];
    private readonly int[] _rights = new int[capacity];

    /// <summary>Row numbers.</summary>
    public int[] Rows { get; } = new int[capacity];

    /// <summary>One node to split.</summary>
    /// <param name="Start">First entry of the node.</param>
    /// <param name="Count">Entries of the node.</param>
    /// <param name="Column">Bins of the column compared.</param>
    /// <param name="Bin">The last bin that goes left.</param>
    /// <param name="DefaultLeft">Whether missing values go left.</param>
    public readonly record struct Cut(int Start, int Count, byte[] Column, int Bin, bool DefaultLeft);

    /// <summary>Splits nodes and returns how many rows each left child has.</summary>
    public int[] Split(IReadOnlyList<Cut> cuts, int threads)
    {
        var chunks = new List<(int Cut, int From, int To)>();
        for (var c = 0; c < cuts.Count; c++)
        {
            var end = cuts[c].Start + cuts[c].Count;
            for (var from = cuts[c].Start; from < end; from += Chunk) chunks.Add((c, from, Math.Min(end, from + Chunk)));
        }

        var lefts = new int[chunks.Count];
        ParallelWork.Run(threads, chunks.Count, i => lefts[i] = Separate(cuts[chunks[i].Cut], chunks[i].From, chunks[i].To));
        var totals = new int[cuts.Count];
        for (var i = 0; i < lefts.Length; i++) totals[chunks[i].Cut] += lefts[i];
        var targets = new (int Left, int Right)[chunks.Count];
        for (var (i, left, right) = (0, 0, 0); i < lefts.Length; i++)
        {
            var (cut, from, to) = chunks[i];
            if (from == cuts[cut].Start) (left, right) = (from, from + totals[cut]);
            targets[i] = (left, right);
            left += lefts[i];
            right += to - from - lefts[i];
        }

        ParallelWork.Run(threads, chunks.Count, i =>
        {
            var (_, from, to) = chunks[i];
            _lefts.AsSpan(from, lefts[i]).CopyTo(Rows.AsSpan(targets[i].Left));
            _rights.AsSpan(from, to - from - lefts[i]).CopyTo(Rows.AsSpan(targets[i].Right));
        });
        return totals;
    }

    private unsafe int Separate(Cut cut, int from, int to)
    {
        fixed (byte* bins = cut.Column)
        fixed (int* rows = Rows)
        fixed (int* lefts = _lefts)
        fixed (int* rights = _rights)
        {
            // Adding one turns the bin of missing values into the lowest.
            var shift = cut.DefaultLeft ? 1 : 0;
            var last = cut.Bin + shift;
            int left = from, right = from;
            for (var i = from; i < to; i++)
            {
                var row = rows[i];
                lefts[left] = row;
                rights[right] = row;
                var goesLeft = (byte)(bins[row] + shift) <= last ? 1 : 0;
                left += goesLeft;
                right += 1 - goesLeft;
            }

            return left - from;
        }
    }
}
