using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Ml.Sentiment.Lexical;

namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>
/// A sentiment model as one JSON object: what it was trained on, the weights of the lexicon's inputs by name, and those of the buckets, one
/// byte each, compressed by Brotli, as Base64. A model that was read gives the same scores as the one that was written.
/// </summary>
public static class SentimentModelFile
{
    private const string Format = "shopstream-sentiment-1";
    private const string BuiltIn = "Shopstream.Modules.Ml.Sentiment.built-in.json";

    /// <summary>The JSON of a model.</summary>
    public static byte[] Write(SentimentModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var evidence = new SortedDictionary<string, float>(StringComparer.Ordinal);
        for (var input = 0; input < LexicalEvidence.Inputs; input++) evidence.Add(LexicalEvidence.Names[input], model.EvidenceWeights[input]);
        var content = new SentimentModelContent(Format, model.Origin, model.Step, evidence, Pack(model.Weights));
        return JsonSerializer.SerializeToUtf8Bytes(content, SentimentJsonContext.Default.SentimentModelContent);
    }

    /// <summary>Reads a model.</summary>
    /// <param name="json">What <see cref="Write"/> wrote.</param>
    /// <exception cref="FormatException">It is no model, or of another version; the message says what was found.</exception>
    public static SentimentModel Read(ReadOnlySpan<byte> json) => Read(json, LexiconSentiment.Default);

    /// <summary>Reads a model that was trained over another lexicon.</summary>
    internal static SentimentModel Read(ReadOnlySpan<byte> json, LexiconSentiment lexicon)
    {
        SentimentModelContent? content;
        try
        {
            content = JsonSerializer.Deserialize(json, SentimentJsonContext.Default.SentimentModelContent);
        }
        catch (JsonException e)
        {
            throw new FormatException($"The sentiment model is no JSON object of the expected form: {e.Message}", e);
        }

        if (content is not { Format: Format, Origin: { } origin, Evidence: { } weights, Weights: { } packed })
            throw new FormatException($"The sentiment model has format \"{content?.Format}\", expected \"{Format}\" with origin, evidence and weights.");
        if (!(content.Step > 0 && float.IsFinite(content.Step))) throw new FormatException($"The sentiment model has step {content.Step}, expected one above 0.");
        var evidence = new float[LexicalEvidence.Inputs];
        for (var input = 0; input < evidence.Length; input++)
        {
            if (!weights.TryGetValue(LexicalEvidence.Names[input], out evidence[input]) || !float.IsFinite(evidence[input]))
                throw new FormatException($"The sentiment model has no finite weight of the input \"{LexicalEvidence.Names[input]}\".");
        }

        return new SentimentModel(lexicon, Unpack(packed), content.Step, evidence, origin);
    }

    /// <summary>The model that lies in this assembly.</summary>
    internal static SentimentModel ReadBuiltIn()
    {
        using var stream = typeof(SentimentModelFile).Assembly.GetManifestResourceStream(BuiltIn)
            ?? throw new InvalidOperationException($"The assembly has no resource {BuiltIn}.");
        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        return Read(json);
    }

    private static byte[] Pack(ReadOnlySpan<sbyte> weights)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize))
            brotli.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights));
        return packed.ToArray();
    }

    private static sbyte[] Unpack(byte[] packed)
    {
        // One more than expected is enough to see that there is too much, however much a hostile file would unpack to.
        var bytes = new byte[HashedNgrams.Buckets + 1];
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        int found;
        try
        {
            found = brotli.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException)
        {
            throw new FormatException("The weights of the sentiment model cannot be unpacked.", e);
        }

        if (found != HashedNgrams.Buckets)
            throw new FormatException($"The sentiment model has {(found > HashedNgrams.Buckets ? "more" : found)} buckets, expected {HashedNgrams.Buckets}.");
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan(0, found)).ToArray();
    }
}

/// <summary>What stands in the file.</summary>
internal sealed record SentimentModelContent(
    string? Format, SentimentOrigin? Origin, float Step, IReadOnlyDictionary<string, float>? Evidence, byte[]? Weights);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SentimentModelContent))]
internal sealed partial class SentimentJsonContext : JsonSerializerContext;
