using System.Numerics.Tensors;
using System.Text.Json;
using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Modules.Ml.Networks;

/// <summary>
/// A feed-forward network for a yes-or-no target: dense layers with rectifiers, and a logistic output. Immutable and
/// thread-safe. See <see cref="NetworkTraining"/> for how it comes about.
/// </summary>
public sealed class NeuralNetwork : IProbabilityModel
{
    private const int Block = 256;
    private readonly float[] _parameters;

    internal NeuralNetwork(IReadOnlyList<string> features, NetworkShape shape, float[] parameters) =>
        (Features, Shape, _parameters) = (features, shape, parameters);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; }

    /// <summary>Units of the hidden layers.</summary>
    public IReadOnlyList<int> Hidden => Shape.Widths[1..^1];

    internal NetworkShape Shape { get; }

    internal ReadOnlySpan<float> Parameters => _parameters;

    /// <inheritdoc/>
    public float[] Predict(FeatureMatrix rows)
    {
        var result = LogOdds(rows);
        if (result.Length > 0) TensorPrimitives.Sigmoid(result, result);
        return result;
    }

    /// <summary>Log-odds of yes for each row.</summary>
    /// <exception cref="ArgumentException">The columns are not those of <see cref="Features"/>, or a value is missing.</exception>
    public float[] LogOdds(FeatureMatrix rows)
    {
        CheckColumns(rows);
        return LogOdds(Shape, _parameters, new NetworkRows(rows), threads: 2);
    }

    /// <summary>Writes the network as JSON in UTF-8; numbers are read back exactly.</summary>
    public void Save(Stream stream) => JsonSerializer.Serialize(stream, Document(), NetworksJsonContext.Default.NetworkDocument);

    /// <summary>Writes the network as one JSON object.</summary>
    public void Save(Utf8JsonWriter json) => JsonSerializer.Serialize(json, Document(), NetworksJsonContext.Default.NetworkDocument);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no network of a known version.</exception>
    public static NeuralNetwork Load(Stream stream) => NetworkDocument.Read(JsonDocument.Parse(stream).RootElement);

    /// <summary>Reads what <see cref="Save(Utf8JsonWriter)"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no network of a known version.</exception>
    public static NeuralNetwork Load(JsonElement json) => NetworkDocument.Read(json);

    /// <summary>Weights by He et al. ("Delving Deep into Rectifiers", ICCV 2015, eq. 10): normal, variance 2 / inputs; biases 0.</summary>
    internal static float[] Initial(NetworkShape shape, long seed)
    {
        var parameters = new float[shape.Parameters];
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var random = new SeededRandom(seed, layer);
            var deviation = Math.Sqrt((layer == shape.Layers - 1 ? 1.0 : 2.0) / shape.Inputs(layer));
            foreach (ref var weight in parameters.AsSpan()[shape.Weights(layer)]) weight = (float)(deviation * random.NextNormal());
        }

        return parameters;
    }

    internal static float[] LogOdds(NetworkShape shape, float[] parameters, NetworkRows rows, int threads)
    {
        var result = new float[rows.Rows];
        var blocks = (rows.Rows + Block - 1) / Block;
        Parallel.For(
            0,
            blocks,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            () => new NetworkPass(shape, Math.Min(Block, rows.Rows)),
            (block, _, pass) =>
            {
                var from = block * Block;
                var count = Math.Min(Block, rows.Rows - from);
                for (var i = 0; i < count; i++) rows[from + i].CopyTo(pass.Input[(i * rows.Columns)..]);
                pass.Forward(parameters, count);
                pass.Output[..count].CopyTo(result.AsSpan(from));
                return pass;
            },
            _ => { });
        return result;
    }

    internal void CheckColumns(FeatureMatrix rows)
    {
        if (!rows.Names.SequenceEqual(Features, StringComparer.Ordinal))
            throw new ArgumentException($"found the columns {string.Join(", ", rows.Names.Take(20))}, expected {string.Join(", ", Features.Take(20))}", nameof(rows));
    }

    private NetworkDocument Document() => NetworkDocument.Of(this);
}
