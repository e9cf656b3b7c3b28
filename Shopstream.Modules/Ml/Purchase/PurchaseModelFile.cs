using System.Text;
using System.Text.Json;
using Shopstream.Modules.Ml.Networks;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>
/// Saves and loads models with their feature pipelines, in one JSON file. Trees are in XGBoost's format, which XGBoost loads; what else
/// belongs to the model is the text of one attribute, which XGBoost keeps and does not look at (JSON with %5C for \ and %25
/// for %). Networks are in a format of our own.
/// </summary>
public static class PurchaseModelFile
{
    internal const string Attribute = "shopstream_purchase";
    private const string Format = "shopstream-network";

    /// <summary>Writes a model as JSON in UTF-8.</summary>
    public static void Save(PurchaseModel model, Stream stream)
    {
        if (model.Learner is TreeEnsemble trees)
        {
            using var text = new MemoryStream();
            using (var header = new Utf8JsonWriter(text)) WriteHeader(header, model);
            XgboostModel.Save(trees, stream, new Dictionary<string, string>(StringComparer.Ordinal) { [Attribute] = Escape(Encoding.UTF8.GetString(text.ToArray())) });
            return;
        }

        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WritePropertyName(Attribute);
        WriteHeader(json, model);
        json.WritePropertyName("network");
        ((NeuralNetwork)model.Learner).Save(json);
        json.WriteStartArray("background");
        for (var c = 0; c < model.Background!.Columns; c++)
        {
            json.WriteStartArray();
            foreach (var value in model.Background.Column(c)) json.WriteNumberValue(value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Save"/> wrote, or a model of yes-or-no targets that XGBoost saved as JSON, whose columns are taken as numbers.</summary>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    public static PurchaseModel Load(Stream stream)
    {
        try
        {
            using var json = JsonDocument.Parse(stream);
            var root = json.RootElement;
            if (root.TryGetProperty("learner", out var learner)) return Trees(root, learner);
            if (root.TryGetProperty("format", out var format) && format.GetString() == Format) return Network(root);
            throw new InvalidDataException("found JSON of another kind, expected a model saved by this program or by XGBoost");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"found no model: {e.Message}", e);
        }
    }

    private static PurchaseModel Trees(JsonElement root, JsonElement learner)
    {
        var trees = XgboostReader.Read(root);
        if (trees.Objective != TreeObjective.Logistic && !trees.IsForest)
            throw new InvalidDataException("found a model of numbers (reg:squarederror), expected one of a yes-or-no target (binary:logistic)");
        var kind = trees.IsForest ? PurchaseModelKind.Forest : PurchaseModelKind.Boosted;
        if (!learner.TryGetProperty("attributes", out var attributes) || !attributes.TryGetProperty(Attribute, out var text))
            return new PurchaseModel(kind, FeaturePipeline.OfNumbers(trees.Features, ""), trees, 0.5f, null, null);
        using var header = JsonDocument.Parse(Unescape(text.GetString()!));
        var (pipeline, threshold, privacy) = ReadHeader(header.RootElement);
        Expect(pipeline, trees.Features);
        return new PurchaseModel(kind, pipeline, trees, threshold, null, privacy);
    }

    private static PurchaseModel Network(JsonElement root)
    {
        var (pipeline, threshold, privacy) = ReadHeader(root.GetProperty(Attribute));
        var network = NeuralNetwork.Load(root.GetProperty("network"));
        Expect(pipeline, network.Features);
        float[][] background = [.. root.GetProperty("background").EnumerateArray().Select(c => c.EnumerateArray().Select(v => v.GetSingle()).ToArray())];
        return new PurchaseModel(PurchaseModelKind.Network, pipeline, network, threshold, new FeatureMatrix(network.Features, background), privacy);
    }

    // XGBoost reads and writes backslashes in texts in a way of its own, so that there must be none.
    private static string Escape(string json) => json.Replace("%", "%25", StringComparison.Ordinal).Replace("\\", "%5C", StringComparison.Ordinal);

    private static string Unescape(string text) => text.Replace("%5C", "\\", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);

    private static void Expect(FeaturePipeline pipeline, IReadOnlyList<string> features)
    {
        if (!pipeline.Features.SequenceEqual(features, StringComparer.Ordinal))
            throw new InvalidDataException($"the pipeline makes {pipeline.Features.Count} features, expected the {features.Count} that the model wants, in their order");
    }

    private static void WriteHeader(Utf8JsonWriter json, PurchaseModel model)
    {
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteNumber("threshold", model.Threshold);
        if (model.Privacy is { } privacy)
        {
            json.WritePropertyName("privacy");
            JsonSerializer.Serialize(json, privacy, PurchaseJsonContext.Default.PrivacyStatement);
        }

        json.WritePropertyName("pipeline");
        model.Pipeline.Save(json);
        json.WriteEndObject();
    }

    private static (FeaturePipeline Pipeline, float Threshold, PrivacyStatement? Privacy) ReadHeader(JsonElement header)
    {
        var version = header.GetProperty("version").GetInt32();
        if (version != 1) throw new InvalidDataException($"found a model of version {version}, expected 1");
        var privacy = header.TryGetProperty("privacy", out var stated) ? stated.Deserialize(PurchaseJsonContext.Default.PrivacyStatement) : null;
        return (FeaturePipeline.Load(header.GetProperty("pipeline")), header.GetProperty("threshold").GetSingle(), privacy);
    }
}
