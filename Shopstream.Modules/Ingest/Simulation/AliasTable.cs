namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>
/// Draws an index with probability proportional to its weight in constant time (Walker's alias method, set up as in
/// Vose, "A Linear Algorithm for Generating Random Numbers with a Given Distribution", IEEE TSE 17(9), 1991).
/// Immutable after construction.
/// </summary>
internal sealed class AliasTable
{
    private readonly double[] _keep;
    private readonly int[] _other;

    /// <param name="weights">Positive weights, one for each index; overwritten.</param>
    public AliasTable(double[] weights)
    {
        var n = weights.Length;
        _keep = weights;
        _other = new int[n];
        var total = 0.0;
        foreach (var weight in weights) total += weight;
        var small = new Stack<int>(n);
        var large = new Stack<int>(n);
        for (var i = 0; i < n; i++)
        {
            weights[i] *= n / total;
            _other[i] = i;
            (weights[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            var poor = small.Pop();
            var rich = large.Pop();
            _other[poor] = rich;
            weights[rich] -= 1 - weights[poor];
            (weights[rich] < 1 ? small : large).Push(rich);
        }

        // What rounding left over stands for a full column.
        foreach (var i in small) weights[i] = 1;
        foreach (var i in large) weights[i] = 1;
    }

    /// <summary>The next index.</summary>
    public int Draw(Xoshiro256 random)
    {
        var column = random.Below(_keep.Length);
        return random.NextDouble() < _keep[column] ? column : _other[column];
    }
}
