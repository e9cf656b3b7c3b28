using System.Text.Encodings.Web;
using System.Text.Json;

namespace Shopstream.Modules.Ml.Trees;

/// <summary>
/// Reads and writes models in XGBoost's JSON format, version 1.7 (its document "Introduction to Model IO"). Either program loads what
/// the other saved and predicts the same. A forest is written as one round of parallel trees of <c>reg:squarederror</c> whose leaves
/// are divided by their number, so that XGBoost's prediction is the forest's probability; the attribute <c>shopstream_kind</c> tells
/// this program that it is one.
/// </summary>
public static class XgboostModel
{
    internal const string KindAttribute = "shopstream_kind";
    internal const string ForestKind = "forest";

    /// <summary>Writes a model as UTF-8 JSON.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="attributes">Texts that go with it as XGBoost's attributes: it keeps them and does nothing with them.</param>
    public static void Save(TreeEnsemble model, Stream stream, IReadOnlyDictionary<string, string>? attributes = null)
    {
        // XGBoost does not read \u escapes.
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        XgboostWriter.Write(model, writer, attributes ?? new Dictionary<string, string>(StringComparer.Ordinal));
    }

    /// <summary>Reads a model that XGBoost or this program saved as JSON.</summary>
    /// <exception cref="FormatException">
    /// It is not such a model, or one of a kind that is not supported here: boosters other than <c>gbtree</c>, objectives other than
    /// <c>binary:logistic</c>, <c>reg:logistic</c> and <c>reg:squarederror</c>, several outputs, splits on categories.
    /// </exception>
    public static TreeEnsemble Load(Stream stream)
    {
        try
        {
            using var document = JsonDocument.Parse(stream);
            return XgboostReader.Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"expected a model in XGBoost's JSON format, found something else: {e.Message}", e);
        }
    }
}
