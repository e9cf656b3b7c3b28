using Shopstream.Modules.Ml.Sentiment.Lexical;

namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>
/// Trains a <see cref="SentimentModel"/> on labelled texts as they come: logistic regression by stochastic gradient steps whose length
/// adapts to each weight. It begins with another model, by default the lexicon's judgement, and is pulled back to that where the texts say
/// little. The target of a text need not be 0 or 1: praise and blame that balance are 0.5. Deterministic; not thread-safe.
/// </summary>
/// <remarks>Steps: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic optimization" (2011), the diagonal
/// form of section 1.1. The pull is a Gaussian prior around the first model: Chelba and Acero, "Adaptation of maximum entropy capitalizer"
/// (2006). A weight is pulled when a text touches it, so that a step costs the length of the text.</remarks>
public sealed class SentimentTrainer
{
    private readonly SentimentTrainingOptions _options;
    private readonly SentimentModel _prior;
    private readonly float[] _weights = new float[HashedNgrams.Buckets];
    private readonly float[] _squares = new float[HashedNgrams.Buckets];
    private readonly double[] _evidence = new double[LexicalEvidence.Inputs];
    private readonly double[] _evidenceSquares = new double[LexicalEvidence.Inputs];
    private readonly FeatureReader _reader = new();

    /// <summary>Begins with the lexicon's judgement.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public SentimentTrainer(SentimentTrainingOptions options) : this(options, SentimentModel.Lexical)
    {
    }

    /// <summary>Begins with another model.</summary>
    /// <param name="options">How to learn.</param>
    /// <param name="prior">Where to begin.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public SentimentTrainer(SentimentTrainingOptions options, SentimentModel prior)
    {
        options.Validate();
        (_options, _prior) = (options, prior);
        for (var bucket = 0; bucket < _weights.Length; bucket++) _weights[bucket] = prior.Weights[bucket] * prior.Step;
        for (var input = 0; input < _evidence.Length; input++) _evidence[input] = prior.EvidenceWeights[input];
        Array.Fill(_squares, 1e-6f);
        Array.Fill(_evidenceSquares, 1e-6);
    }

    /// <summary>How many steps were taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Learns texts in several passes, each in another order.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellationToken">Ends the training between two texts.</param>
    public void Learn(IReadOnlyList<LabelledText> texts, CancellationToken cancellationToken)
    {
        var order = Enumerable.Range(0, texts.Count).ToArray();
        var random = new Random(_options.Seed);
        for (var pass = 0; pass < _options.Passes; pass++)
        {
            random.Shuffle(order);
            foreach (var index in order)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Learn(texts[index].Text, texts[index].Praise);
            }
        }
    }

    /// <summary>Learns one text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="praise">0 for blame, 1 for praise, 0.5 for neither.</param>
    /// <returns>The score that the text had before.</returns>
    public SentimentScore Learn(ReadOnlySpan<char> text, float praise)
    {
        var features = _reader.Read(_prior.Lexicon, text);
        var (wordValue, characterValue) = (SentimentFeatures.ValueOf(features.Words.Length), SentimentFeatures.ValueOf(features.Characters.Length));
        var logOdds = (wordValue * Sum(features.Words)) + (characterValue * Sum(features.Characters));
        for (var input = 0; input < _evidence.Length; input++) logOdds += _evidence[input] * features.Evidence[input];
        var before = Math.Tanh(logOdds / 2);
        var slope = ((before + 1) / 2) - praise;
        Step(features.Words, (float)(slope * wordValue));
        Step(features.Characters, (float)(slope * characterValue));
        for (var input = 0; input < _evidence.Length; input++)
        {
            var gradient = (slope * features.Evidence[input]) + (_options.Pull * (_evidence[input] - _prior.EvidenceWeights[input]));
            _evidenceSquares[input] += gradient * gradient;
            _evidence[input] -= _options.EvidenceRate * gradient / Math.Sqrt(_evidenceSquares[input]);
        }

        Steps++;
        return SentimentScore.Of(before);
    }

    /// <summary>The model as learned so far, its weights rounded to 127 steps up and down.</summary>
    /// <param name="origin">What it was trained on.</param>
    public SentimentModel ToModel(SentimentOrigin origin)
    {
        var largest = 0f;
        foreach (var weight in _weights) largest = Math.Max(largest, Math.Abs(weight));
        var step = largest == 0 ? 1 : largest / sbyte.MaxValue;
        var rounded = Array.ConvertAll(_weights, weight => (sbyte)MathF.Round(weight / step));
        return new SentimentModel(_prior.Lexicon, rounded, step, Array.ConvertAll(_evidence, weight => (float)weight), origin);
    }

    private double Sum(ReadOnlySpan<uint> features)
    {
        var sum = 0.0;
        foreach (var feature in features)
            sum += HashedNgrams.IsNegative(feature) == 1 ? -_weights[HashedNgrams.Bucket(feature)] : _weights[HashedNgrams.Bucket(feature)];
        return sum;
    }

    private void Step(ReadOnlySpan<uint> features, float slope)
    {
        var (rate, pull) = ((float)_options.LearningRate, (float)_options.Pull);
        foreach (var feature in features)
        {
            var bucket = HashedNgrams.Bucket(feature);
            var gradient = HashedNgrams.IsNegative(feature) == 1 ? -slope : slope;
            gradient += pull * (_weights[bucket] - (_prior.Weights[bucket] * _prior.Step));
            _squares[bucket] += gradient * gradient;
            _weights[bucket] -= rate * gradient / MathF.Sqrt(_squares[bucket]);
        }
    }
}
