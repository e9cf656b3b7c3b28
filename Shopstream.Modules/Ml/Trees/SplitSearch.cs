using System.Buffers;

namespace Shopstream.Modules.Ml.Trees;

/// <summary>
/// Finds the best splits of sibling nodes. Where all columns count, histograms are built block by block for the smaller sibling and
/// subtracted from the parent's for the other; where only a few columns are drawn for each node, column by column for those alone.
/// </summary>
internal sealed class SplitSearch
{
    // Below so many rows, building both children costs no more than keeping the parent's histograms and subtracting.
    private const int LeastKeptRows = 512;
    private const int BlockEntries = BinnedMatrix.BlockWidth * Histograms.Stride;
    private readonly BinnedMatrix _matrix;
    private readonly TreeOptions _options;
    private readonly PackedGradients _packed;
    private readonly SplitFinder _finder;
    private readonly int _threads;
    private readonly byte[][]? _blocks;
    private readonly Stack<long[]> _free = [];

    /// <summary>A search over one matrix.</summary>
    /// <param name="matrix">The features.</param>
    /// <param name="options">How trees are grown.</param>
    /// <param name="packed">Derivatives of the rows; read anew at each search.</param>
    /// <param name="threads">Threads to work with.</param>
    public SplitSearch(BinnedMatrix matrix, TreeOptions options, PackedGradients packed, int threads)
    {
        (_matrix, _options, _packed, _threads) = (matrix, options, packed, threads);
        _finder = new(options, packed);
        // A column costs about the same alone as in a block, but alone it needs both siblings' rows.
        if (options.ColumnsPerTree * options.ColumnsPerLevel * options.ColumnsPerNode > 0.5) _blocks = matrix.MakeBlocks(threads);
    }

    /// <summary>Sets the best split of the root.</summary>
    public void SearchRoot(GrowingNode root, ReadOnlyMemory<int> rows, ColumnSampler sampler) => Search([(null, root, null)], rows, sampler);

    /// <summary>Sets the best splits of siblings whose parents were searched before, and takes over the parents' histograms.</summary>
    public void Search(IReadOnlyList<(GrowingNode? Parent, GrowingNode Left, GrowingNode? Right)> pairs, ReadOnlyMemory<int> rows, ColumnSampler sampler)
    {
        var nodes = new List<GrowingNode>(2 * pairs.Count);
        foreach (var (parent, left, right) in pairs)
        {
            if (MaySplit(left)) nodes.Add(left);
            if (right is not null && MaySplit(right)) nodes.Add(right);
        }

        if (_blocks is null) SearchColumns(nodes, rows, sampler);
        else SearchBlocks([.. pairs.Where(p => MaySplit(p.Left) || (p.Right is not null && MaySplit(p.Right)))], rows, sampler);
        foreach (var (parent, _, _) in pairs)
            if (parent?.Histograms is not null) Release(parent);
    }

    /// <summary>Gives back the histograms of a node that is not split any further.</summary>
    public void Release(GrowingNode node)
    {
        if (node.Histograms is { } histograms) _free.Push(histograms);
        node.Histograms = null;
    }

    private bool MaySplit(GrowingNode node) =>
        node.Depth < _options.MaxDepth && node.Count >= 2 && _packed.Hessian(node.Total) >= 2 * _options.MinChildWeight * (1 - 1e-9);

    private bool IsKept(GrowingNode node) => MaySplit(node) && node.Count >= LeastKeptRows && node.Depth + 1 < _options.MaxDepth;

    private void SearchColumns(List<GrowingNode> nodes, ReadOnlyMemory<int> rows, ColumnSampler sampler)
    {
        var pieces = new List<(GrowingNode Node, int Column)>();
        foreach (var node in nodes)
            foreach (var column in sampler.Node(node.Id, node.Depth)) pieces.Add((node, column));
        var splits = new Split[pieces.Count];
        ParallelWork.Run(_threads, pieces.Count, i =>
        {
            var (node, column) = pieces[i];
            Span<long> histogram = stackalloc long[Histograms.Stride];
            histogram.Clear();
            Histograms.AddColumn(_matrix.Column(column), rows.Span.Slice(node.Start, node.Count), _packed.Rows, histogram);
            _finder.Find(histogram, column, _matrix.Cuts[column], node.Total, node.Bounds, ref splits[i]);
        });
        for (var i = 0; i < splits.Length; i++)
            if (splits[i].Gain > pieces[i].Node.Best.Gain) pieces[i].Node.Best = splits[i];
    }

