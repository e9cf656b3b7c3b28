namespace Shopstream.Modules.Ml.Explanations;

/// <summary>Gauss-Legendre quadrature on 0 to 1: with n points exact for polynomials up to degree 2n - 1.</summary>
internal static class GaussLegendre
{
    /// <summary>Points, ascending, and weights, which add up to 1.</summary>
    /// <param name="count">Number of points, at least 1.</param>
    public static (double[] Points, double[] Weights) Rule(int count)
    {
        var points = new double[count];
        var weights = new double[count];
        for (var i = 0; i < count; i++)
        {
            // Newton's method on the Legendre polynomial, from Tricomi's estimate of its i-th root.
            var x = -Math.Cos(Math.PI * (i + 0.75) / (count + 0.5));
            var slope = 1.0;
            for (var step = 0; step < 100; step++)
            {
                var (previous, value) = (1.0, x);
                for (var k = 2; k <= count; k++) (previous, value) = (value, ((2 * k - 1) * x * value - (k - 1) * previous) / k);
                slope = count * (x * value - previous) / (x * x - 1);
                var correction = value / slope;
                x -= correction;
                if (Math.Abs(correction) < 1e-15) break;
            }

            points[i] = (x + 1) / 2;
            weights[i] = 1 / ((1 - x * x) * slope * slope);
        }

        return (points, weights);
    }
}
