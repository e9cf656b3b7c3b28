using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shopstream.Modules.Ml.Networks;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NetworkDocument))]
internal sealed partial class NetworksJsonContext : JsonSerializerContext;

/// <summary>One dense layer as it is saved: weights by input, then by output.</summary>
internal sealed record LayerDocument(float[][] Weights, float[] Biases);

/// <summary>A network as it is saved.</summary>
internal sealed record NetworkDocument(int Version, string Kind, string[] Features, LayerDocument[] Layers)
{
    private const string Network = "network";

    public static NetworkDocument Of(NeuralNetwork network)
    {
        var shape = network.Shape;
        var layers = new LayerDocument[shape.Layers];
        for (var layer = 0; layer < layers.Length; layer++)
        {
            var weights = network.Parameters[shape.Weights(layer)];
            var byInput = new float[shape.Inputs(layer)][];
            for (var input = 0; input < byInput.Length; input++) byInput[input] = weights.Slice(input * shape.Outputs(layer), shape.Outputs(layer)).ToArray();
            layers[layer] = new LayerDocument(byInput, network.Parameters[shape.Biases(layer)].ToArray());
        }

        return new NetworkDocument(1, Network, [.. network.Features], layers);
    }

    /// <exception cref="InvalidDataException">It is no network of a known version.</exception>
    public static NeuralNetwork Read(JsonElement json)
    {
        NetworkDocument? document;
        try
        {
            document = json.Deserialize(NetworksJsonContext.Default.NetworkDocument);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("found no network: " + e.Message, e);
        }

        if (document is not { Version: 1, Kind: Network, Features: not null, Layers.Length: > 0 })
            throw new InvalidDataException($"found kind {document?.Kind} of version {document?.Version}, expected kind {Network} of version 1");
        return document.Build();
    }

    private NeuralNetwork Build()
    {
        var shape = new NetworkShape(Features.Length, [.. Layers[..^1].Select(l => l.Biases.Length)]);
        var parameters = new float[shape.Parameters];
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            int inputs = shape.Inputs(layer), outputs = shape.Outputs(layer);
            var found = Layers[layer];
            if (found.Biases.Length != outputs || found.Weights.Length != inputs || found.Weights.Any(w => w.Length != outputs))
                throw new InvalidDataException($"layer {layer} is not {inputs} × {outputs}");
            var weights = parameters.AsSpan()[shape.Weights(layer)];
            for (var input = 0; input < inputs; input++) found.Weights[input].CopyTo(weights[(input * outputs)..]);
            found.Biases.CopyTo(parameters.AsSpan()[shape.Biases(layer)]);
        }

        return new NeuralNetwork(Features, shape, parameters);
    }
}
