namespace Shopstream.Modules.Ml.Networks;

/// <summary>
/// Where the numbers of a network lie in one flat array: for each layer the weights, row-major inputs × outputs, then the
/// biases. The last layer has one output, the log-odds.
/// </summary>
internal sealed class NetworkShape
{
    private readonly int[] _weights;

    public NetworkShape(int inputs, IReadOnlyList<int> hidden)
    {
        Widths = [inputs, .. hidden, 1];
        _weights = new int[Layers];
        for (var layer = 0; layer < Layers; layer++)
        {
            _weights[layer] = Parameters;
            Parameters += (Widths[layer] + 1) * Widths[layer + 1];
        }
    }

    /// <summary>Number of inputs, units of each hidden layer, and 1.</summary>
    public int[] Widths { get; }

    /// <summary>Layers with weights.</summary>
    public int Layers => Widths.Length - 1;

    /// <summary>Length of the flat array.</summary>
    public int Parameters { get; }

    /// <summary>Inputs of a layer.</summary>
    public int Inputs(int layer) => Widths[layer];

    /// <summary>Outputs of a layer.</summary>
    public int Outputs(int layer) => Widths[layer + 1];

    /// <summary>Weights of a layer, inputs × outputs.</summary>
    public Range Weights(int layer) => _weights[layer]..(_weights[layer] + (Inputs(layer) * Outputs(layer)));

    /// <summary>Biases of a layer.</summary>
    public Range Biases(int layer)
    {
        var begin = _weights[layer] + (Inputs(layer) * Outputs(layer));
        return begin..(begin + Outputs(layer));
    }
}
