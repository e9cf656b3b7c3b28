using System.Numerics.Tensors;
using Shopstream.Modules.Ml.Networks;

namespace Shopstream.Modules.Ml.Privacy;

/// <summary>
/// Sums the gradients of single examples, each clipped, without forming them: in a dense layer an example's gradient is the
/// outer product of what the layer was given and the derivative of its output, so that its squared norm is the product of
/// theirs (Goodfellow, "Efficient Per-Example Gradient Computations", 2015, section 5); the clipped sum is then a product
/// of matrices with rescaled derivatives.
/// </summary>
internal static class ClippedGradients
{
    /// <summary>Norms of the gradients of the rows that <paramref name="pass"/> has run backward.</summary>
    public static void Norms(NetworkPass pass, NetworkShape shape, Span<double> norms)
    {
        norms.Clear();
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            int inputs = shape.Inputs(layer), outputs = shape.Outputs(layer);
            for (var row = 0; row < norms.Length; row++)
            {
                double given = TensorPrimitives.SumOfSquares(pass.Given(layer).Slice(row * inputs, inputs));
                double delta = TensorPrimitives.SumOfSquares(pass.Delta(layer).Slice(row * outputs, outputs));

                // The 1 is the bias, whose gradient is the derivative itself.
                norms[row] += (given + 1) * delta;
            }
        }

        foreach (ref var norm in norms) norm = Math.Sqrt(norm);
    }

    /// <summary>Adds the gradients of the rows, each scaled to a norm of at most <paramref name="limit"/>; returns how many were clipped.</summary>
    public static int Add(NetworkPass pass, NetworkShape shape, int rows, double limit, Span<float> gradient)
    {
        Span<double> norms = stackalloc double[rows];
        Norms(pass, shape, norms);
        var clipped = 0;
        for (var row = 0; row < rows; row++)
        {
            if (norms[row] <= limit) continue;
            clipped++;

            // An example whose gradient overflowed must not enter at all; a hair less than the limit makes room for rounding.
            var factor = double.IsFinite(norms[row]) ? (float)(limit / norms[row] * (1 - 1e-5)) : 0;
            for (var layer = 0; layer < shape.Layers; layer++)
            {
                var outputs = shape.Outputs(layer);
                var delta = pass.Delta(layer).Slice(row * outputs, outputs);
                if (factor > 0) TensorPrimitives.Multiply(delta, factor, delta);
                else delta.Clear();
            }
        }

        pass.AddGradient(gradient, rows);
        return clipped;
    }
}
