using System.Numerics;
using System.Runtime.InteropServices;

namespace Shopstream.Modules.Ml.Trees;

/// <summary>
/// Finds the best split of a node in a column's histogram: Chen and Guestrin 2016, "XGBoost", eq. 7, with the missing values sent
/// once to each side (algorithm 3). The L1 penalty shrinks |G| before squaring.
/// </summary>
internal sealed class SplitFinder(TreeOptions options, PackedGradients packed)
{
    private const double LeastGain = 1e-6;
    private readonly double _l1 = options.L1;
    private readonly double _l2 = options.L2;
    private readonly double _minGain = Math.Max(LeastGain, options.MinGain);

    // Below half a unit no row is left at all.
    private double LeastWeight => Math.Max(options.MinChildWeight * (1 - 1e-9), packed.HessianUnit / 2);

    /// <summary>Replaces <paramref name="best"/> where the column has a split of greater gain.</summary>
    /// <param name="histogram">Packed derivatives by bin.</param>
    /// <param name="column">Number of the column.</param>
    /// <param name="cuts">Its bins.</param>
    /// <param name="total">Packed derivatives of the node.</param>
    /// <param name="bounds">Bounds of the node's value, from monotone constraints above it.</param>
    /// <param name="best">The best split so far.</param>
    public void Find(ReadOnlySpan<long> histogram, int column, ColumnCuts cuts, long total, ValueBounds bounds, ref Split best)
    {
        Span<long> left = stackalloc long[Histograms.Stride + Vector<long>.Count];
        var sum = 0L;
        for (var b = 0; b < cuts.Bins; b++) left[b] = sum += histogram[b];
        var missing = total - sum;
        // With missing values, parting all known values from them is one more split.
        var splits = missing != 0 && !float.IsNaN(cuts.Above) ? cuts.Bins : cuts.Bins - 1;
        // Beyond the last split all rows lie left, which is refused.
        var beyond = left.Slice(splits, Vector<long>.Count);
        beyond.Fill(total);
        if (options.Monotone is { } monotone)
        {
            FindConstrained(left[..splits], column, total, missing != 0, 0, monotone[column], bounds, ref best);
            if (missing != 0) FindConstrained(left[..splits], column, total, true, missing, monotone[column], bounds, ref best);
        }
        else
        {
            FindFree(left, splits, column, total, missing != 0, 0, ref best);
            beyond.Fill(total - missing);
            if (missing != 0) FindFree(left, splits, column, total, true, missing, ref best);
        }
    }

    /// <summary>The value of a node that has these derivatives (eq. 5), inside its bounds.</summary>
    public double Value(double g, double h, ValueBounds bounds) => h <= 0 ? 0 : bounds.Clamp(-Shrink(g) / (h + _l2));

    private void FindFree(ReadOnlySpan<long> left, int splits, int column, long total, bool hasMissing, long missing, ref Split best)
    {
        var (gUnit, hUnit) = (new Vector<double>(packed.GradientUnit), new Vector<double>(packed.HessianUnit));
        var (g, h) = (new Vector<double>(packed.Gradient(total)), new Vector<double>(packed.Hessian(total)));
        var (l1, l2, least) = (new Vector<double>(_l1), new Vector<double>(_l2), new Vector<double>(LeastWeight));
        var parent = Score(packed.Gradient(total), packed.Hessian(total));
        var found = new Vector<double>(Math.Max(best.Gain, _minGain) + parent);
        var floor = found;
        var foundAt = new Vector<long>(-1);
        var at = Vector<long>.Indices;
        var step = new Vector<long>(Vector<long>.Count);
        var extra = new Vector<long>(missing);
        var low = new Vector<long>(uint.MaxValue);
        for (var b = 0; b < splits; b += Vector<long>.Count, at += step)
        {
            var sums = MemoryMarshal.Read<Vector<long>>(MemoryMarshal.AsBytes(left[b..])) + extra;
            var leftG = Vector.ConvertToDouble(sums >> 32) * gUnit;
            var leftH = Vector.ConvertToDouble(sums & low) * hUnit;
            var (rightG, rightH) = (g - leftG, h - leftH);
            var allowed = Vector.GreaterThanOrEqual(leftH, least) & Vector.GreaterThanOrEqual(rightH, least);
            leftG = Vector.Max(Vector.Abs(leftG) - l1, Vector<double>.Zero);
            rightG = Vector.Max(Vector.Abs(rightG) - l1, Vector<double>.Zero);
            leftH += l2;
            rightH += l2;
            var score = (leftG * leftG * rightH + rightG * rightG * leftH) / (leftH * rightH);
            var better = Vector.GreaterThan(score, found) & allowed;
            found = Vector.ConditionalSelect(better, score, found);
            foundAt = Vector.ConditionalSelect(better, at, foundAt);
        }

        if (Vector.EqualsAll(found, floor)) return;
        var lane = -1;
        for (var i = 0; i < Vector<long>.Count; i++)
            if (foundAt[i] >= 0 && (lane < 0 || found[i] > found[lane] || (found[i] == found[lane] && foundAt[i] < foundAt[lane]))) lane = i;
        if (lane < 0) return;
        var bin = (int)foundAt[lane];
        best = new(found[lane] - parent, column, bin, missing != 0, !hasMissing, left[bin] + missing);
    }

    /// <summary>As XGBoost does it: values are clamped to the bounds, and splits whose values run the wrong way are refused.</summary>
    private void FindConstrained(
        ReadOnlySpan<long> left, int column, long total, bool hasMissing, long missing, int direction, ValueBounds bounds, ref Split best)
    {
        var (g, h, least) = (packed.Gradient(total), packed.Hessian(total), LeastWeight);
        var parent = ScoreAt(g, h, Value(g, h, bounds));
        var found = Math.Max(best.Gain, _minGain);
        for (var b = 0; b < left.Length; b++)
        {
            var sums = left[b] + missing;
            var (leftG, leftH) = (packed.Gradient(sums), packed.Hessian(sums));
            var (rightG, rightH) = (g - leftG, h - leftH);
            if (leftH < least || rightH < least) continue;
            var (leftValue, rightValue) = (Value(leftG, leftH, bounds), Value(rightG, rightH, bounds));
            if (direction * (rightValue - leftValue) < 0) continue;
            var gain = ScoreAt(leftG, leftH, leftValue) + ScoreAt(rightG, rightH, rightValue) - parent;
            if (gain <= found) continue;
            found = gain;
            best = new(gain, column, b, missing != 0, !hasMissing, sums);
        }
    }

    private double Shrink(double g) => g > _l1 ? g - _l1 : g < -_l1 ? g + _l1 : 0;

    private double Score(double g, double h) => h + _l2 <= 0 ? 0 : Shrink(g) * Shrink(g) / (h + _l2);

    private double ScoreAt(double g, double h, double value) => -(2 * g * value + (h + _l2) * value * value + 2 * _l1 * Math.Abs(value));
}
