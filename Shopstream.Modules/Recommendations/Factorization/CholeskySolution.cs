namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>Solves symmetric positive definite systems in double precision, in scratch space of its own. Not thread-safe.</summary>
internal sealed class CholeskySolution(int size)
{
    private readonly double[] _lower = new double[size * size];
    private readonly double[] _solution = new double[size];

    /// <summary>Replaces <paramref name="vector"/> by <c>x</c> with <c>square x = vector</c>.</summary>
    /// <param name="square">Rows of <paramref name="stride"/> numbers, of which those from the diagonal to the right are read.</param>
    /// <param name="stride">Length of a row, at least the size.</param>
    /// <param name="vector">The right-hand side; numbers beyond the size stay as they are.</param>
    /// <exception cref="ArithmeticException">The matrix is not positive definite.</exception>
    public void Solve(ReadOnlySpan<float> square, int stride, Span<float> vector)
    {
        for (var r = 0; r < size; r++)
        {
            var row = _lower.AsSpan(r * size, size);
            for (var c = 0; c <= r; c++)
            {
                var value = square[(c * stride) + r] - Dot(row[..c], _lower.AsSpan(c * size, c));
                if (c < r) row[c] = value / _lower[(c * size) + c];
                else row[r] = value > 0 ? Math.Sqrt(value) : throw new ArithmeticException($"Found pivot {value:G6} in row {r}, expected a positive one: the matrix is not positive definite.");
            }
        }

        for (var r = 0; r < size; r++)
            _solution[r] = (vector[r] - Dot(_lower.AsSpan(r * size, r), _solution.AsSpan(0, r))) / _lower[(r * size) + r];
        for (var r = size - 1; r >= 0; r--)
        {
            var x = _solution[r] /= _lower[(r * size) + r];
            for (var c = 0; c < r; c++) _solution[c] -= _lower[(r * size) + c] * x;
            vector[r] = (float)x;
        }
    }

    private static double Dot(ReadOnlySpan<double> one, ReadOnlySpan<double> other) => System.Numerics.Tensors.TensorPrimitives.Dot(one, other);
}
