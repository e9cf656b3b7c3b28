namespace Shopstream.Modules.Ml.Trees;

/// <summary>Which columns a tree, a level and a node may split on; each draws from the set of the one before.</summary>
internal sealed class ColumnSampler
{
    private readonly TreeOptions _options;
    private readonly int _seed;
    private readonly int _tree;
    private readonly Dictionary<int, int[]> _levels = [];

    public ColumnSampler(TreeOptions options, int columns, int seed, int tree)
    {
        (_options, _seed, _tree) = (options, seed, tree);
        Tree = Draw([.. Enumerable.Range(0, columns)], options.ColumnsPerTree, SplitMix.For(seed, tree, -1));
    }

    /// <summary>Columns of the tree, ascending.</summary>
    public int[] Tree { get; }

    /// <summary>Columns of a node, ascending.</summary>
    public int[] Node(int node, int depth)
    {
        if (!_levels.TryGetValue(depth, out var level))
            _levels.Add(depth, level = Draw(Tree, _options.ColumnsPerLevel, SplitMix.For(_seed, _tree, -2 - depth)));
        return Draw(level, _options.ColumnsPerNode, SplitMix.For(_seed, _tree, node));
    }

    private static int[] Draw(int[] from, double share, SplitMix random)
    {
        var count = Math.Clamp((int)Math.Round(share * from.Length), 1, from.Length);
        if (count == from.Length) return from;
        var drawn = from.ToArray();
        for (var i = 0; i < count; i++)
        {
            var other = i + random.Next(drawn.Length - i);
            (drawn[i], drawn[other]) = (drawn[other], drawn[i]);
        }

        Array.Resize(ref drawn, count);
        Array.Sort(drawn);
        return drawn;
    }
}
