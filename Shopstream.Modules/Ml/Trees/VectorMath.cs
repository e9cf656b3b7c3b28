using System.Numerics;
using System.Runtime.InteropServices;

namespace Shopstream.Modules.Ml.Trees;

/// <summary>The row-wise arithmetic of boosting, a vector of rows at a time.</summary>
internal static class VectorMath
{
    /// <summary>Sums of |g| and h over rows from (inclusive) to (exclusive).</summary>
    public static (double G, double H) AbsoluteSums(float[] gradients, float[] hessians, int from, int to)
    {
        Vector<double> g0 = default, g1 = default, h0 = default, h1 = default;
        var i = from;
        for (; i <= to - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Abs(new Vector<float>(gradients, i)), out var low, out var high);
            (g0, g1) = (g0 + low, g1 + high);
            Vector.Widen(new Vector<float>(hessians, i), out low, out high);
            (h0, h1) = (h0 + low, h1 + high);
        }

        var (g, h) = (Vector.Sum(g0 + g1), Vector.Sum(h0 + h1));
        for (; i < to; i++) (g, h) = (g + Math.Abs(gradients[i]), h + hessians[i]);
        return (g, h);
    }

    /// <summary>Fixed-point pairs of rows from (inclusive) to (exclusive).</summary>
    public static void Pack(float[] gradients, float[] hessians, double gScale, double hScale, long[] packed, int from, int to)
    {
        var i = from;
        for (; i <= to - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(gradients, i), out var g0, out var g1);
            Vector.Widen(new Vector<float>(hessians, i), out var h0, out var h1);
            Pair(g0, h0).CopyTo(packed, i);
            Pair(g1, h1).CopyTo(packed, i + Vector<long>.Count);
        }

        for (; i < to; i++) packed[i] = ((long)Math.Round(gradients[i] * gScale) << 32) + (long)Math.Round(hessians[i] * hScale);

        Vector<long> Pair(Vector<double> g, Vector<double> h) =>
            (Vector.ConvertToInt64(Vector.Round(g * gScale)) << 32) + Vector.ConvertToInt64(Vector.Round(h * hScale));
    }

    /// <summary>
    /// Derivatives of the log loss with respect to the log-odds (Friedman 2001, §4.5): <c>g = w (p - y)</c>, <c>h = w p (1 - p)</c>,
    /// the latter at least 1e-16, as in XGBoost.
    /// </summary>
    public static void LogisticGradients(float[] margins, float[] labels, float[] weights, float[] gradients, float[] hessians, int from, int to)
    {
        var least = new Vector<float>(1e-16f);
        var i = from;
        for (; i <= to - Vector<float>.Count; i += Vector<float>.Count)
        {
            var p = Vector<float>.One / (Vector<float>.One + Vector.Exp(-new Vector<float>(margins, i)));
            var w = new Vector<float>(weights, i);
            (w * (p - new Vector<float>(labels, i))).CopyTo(gradients, i);
            (w * Vector.Max(p * (Vector<float>.One - p), least)).CopyTo(hessians, i);
        }

        for (; i < to; i++)
        {
            var p = Sigmoid(margins[i]);
            gradients[i] = weights[i] * (p - labels[i]);
            hessians[i] = weights[i] * Math.Max(p * (1 - p), 1e-16f);
        }
    }

    /// <summary>Derivatives of half the squared error: <c>g = w (f - y)</c>, <c>h = w</c>.</summary>
    public static void SquaredErrorGradients(float[] margins, float[] labels, float[] weights, float[] gradients, float[] hessians, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            gradients[i] = weights[i] * (margins[i] - labels[i]);
            hessians[i] = weights[i];
        }
    }

    /// <summary>Takes the second list of numbers from the first, entry by entry.</summary>
    public static void Subtract<T>(Span<T> from, ReadOnlySpan<T> other)
        where T : unmanaged, INumber<T>
    {
        var minuends = MemoryMarshal.Cast<T, Vector<T>>(from);
        var subtrahends = MemoryMarshal.Cast<T, Vector<T>>(other[..from.Length]);
        for (var v = 0; v < minuends.Length; v++) minuends[v] -= subtrahends[v];
        for (var i = minuends.Length * Vector<T>.Count; i < from.Length; i++) from[i] -= other[i];
    }

    /// <summary>The probability of a log-odds value.</summary>
    public static float Sigmoid(float margin) => 1 / (1 + MathF.Exp(-margin));

    /// <summary>Probabilities of log-odds values, in place.</summary>
    public static void Sigmoid(Span<float> margins)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(margins);
        for (var v = 0; v < vectors.Length; v++) vectors[v] = Vector<float>.One / (Vector<float>.One + Vector.Exp(-vectors[v]));
        for (var i = vectors.Length * Vector<float>.Count; i < margins.Length; i++) margins[i] = Sigmoid(margins[i]);
    }
}
