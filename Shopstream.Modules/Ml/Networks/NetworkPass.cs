using System.Numerics.Tensors;
using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Modules.Ml.Networks;

/// <summary>
/// Runs a block of rows through a network and back; holds the buffers for it. One instance is used by one thread at a time.
/// </summary>
internal sealed class NetworkPass
{
    private readonly NetworkShape _shape;
    private readonly float[][] _activations;
    private readonly float[][] _deltas;
    private readonly float[][] _transposed;
    private readonly float[][] _kept;

    /// <param name="shape">The network.</param>
    /// <param name="capacity">Most rows of a block.</param>
    public NetworkPass(NetworkShape shape, int capacity)
    {
        _shape = shape;
        Capacity = capacity;
        _activations = Array.ConvertAll(shape.Widths, w => new float[w * capacity]);
        _deltas = Array.ConvertAll(shape.Widths, w => new float[w * capacity]);
        _kept = Array.ConvertAll(shape.Widths, w => new float[w * capacity]);
        _transposed = [.. Enumerable.Range(0, shape.Layers).Select(l => new float[shape.Inputs(l) * shape.Outputs(l)])];
    }

    /// <summary>Most rows of a block.</summary>
    public int Capacity { get; }

    /// <summary>Inputs, rows × columns; to be filled before <see cref="Forward"/>.</summary>
    public Span<float> Input => _activations[0];

    /// <summary>Log-odds of each row after <see cref="Forward"/>.</summary>
    public Span<float> Output => _activations[^1];

    /// <summary>Derivative of the loss by the log-odds of each row; to be filled before <see cref="Backward"/>.</summary>
    public Span<float> OutputDelta => _deltas[^1];

    /// <summary>Derivative of the loss by the inputs, after <see cref="Backward"/> was asked for it.</summary>
    public ReadOnlySpan<float> InputDelta => _deltas[0];

    /// <summary>What layer <paramref name="layer"/> was given, rows × inputs.</summary>
    public ReadOnlySpan<float> Given(int layer) => _activations[layer];

    /// <summary>Derivatives by what layer <paramref name="layer"/> put out before its activation, rows × outputs.</summary>
    public Span<float> Delta(int layer) => _deltas[layer + 1];

    /// <summary>Computes the log-odds of the first <paramref name="rows"/> inputs; drops hidden units where <paramref name="drop"/> is given.</summary>
    public void Forward(ReadOnlySpan<float> parameters, int rows, double dropout = 0, SeededRandom? drop = null)
    {
        for (var layer = 0; layer < _shape.Layers; layer++)
        {
            var outputs = _shape.Outputs(layer);
            var result = _activations[layer + 1].AsSpan(0, rows * outputs);
            var biases = parameters[_shape.Biases(layer)];
            for (var row = 0; row < rows; row++) biases.CopyTo(result.Slice(row * outputs, outputs));
            MatrixProduct.Add(_activations[layer], parameters[_shape.Weights(layer)], result, rows, _shape.Inputs(layer), outputs);
            if (layer == _shape.Layers - 1) return;
            TensorPrimitives.Max(result, 0f, result);
            if (drop is null || dropout == 0) continue;
            var kept = _kept[layer + 1].AsSpan(0, result.Length);
            Draw(kept, dropout, drop);
            TensorPrimitives.Multiply(result, kept, result);
        }
    }

    /// <summary>
    /// Computes the derivatives of every layer from <see cref="OutputDelta"/>. Where a unit was dropped or cut off by the
    /// rectifier its activation is 0, and so is its derivative.
    /// </summary>
    public void Backward(ReadOnlySpan<float> parameters, int rows, double dropout = 0, bool toInputs = false)
    {
        var keep = (float)(1 / (1 - dropout));
        for (var layer = _shape.Layers - 1; layer >= (toInputs ? 0 : 1); layer--)
        {
            int inputs = _shape.Inputs(layer), outputs = _shape.Outputs(layer);
            MatrixProduct.Transpose(parameters[_shape.Weights(layer)], _transposed[layer], inputs, outputs);
            var below = _deltas[layer].AsSpan(0, rows * inputs);
            below.Clear();
            MatrixProduct.Add(_deltas[layer + 1], _transposed[layer], below, rows, outputs, inputs);
            if (layer == 0) return;
            var active = _activations[layer];
            for (var i = 0; i < below.Length; i++) below[i] = active[i] > 0 ? below[i] * keep : 0;
        }
    }

    /// <summary>Adds the gradient of the loss, summed over the rows, after <see cref="Backward"/>.</summary>
    public void AddGradient(Span<float> gradient, int rows)
    {
        for (var layer = 0; layer < _shape.Layers; layer++)
        {
            int inputs = _shape.Inputs(layer), outputs = _shape.Outputs(layer);
            var delta = _deltas[layer + 1].AsSpan(0, rows * outputs);
            MatrixProduct.AddTransposed(_activations[layer], delta, gradient[_shape.Weights(layer)], inputs, rows, outputs);
            var biases = gradient[_shape.Biases(layer)];
            for (var row = 0; row < rows; row++) TensorPrimitives.Add(biases, delta.Slice(row * outputs, outputs), biases);
        }
    }

    // Inverted dropout (Srivastava et al. 2014): what is kept is enlarged, so that prediction needs no change.
    private static void Draw(Span<float> kept, double dropout, SeededRandom random)
    {
        var enlarged = (float)(1 / (1 - dropout));
        var limit = (ulong)(dropout * (1UL << 32));
        for (var i = 0; i < kept.Length; i += 2)
        {
            var bits = random.NextBits();
            kept[i] = (bits & 0xFFFFFFFF) < limit ? 0 : enlarged;
            if (i + 1 < kept.Length) kept[i + 1] = bits >> 32 < limit ? 0 : enlarged;
        }
    }
}
