using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Explanations;

/// <summary>
/// Exact path-dependent Tree SHAP for <see cref="TileRows"/> rows at a time: what Lundberg et al. 2020, algorithm 2, computes, by one
/// walk over the tree that carries products down and sums of leaves up (as Linear TreeSHAP, Yu et al. 2022, does with polynomials),
/// see <see cref="ShapTree"/>. Not thread-safe.
/// </summary>
internal sealed class PathDependentShap
{
    /// <summary>Rows taken at a time.</summary>
    public const int TileRows = 32;

    private static readonly int Width = TileRows / Vector<float>.Count;
    private readonly Vector<float>[] _values;
    private readonly Vector<float>[] _shap;
    private readonly Vector<int>[] _follows;
    private readonly Vector<float>[] _products;
    private readonly Vector<float>[] _sums;

    public PathDependentShap(int columns, int depth)
    {
        var points = Math.Max(1, (depth + 1) / 2);
        _values = new Vector<float>[columns * Width];
        _shap = new Vector<float>[columns * Width];
        _follows = new Vector<int>[(depth + 1) * Width];
        _products = new Vector<float>[(depth + 1) * points * Width];
        _sums = new Vector<float>[(depth + 1) * points * Width];
    }

    /// <summary>Feature values of the tile, column by column, <see cref="TileRows"/> each; to be filled before explaining.</summary>
    public Span<float> Column(int column) => MemoryMarshal.Cast<Vector<float>, float>(_values.AsSpan(column * Width, Width));

    /// <summary>SHAP values of the tile for a feature.</summary>
    public ReadOnlySpan<float> Shap(int column) => MemoryMarshal.Cast<Vector<float>, float>(_shap.AsSpan(column * Width, Width));

    /// <summary>Explains the tile by all trees.</summary>
    public void Explain(ShapTree[] trees)
    {
        Array.Clear(_shap);
        foreach (var tree in trees)
        {
            if (tree.Tree.IsLeaf(0)) continue;
            _products.AsSpan(0, tree.Points * Width).Fill(Vector<float>.One);
            _follows.AsSpan(0, Width).Fill(Vector<int>.AllBitsSet);
            Visit(tree, 0, 0);
        }
    }

    /// <summary>Leaves the sums of the leaves below a node at its depth.</summary>
    private void Visit(ShapTree prepared, int node, int depth)
    {
        var tree = prepared.Tree;
        var size = prepared.Points * Width;
        _sums.AsSpan(depth * size, size).Clear();
        var (feature, left) = (tree.Feature[node], tree.Left[node]);
        for (var child = left; child <= left + 1; child++)
        {
            Descend(prepared, node, child, depth, child == left);
            if (tree.IsLeaf(child))
            {
                AddLeaf(prepared, child, depth, feature);
            }
            else
            {
                Multiply(prepared, child, depth);
                Visit(prepared, child, depth + 1);
                AddBranch(prepared, child, depth, feature);
            }
        }
    }

