namespace Shopstream.Modules.Ml.Explanations;

/// <summary>
/// Interventional Tree SHAP (Lundberg et al. 2020, "independent" feature perturbation), exact for a background set. On the path to a
/// leaf a row and a background row each pass some steps. Mixtures of both reach the leaf only if every step is passed by one of them;
/// with a steps passed by the row alone and n by the background alone, each of the former gets <c>(a-1)! n! / (a+n)!</c> of the leaf and
/// each of the latter the negative of <c>a! (n-1)! / (a+n)!</c>. Rows that pass the same steps share one computation.
/// </summary>
internal sealed class InterventionalShap(LeafPath path, FeatureMatrix background)
{
    private readonly Dictionary<ulong, int> _background = CountBy(Patterns(path, background));
    private readonly Dictionary<ulong, float[]> _known = [];

    /// <summary>Adds the path's part to the SHAP values <c>float[features][rows]</c>.</summary>
    public void Add(FeatureMatrix rows, float[][] values)
    {
        var patterns = Patterns(path, rows);
        for (var row = 0; row < patterns.Length; row++)
        {
            if (!_known.TryGetValue(patterns[row], out var parts)) _known.Add(patterns[row], parts = Parts(patterns[row]));
            for (var s = 0; s < parts.Length; s++) values[path.Steps[s].Feature][row] += parts[s];
        }
    }

    private float[] Parts(ulong row)
    {
        var sums = new double[path.Steps.Count];
        var all = path.Steps.Count == 64 ? ulong.MaxValue : (1UL << path.Steps.Count) - 1;
        foreach (var (other, count) in _background)
        {
            if ((row | other) != all) continue;
            var (mine, theirs) = (row & ~other, other & ~row);
            var (a, n) = (System.Numerics.BitOperations.PopCount(mine), System.Numerics.BitOperations.PopCount(theirs));
            for (var s = 0; s < sums.Length; s++)
            {
                if ((mine >> s & 1) != 0) sums[s] += count * Share(a, n);
                else if ((theirs >> s & 1) != 0) sums[s] -= count * Share(n, a);
            }
        }

        return Array.ConvertAll(sums, s => (float)(path.Value * s / background.Rows));
    }

    /// <summary>(a - 1)! n! / (a + n)!, as 1 / (a × (a + n over n)).</summary>
    private static double Share(int a, int n)
    {
        var ways = 1.0;
        for (var i = 1; i <= n; i++) ways *= (a + i) / (double)i;
        return 1 / (a * ways);
    }

    /// <summary>By row: a bit for each step that it passes.</summary>
    private static ulong[] Patterns(LeafPath path, FeatureMatrix rows)
    {
        var patterns = new ulong[rows.Rows];
        for (var s = 0; s < path.Steps.Count; s++)
        {
            var step = path.Steps[s];
            var column = rows.Column(step.Feature);
            for (var r = 0; r < patterns.Length; r++) patterns[r] |= step.Passes(column[r]) ? 1UL << s : 0;
        }

        return patterns;
    }

    private static Dictionary<ulong, int> CountBy(ulong[] patterns)
    {
        var counts = new Dictionary<ulong, int>();
        foreach (var pattern in patterns) counts[pattern] = counts.GetValueOrDefault(pattern) + 1;
        return counts;
    }
}
