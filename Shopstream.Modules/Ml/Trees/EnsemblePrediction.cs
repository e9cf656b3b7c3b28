namespace Shopstream.Modules.Ml.Trees;

/// <summary>Adds up leaves: rows in small tiles, each tree over a whole tile, so that tree and rows stay in the cache.</summary>
internal static class EnsemblePrediction
{
    private const int Tile = 64;
    private const int TilesPerPiece = 16;

    /// <summary>The margin of each row, summed in the order of the trees.</summary>
    public static float[] Margins(TreeEnsemble model, FeatureMatrix matrix)
    {
        var margins = new float[matrix.Rows];
        margins.AsSpan().Fill(model.BaseMargin);
        var columns = matrix.Columns;
        ParallelWork.Ranges(Environment.ProcessorCount, matrix.Rows, Tile * TilesPerPiece, (from, to) =>
        {
            var tile = new float[Tile * columns];
            for (var start = from; start < to; start += Tile)
            {
                var count = Math.Min(Tile, to - start);
                for (var c = 0; c < columns; c++)
                {
                    var values = matrix.Column(c).Slice(start, count);
                    for (var r = 0; r < count; r++) tile[r * columns + c] = values[r];
                }

                foreach (var tree in model.Trees)
                    for (var r = 0; r < count; r++) margins[start + r] += tree.Value[Leaf(tree, tile.AsSpan(r * columns, columns))];
            }
        });
        return margins;
    }

    private static int Leaf(RegressionTree tree, ReadOnlySpan<float> row)
    {
        var node = 0;
        for (var left = tree.Left[0]; left != 0; left = tree.Left[node])
        {
            var value = row[tree.Feature[node]];
            var goesLeft = float.IsNaN(value) ? tree.DefaultLeft[node] : value < tree.Threshold[node];
            node = goesLeft ? left : left + 1;
        }

        return node;
    }
}