    /// <summary>Finds which rows follow the edge and its feature's edges above.</summary>
    private void Descend(ShapTree prepared, int node, int child, int depth, bool goesLeft)
    {
        var tree = prepared.Tree;
        var threshold = new Vector<float>(tree.Threshold[node]);
        // A comparison with a missing value is false: asking for the other side includes it.
        var inverted = tree.DefaultLeft[node];
        var flip = inverted == goesLeft ? Vector<int>.AllBitsSet : Vector<int>.Zero;
        var values = _values.AsSpan(tree.Feature[node] * Width, Width);
        var above = _follows.AsSpan(prepared.Ancestors[child] * Width, Width);
        var follows = _follows.AsSpan((depth + 1) * Width, Width);
        for (var v = 0; v < values.Length; v++)
        {
            var side = inverted ? Vector.GreaterThanOrEqual(values[v], threshold) : Vector.LessThan(values[v], threshold);
            follows[v] = (side ^ flip) & above[v];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddLeaf(ShapTree prepared, int leaf, int depth, int feature)
    {
        var value = new Vector<float>(prepared.Tree.Value[leaf]);
        var points = prepared.Points;
        ref var edges = ref prepared.Edges[leaf * points * ShapTree.Constants];
        ref var products = ref _products[depth * points * Width];
        ref var sums = ref _sums[depth * points * Width];
        ref var above = ref _follows[prepared.Ancestors[leaf] * Width];
        ref var follows = ref _follows[(depth + 1) * Width];
        ref var shap = ref _shap[feature * Width];
        var ratio = new Vector<float>(prepared.Ratios[leaf]);
        for (var v = 0; v < Width; v++)
        {
            var (yes, known) = (Unsafe.Add(ref follows, v), Unsafe.Add(ref above, v));
            var added = Vector<float>.Zero;
            for (var q = 0; q < points; q++)
            {
                ref var edge = ref Unsafe.Add(ref edges, q * ShapTree.Constants);
                var factor = Vector.ConditionalSelect(yes, new Vector<float>(edge), new Vector<float>(Unsafe.Add(ref edge, 1)));
                factor = Vector.ConditionalSelect(known, factor, ratio);
                var sum = Unsafe.Add(ref products, q * Width + v) * factor * value;
                Unsafe.Add(ref sums, q * Width + v) += sum;
                added += sum * Vector.ConditionalSelect(yes, new Vector<float>(Unsafe.Add(ref edge, 2)), new Vector<float>(Unsafe.Add(ref edge, 3)));
            }

            // Rows that left the feature's path above get nothing new below.
            Unsafe.Add(ref shap, v) += Vector.ConditionalSelect(known, added, Vector<float>.Zero);
        }
    }

    /// <summary>Carries the products over the edge to a child.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(ShapTree prepared, int child, int depth)
    {
        var points = prepared.Points;
        ref var edges = ref prepared.Edges[child * points * ShapTree.Constants];
        ref var from = ref _products[depth * points * Width];
        ref var to = ref _products[(depth + 1) * points * Width];
        ref var above = ref _follows[prepared.Ancestors[child] * Width];
        ref var follows = ref _follows[(depth + 1) * Width];
        var ratio = new Vector<float>(prepared.Ratios[child]);
        for (var v = 0; v < Width; v++)
        {
            var (yes, known) = (Unsafe.Add(ref follows, v), Unsafe.Add(ref above, v));
            for (var q = 0; q < points; q++)
            {
                ref var edge = ref Unsafe.Add(ref edges, q * ShapTree.Constants);
                var factor = Vector.ConditionalSelect(yes, new Vector<float>(edge), new Vector<float>(Unsafe.Add(ref edge, 1)));
                Unsafe.Add(ref to, q * Width + v) = Unsafe.Add(ref from, q * Width + v) * Vector.ConditionalSelect(known, factor, ratio);
            }
        }
    }

    /// <summary>Counts the leaves below a child for the feature of its edge, and for the edges above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddBranch(ShapTree prepared, int child, int depth, int feature)
    {
        var points = prepared.Points;
        ref var edges = ref prepared.Edges[child * points * ShapTree.Constants];
        ref var sums = ref _sums[depth * points * Width];
        ref var below = ref _sums[(depth + 1) * points * Width];
        ref var above = ref _follows[prepared.Ancestors[child] * Width];
        ref var follows = ref _follows[(depth + 1) * Width];
        ref var shap = ref _shap[feature * Width];
        for (var v = 0; v < Width; v++)
        {
            var (yes, known) = (Unsafe.Add(ref follows, v), Unsafe.Add(ref above, v));
            var added = Vector<float>.Zero;
            for (var q = 0; q < points; q++)
            {
                ref var edge = ref Unsafe.Add(ref edges, q * ShapTree.Constants);
                var sum = Unsafe.Add(ref below, q * Width + v);
                Unsafe.Add(ref sums, q * Width + v) += sum;
                added += sum * Vector.ConditionalSelect(yes, new Vector<float>(Unsafe.Add(ref edge, 2)), new Vector<float>(Unsafe.Add(ref edge, 3)));
            }

            Unsafe.Add(ref shap, v) += Vector.ConditionalSelect(known, added, Vector<float>.Zero);
        }
    }
}
