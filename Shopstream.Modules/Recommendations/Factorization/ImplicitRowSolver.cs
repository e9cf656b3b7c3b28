using System.Numerics.Tensors;

namespace Shopstream.Modules.Recommendations.Factorization;

/// <summary>
/// Solves the factors x of one user (or item) given all items (or users): <c>(YᵀY + λI + Σ w y yᵀ) x = Σ (1 + w) p y</c> over the
/// entries, w = α|v| and p = 1 where v is above 0, else 0 (Hu, Koren and Volinsky 2008, equation 4). Scratch space is its own: one
/// a thread.
/// </summary>
internal sealed class ImplicitRowSolver
{
    private const float Converged = 1e-20f;
    private readonly FactorRows _rows;
    private readonly float[] _gram;
    private readonly ImplicitAlsOptions _options;
    private readonly CholeskySolution? _cholesky;
    private readonly float[] _square;
    private readonly float[] _residual;
    private readonly float[] _direction;
    private readonly float[] _product;
    private float[] _weights = [];
    private float[] _targets = [];
    private float[] _changes = [];

    /// <summary>Solves against rows whose Gram matrix, λ on its diagonal, is given.</summary>
    public ImplicitRowSolver(FactorRows rows, float[] gram, ImplicitAlsOptions options, FactorSolver solver)
    {
        (_rows, _gram, _options) = (rows, gram, options);
        (_residual, _direction, _product) = (new float[rows.Stride], new float[rows.Stride], new float[rows.Stride]);
        _cholesky = solver == FactorSolver.Cholesky ? new(rows.Factors) : null;
        _square = _cholesky is null ? [] : new float[gram.Length];
    }

    /// <summary>Replaces the factors x, from which conjugate gradient starts.</summary>
    public void Solve(ReadOnlySpan<int> entries, ReadOnlySpan<float> values, Span<float> x)
    {
        if (entries.Length == 0)
        {
            x.Clear();
            return;
        }

        Weigh(values);
        if (_cholesky is not null) SolveExactly(entries, x);
        else Approach(entries, x);
    }

    private void Weigh(ReadOnlySpan<float> values)
    {
        if (_weights.Length < values.Length)
        {
            var length = Math.Max(values.Length, 2 * _weights.Length);
            (_weights, _targets, _changes) = (new float[length], new float[length], new float[length]);
        }

        for (var i = 0; i < values.Length; i++)
        {
            var weight = _options.Confidence * Math.Abs(values[i]);
            (_weights[i], _changes[i], _targets[i]) = (weight, -weight, values[i] > 0 ? 1 + weight : 0);
        }
    }

    private void SolveExactly(ReadOnlySpan<int> entries, Span<float> x)
    {
        _gram.CopyTo(_square, 0);
        var i = 0;
        for (; i <= entries.Length - 4; i += 4)
            FactorKernels.AddFourOuter(_rows[entries[i]], _rows[entries[i + 1]], _rows[entries[i + 2]], _rows[entries[i + 3]], _weights.AsSpan(i, 4), _square);
        for (; i < entries.Length; i++) FactorKernels.AddOuter(_rows[entries[i]], _weights[i], _square);
        x.Clear();
        for (i = 0; i < entries.Length; i++) TensorPrimitives.MultiplyAdd(_rows[entries[i]], _targets[i], x, x);
        _cholesky!.Solve(_square, _rows.Stride, x);
    }

    private void Approach(ReadOnlySpan<int> entries, Span<float> x)
    {
        var weights = _weights.AsSpan(0, entries.Length);
        Span<float> residual = _residual, direction = _direction, product = _product;
        residual.Clear();
        FactorKernels.AddProduct(_gram, x, -1, residual);
        FactorKernels.AddWeighted(_rows, entries, _targets.AsSpan(0, entries.Length), _changes.AsSpan(0, entries.Length), x, residual);
        residual.CopyTo(direction);
        var left = TensorPrimitives.SumOfSquares<float>(residual);
        var none = _targets.AsSpan(0, entries.Length);
        none.Clear();
        for (var step = 0; step < _options.Steps && left > Converged; step++)
        {
            product.Clear();
            FactorKernels.AddProduct(_gram, direction, 1, product);
            FactorKernels.AddWeighted(_rows, entries, none, weights, direction, product);
            var curvature = TensorPrimitives.Dot<float>(direction, product);
            if (!(curvature > 0)) return;
            var length = left / curvature;
            TensorPrimitives.MultiplyAdd(direction, length, x, x);
            if (step + 1 == _options.Steps) return;
            TensorPrimitives.MultiplyAdd(product, -length, residual, residual);
            var next = TensorPrimitives.SumOfSquares<float>(residual);
            TensorPrimitives.MultiplyAdd(direction, next / left, residual, direction);
            left = next;
        }
    }
}