    private void SearchBlocks((GrowingNode? Parent, GrowingNode Left, GrowingNode? Right)[] pairs, ReadOnlyMemory<int> rows, ColumnSampler sampler)
    {
        var blocks = _matrix.BlockCount;
        var families = Array.ConvertAll(pairs, p => Family.Of(p.Parent, p.Left, p.Right));
        var columns = new (int[] Smaller, int[] Larger)[families.Length];
        for (var i = 0; i < families.Length; i++)
        {
            var (parent, smaller, larger) = families[i];
            if (IsKept(smaller)) smaller.Histograms = Take();
            if (larger is not null && parent?.Histograms is null && IsKept(larger)) larger.Histograms = Take();
            columns[i] = (MaySplit(smaller) ? sampler.Node(smaller.Id, smaller.Depth) : [], larger is not null && MaySplit(larger) ? sampler.Node(larger.Id, larger.Depth) : []);
        }

        var splits = new (Split Smaller, Split Larger)[families.Length * blocks];
        ParallelWork.Run(_threads, splits.Length, i =>
        {
            var (family, block) = (families[i / blocks], i % blocks);
            var scratch = ArrayPool<long>.Shared.Rent(2 * BlockEntries);
            var ofSmaller = Entries(family.Smaller, block, scratch.AsSpan(0, BlockEntries));
            Build(family.Smaller, block, rows.Span, ofSmaller);
            Find(family.Smaller, columns[i / blocks].Smaller, block, ofSmaller, ref splits[i].Smaller);
            if (family.Larger is { } larger && (MaySplit(larger)))
            {
                var ofLarger = Entries(larger, block, scratch.AsSpan(BlockEntries, BlockEntries));
                if (family.Parent?.Histograms is { } parent)
                {
                    ofLarger = parent.AsSpan(block * BlockEntries, BlockEntries);
                    Subtract(block, ofLarger, ofSmaller);
                }
                else
                {
                    Build(larger, block, rows.Span, ofLarger);
                }

                Find(larger, columns[i / blocks].Larger, block, ofLarger, ref splits[i].Larger);
            }

            ArrayPool<long>.Shared.Return(scratch);
        });

        for (var i = 0; i < families.Length; i++)
        {
            var (parent, smaller, larger) = families[i];
            for (var b = 0; b < blocks; b++)
            {
                var (ofSmaller, ofLarger) = splits[i * blocks + b];
                if (ofSmaller.Gain > smaller.Best.Gain) smaller.Best = ofSmaller;
                if (larger is not null && ofLarger.Gain > larger.Best.Gain) larger.Best = ofLarger;
            }

            if (larger is null || parent?.Histograms is null || !IsKept(larger)) continue;
            (larger.Histograms, parent.Histograms) = (parent.Histograms, null);
        }
    }

    private static Span<long> Entries(GrowingNode node, int block, Span<long> scratch) =>
        node.Histograms is { } kept ? kept.AsSpan(block * BlockEntries, BlockEntries) : scratch;

    private void Build(GrowingNode node, int block, ReadOnlySpan<int> rows, Span<long> histograms)
    {
        histograms.Clear();
        Histograms.AddBlock(_blocks![block], rows.Slice(node.Start, node.Count), _packed.Rows, histograms);
    }

    private void Subtract(int block, Span<long> from, ReadOnlySpan<long> other)
    {
        var columns = Math.Min(BinnedMatrix.BlockWidth, _matrix.Columns - block * BinnedMatrix.BlockWidth);
        VectorMath.Subtract<long>(from[..(columns * Histograms.Stride)], other);
    }

    private void Find(GrowingNode node, int[] columns, int block, ReadOnlySpan<long> histograms, ref Split best)
    {
        var first = block * BinnedMatrix.BlockWidth;
        foreach (var column in columns)
        {
            if (column < first || column >= first + BinnedMatrix.BlockWidth) continue;
            _finder.Find(histograms.Slice((column - first) * Histograms.Stride, Histograms.Stride), column, _matrix.Cuts[column], node.Total, node.Bounds, ref best);
        }
    }

    private long[] Take() => _free.TryPop(out var histograms) ? histograms : GC.AllocateUninitializedArray<long>(_matrix.BlockCount * BlockEntries);

    private readonly record struct Family(GrowingNode? Parent, GrowingNode Smaller, GrowingNode? Larger)
    {
        public static Family Of(GrowingNode? parent, GrowingNode left, GrowingNode? right) =>
            right is null || left.Count <= right.Count ? new(parent, left, right) : new(parent, right, left);
    }
}
