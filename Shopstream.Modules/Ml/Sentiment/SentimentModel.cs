using System.Runtime.CompilerServices;
using Shopstream.Modules.Ml.Sentiment.Lexical;

namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>
/// Says whether an English text praises, blames or does neither: a logistic regression on hashed n-grams of words and characters and on
/// what the lexicon and its rules say (<see cref="LexiconSentiment"/>). The score is <c>2p − 1</c> for the probability p of praise,
/// and its label that of <see cref="SentimentScore.Of"/>. Without learned weights the score is the lexicon's. Immutable, thread-safe; scoring
/// allocates nothing for texts up to 16,384 UTF-16 units, takes time linear in the length, and gives the same score on every machine.
/// </summary>
public sealed class SentimentModel
{
    private static readonly Lazy<SentimentModel> s_default = new(SentimentModelFile.ReadBuiltIn);

    private static readonly Lazy<SentimentModel> s_lexical = new(() => Untrained(LexiconSentiment.Default));

    private readonly sbyte[] _weights;
    private readonly float[] _evidenceWeights;
    private readonly LexiconSentiment _lexicon;

    /// <summary>A model.</summary>
    /// <param name="lexicon">Reads the words.</param>
    /// <param name="weights">Weight of each bucket in units of <paramref name="step"/>.</param>
    /// <param name="step">Above 0.</param>
    /// <param name="evidenceWeights">Weight of each input of <see cref="LexicalEvidence"/>.</param>
    /// <param name="origin">What it was trained on.</param>
    internal SentimentModel(LexiconSentiment lexicon, sbyte[] weights, float step, float[] evidenceWeights, SentimentOrigin origin)
    {
        (_lexicon, _weights, Step, _evidenceWeights, Origin) = (lexicon, weights, step, evidenceWeights, origin);
        if (weights.Length != HashedNgrams.Buckets)
            throw new ArgumentException($"found {weights.Length} buckets, expected {HashedNgrams.Buckets}", nameof(weights));
        if (evidenceWeights.Length != LexicalEvidence.Inputs)
            throw new ArgumentException($"found {evidenceWeights.Length} weights, expected {LexicalEvidence.Inputs}", nameof(evidenceWeights));
    }

    /// <summary>The model that comes with the program, read on first use.</summary>
    public static SentimentModel Default => s_default.Value;

    /// <summary>The model without learned weights, whose scores are the lexicon's.</summary>
    public static SentimentModel Lexical => s_lexical.Value;

    /// <summary>What the model was trained on.</summary>
    public SentimentOrigin Origin { get; }

    /// <summary>What a weight of 1 stands for.</summary>
    internal float Step { get; }

    /// <summary>Weights of the buckets.</summary>
    internal ReadOnlySpan<sbyte> Weights => _weights;

    /// <summary>Weights of the lexicon's inputs.</summary>
    internal ReadOnlySpan<float> EvidenceWeights => _evidenceWeights;

    /// <summary>The lexicon below the model.</summary>
    internal LexiconSentiment Lexicon => _lexicon;

    /// <summary>A model without learned weights over some lexicon.</summary>
    internal static SentimentModel Untrained(LexiconSentiment lexicon)
    {
        var evidence = new float[LexicalEvidence.Inputs];
        evidence[0] = 1;
        return new(lexicon, new sbyte[HashedNgrams.Buckets], 1, evidence, SentimentOrigin.Lexicon);
    }

    /// <summary>Scores a text.</summary>
    /// <param name="text">Any UTF-16.</param>
    public SentimentScore Score(ReadOnlySpan<char> text) => SentimentScore.Of(Math.Tanh(LogOdds(FeatureReader.Own.Read(_lexicon, text)) / 2));

    /// <summary>Logarithm of the odds of praise against blame.</summary>
    internal double LogOdds(in SentimentFeatures features)
    {
        var sum = 0.0;
        for (var i = 0; i < _evidenceWeights.Length; i++)
            sum += (double)_evidenceWeights[i] * features.Evidence[i];
        sum += (double)Step * SentimentFeatures.ValueOf(features.Words.Length) * Sum(features.Words);
        return sum + ((double)Step * SentimentFeatures.ValueOf(features.Characters.Length) * Sum(features.Characters));
    }

    /// <summary>Sum of the signed weights. In integers, so that the order does not matter.</summary>
    private int Sum(ReadOnlySpan<uint> features)
    {
        ref var weights = ref _weights[0];
        var sum = 0;
        foreach (var feature in features)
        {
            // A feature has as many bits as the table has buckets, and one for the sign: the index cannot leave the table.
            var weight = (int)Unsafe.Add(ref weights, HashedNgrams.Bucket(feature));
            var sign = -HashedNgrams.IsNegative(feature);
            sum += (weight ^ sign) - sign;
        }

        return sum;
    }
}
