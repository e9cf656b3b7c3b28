using System.Numerics;
using System.Runtime.InteropServices;

namespace Shopstream.Modules.Ml.Explanations;

/// <summary>
/// SHAP values of pairs of features, path by path: the weight <c>k! (d-2-k)! / (d-1)!</c> of a pair is the integral of
/// <c>t^k (1-t)^(d-2-k)</c>, so that the quadrature of <see cref="ShapTree"/> serves here too, with the factors of both features left out.
/// Not thread-safe.
/// </summary>
internal sealed class InteractionShap
{
    /// <summary>Rows taken at a time: one vector.</summary>
    public static readonly int TileRows = Vector<float>.Count;

    private readonly Path[] _paths;
    private readonly Vector<float>[] _pairs;

    private InteractionShap(Path[] paths, int columns)
    {
        _paths = paths;
        Values = new Vector<float>[columns];
        _pairs = new Vector<float>[columns * (columns + 1) / 2];
    }

    /// <summary>Feature values of the tile, to be set before explaining.</summary>
    public Vector<float>[] Values { get; }

    /// <summary>By <see cref="ShapInteractions.Pair"/>: values off the diagonal; on it sums of whole SHAP values less the row's pairs.</summary>
    public ReadOnlySpan<float> Pair(int pair) => MemoryMarshal.Cast<Vector<float>, float>(_pairs.AsSpan(pair, 1));

    /// <summary>The paths of all trees, which copies of this share.</summary>
    public static InteractionShap Of(IEnumerable<LeafPath> paths, int columns) => new([.. paths.Where(p => p.Steps.Count > 0).Select(Path.Of)], columns);

    /// <summary>Another one for another thread.</summary>
    public InteractionShap Copy() => new(_paths, Values.Length);

    /// <summary>Explains the tile.</summary>
    public void Explain()
    {
        Array.Clear(_pairs);
        foreach (var path in _paths) Add(path);
    }

    private void Add(Path path)
    {
        var steps = path.Steps;
        Span<Vector<int>> follows = stackalloc Vector<int>[steps.Length];
        Span<Vector<float>> parts = stackalloc Vector<float>[steps.Length];
        for (var s = 0; s < steps.Length; s++)
        {
            var value = Values[steps[s].Feature];
            var inside = Vector.GreaterThanOrEqual(value, new Vector<float>(steps[s].Low));
            if (!float.IsPositiveInfinity(steps[s].High)) inside &= Vector.LessThan(value, new Vector<float>(steps[s].High));
            follows[s] = steps[s].Missing ? inside | ~Vector.Equals(value, value) : inside;
        }

        for (var q = 0; q < path.Points; q++)
        {
            var product = new Vector<float>(path.Value * path.Weights[q]);
            for (var s = 0; s < steps.Length; s++)
            {
                var constants = path.Constants.AsSpan((q * steps.Length + s) * ShapTree.Constants, ShapTree.Constants);
                product *= Vector.ConditionalSelect(follows[s], new Vector<float>(constants[0]), new Vector<float>(constants[1]));
                parts[s] = Vector.ConditionalSelect(follows[s], new Vector<float>(constants[2]), new Vector<float>(constants[3]));
            }

            for (var a = 0; a < steps.Length; a++)
            {
                var whole = product * parts[a];
                _pairs[ShapInteractions.Pair(steps[a].Feature, steps[a].Feature)] += whole;
                for (var b = 0; b < a; b++) _pairs[ShapInteractions.Pair(steps[a].Feature, steps[b].Feature)] += whole * parts[b] * 0.5f;
            }
        }
    }

    private sealed record Path(float Value, LeafPath.Step[] Steps, int Points, float[] Weights, float[] Constants)
    {
        public static Path Of(LeafPath path)
        {
            var count = (path.Steps.Count + 1) / 2;
            var (points, weights) = GaussLegendre.Rule(count);
            var constants = new List<float>();
            foreach (var t in points)
                foreach (var z in path.Steps.Select(s => s.Share))
                    constants.AddRange([(float)(z * (1 - t) + t), (float)(z * (1 - t)), (float)((1 - z) / (z * (1 - t) + t)), (float)(-1 / (1 - t))]);
            return new(path.Value, [.. path.Steps], count, Array.ConvertAll(weights, w => (float)w), [.. constants]);
        }
    }
}
