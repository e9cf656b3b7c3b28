using System.Collections;

namespace Shopstream.Modules.Ml.Trees;

/// <summary>The bootstrap sample of one tree of a forest.</summary>
internal sealed class Bag
{
    private readonly BitArray _rows;

    private Bag(BitArray rows, int count) => (_rows, Rows) = (rows, count);

    /// <summary>Number of distinct rows.</summary>
    public int Rows { get; }

    /// <summary>Whether the tree saw the row.</summary>
    public bool Holds(int row) => _rows[row];

    /// <summary>Draws rows with replacement and sets the grower's rows and derivatives: a row drawn k times weighs k times as much.</summary>
    public static Bag Draw(TreeGrower grower, float[] labels, float[] weights, ForestOptions options, int tree)
    {
        var random = SplitMix.For(options.Seed, tree, long.MinValue);
        var counts = grower.Hessians;
        Array.Clear(counts);
        var draws = Math.Max(1, (long)Math.Round(options.RowsPerTree * labels.Length));
        for (var i = 0L; i < draws; i++) counts[random.Next(labels.Length)]++;
        var held = new BitArray(labels.Length);
        var count = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            grower.Rows[count] = row;
            if (counts[row] > 0)
            {
                held[row] = true;
                count++;
            }

            grower.Hessians[row] = counts[row] * weights[row];
            grower.Gradients[row] = -grower.Hessians[row] * labels[row];
        }

        return new(held, count);
    }
}
