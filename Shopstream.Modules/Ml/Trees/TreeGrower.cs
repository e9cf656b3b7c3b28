using System.Runtime.InteropServices;

namespace Shopstream.Modules.Ml.Trees;

/// <summary>Grows one tree after the other on the same binned rows. Not thread-safe.</summary>
internal sealed class TreeGrower
{
    private const int Chunk = 16_384;
    private readonly BinnedMatrix _matrix;
    private readonly TreeOptions _options;
    private readonly int _seed;
    private readonly int _threads;
    private readonly PackedGradients _packed;
    private readonly SplitFinder _finder;
    private readonly SplitSearch _search;
    private readonly RowPartition _partition;
    private readonly List<GrowingNode> _nodes = [];

    public TreeGrower(BinnedMatrix matrix, TreeOptions options, int seed, int threads)
    {
        (_matrix, _options, _seed, _threads) = (matrix, options, seed, threads);
        _packed = new(matrix.Rows);
        _finder = new(options, _packed);
        _search = new(matrix, options, _packed, threads);
        _partition = new(matrix.Rows);
        Gradients = new float[matrix.Rows];
        Hessians = new float[matrix.Rows];
    }

    /// <summary>First derivatives by row, to be set before growing.</summary>
    public float[] Gradients { get; }

    /// <summary>Second derivatives by row, to be set before growing; 0 for rows outside the sample.</summary>
    public float[] Hessians { get; }

    /// <summary>Where the rows of the sample are put before growing.</summary>
    public int[] Rows => _partition.Rows;

    /// <summary>Grows a tree on the first <paramref name="count"/> of <see cref="Rows"/>.</summary>
    /// <param name="tree">Number of the tree, which its column samples depend on.</param>
    /// <param name="count">Rows in the sample.</param>
    /// <param name="rate">Factor on the leaves.</param>
    public GrownTree Grow(int tree, int count, double rate)
    {
        _packed.Pack(Gradients, Hessians, _threads);
        var sampler = new ColumnSampler(_options, _matrix.Columns, _seed, tree);
        _nodes.Clear();
        var root = new GrowingNode(0, 0, 0, count, Sum(count), ValueBounds.Free);
        _nodes.Add(root);
        _search.SearchRoot(root, Rows.AsMemory(), sampler);
        var open = new List<GrowingNode> { root };
        var leaves = 1;
        while (open.Count > 0)
        {
            var chosen = Choose(open, leaves);
            if (chosen.Count == 0) break;
            leaves += chosen.Count;
            open.AddRange(SplitNodes(chosen, sampler));
        }

        foreach (var node in _nodes) _search.Release(node);
        return LeafValues.Finish(CollectionsMarshal.AsSpan(_nodes).ToArray(), _matrix, _finder, this, rate, _threads);
    }

    /// <summary>Takes from the open nodes those to be split next; nodes without a split leave the list.</summary>
    private List<GrowingNode> Choose(List<GrowingNode> open, int leaves)
    {
        foreach (var node in open)
            if (node.Best.Gain <= 0) _search.Release(node);
        open.RemoveAll(n => n.Best.Gain <= 0);
        var room = _options.MaxLeaves == 0 ? int.MaxValue : _options.MaxLeaves - leaves;
        var most = _options.Growth == TreeGrowth.LeafWise ? Math.Min(1, room) : room;
        List<GrowingNode> chosen = open.Count <= most ? [.. open] : [.. open.OrderByDescending(n => n.Best.Gain).ThenBy(n => n.Id).Take(most)];
        open.RemoveAll(chosen.Contains);
        return chosen;
    }

    private List<GrowingNode> SplitNodes(List<GrowingNode> chosen, ColumnSampler sampler)
    {
        var cuts = chosen.ConvertAll(n => new RowPartition.Cut(n.Start, n.Count, _matrix.Column(n.Best.Column), n.Best.Bin, n.Best.DefaultLeft));
        var lefts = _partition.Split(cuts, _threads);
        var pairs = new List<(GrowingNode? Parent, GrowingNode Left, GrowingNode? Right)>(chosen.Count);
        var children = new List<GrowingNode>(2 * chosen.Count);
        for (var i = 0; i < chosen.Count; i++)
        {
            var node = chosen[i];
            var rightTotal = node.Total - node.Best.Left;
            var (leftBounds, rightBounds) = _options.Monotone is { } monotone
                ? node.Bounds.Divide(monotone[node.Best.Column], ValueOf(node.Best.Left, node.Bounds), ValueOf(rightTotal, node.Bounds))
                : (node.Bounds, node.Bounds);
            node.Left = _nodes.Count;
            var left = new GrowingNode(_nodes.Count, node.Depth + 1, node.Start, lefts[i], node.Best.Left, leftBounds);
            var right = new GrowingNode(_nodes.Count + 1, node.Depth + 1, node.Start + lefts[i], node.Count - lefts[i], rightTotal, rightBounds);
            _nodes.Add(left);
            _nodes.Add(right);
            pairs.Add((node, left, right));
            children.Add(left);
            children.Add(right);
        }

        _search.Search(pairs, Rows.AsMemory(), sampler);
        return children;
    }

    private double ValueOf(long total, ValueBounds bounds) => _finder.Value(_packed.Gradient(total), _packed.Hessian(total), bounds);

    private long Sum(int count)
    {
        var sums = new long[(count + Chunk - 1) / Chunk];
        ParallelWork.Ranges(_threads, count, Chunk, (from, to) =>
        {
            var sum = 0L;
            for (var i = from; i < to; i++) sum += _packed.Rows[Rows[i]];
            sums[from / Chunk] = sum;
        });
        return sums.Sum();
    }
}
