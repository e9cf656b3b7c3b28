using System.Text.Json.Serialization;

namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>How well a model's scores fit texts whose authors said what they think.</summary>
public sealed class SentimentEvaluation
{
    private const int Labels = 3;
    private readonly long[] _confusion = new long[Labels * Labels];
    private long _opinions;
    private long _correctSides;
    private double _loss;

    /// <value>Number of texts.</value>
    public long Texts { get; private set; }

    /// <value>
    /// Share of the texts labelled as praise or blame whose score is on the right side of 0; a score of 0 counts as blame. Comparable with
    /// classifiers that know two classes. NaN without such texts.
    /// </value>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public double Accuracy => _opinions == 0 ? double.NaN : (double)_correctSides / _opinions;

    /// <value>Share of all texts with the right one of three labels. NaN without texts.</value>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public double LabelAccuracy
    {
        get
        {
            if (Texts == 0) return double.NaN;
            var right = 0L;
            for (var label = 0; label < Labels; label++) right += _confusion[(label * Labels) + label];
            return (double)right / Texts;
        }
    }

    /// <value>Mean of the negative logarithm of the probability given to the label, natural. NaN without texts.</value>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public double LogLoss => Texts == 0 ? double.NaN : _loss / Texts;

    /// <value>Texts by label (rows) and by the model's label (columns), each negative, neutral, positive.</value>
    public IReadOnlyList<IReadOnlyList<long>> Confusion =>
        [.. Enumerable.Range(0, Labels).Select(row => (IReadOnlyList<long>)_confusion.AsSpan(row * Labels, Labels).ToArray())];

    /// <summary>Scores texts.</summary>
    public static SentimentEvaluation Of(SentimentModel model, IEnumerable<LabelledText> texts)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texts);
        var evaluation = new SentimentEvaluation();
        foreach (var text in texts) evaluation.Add(text, model.Score(text.Text));
        return evaluation;
    }

    /// <summary>Adds a text.</summary>
    /// <param name="text">The text with its label.</param>
    /// <param name="score">What a model said of it before it learned it.</param>
    public void Add(LabelledText text, SentimentScore score)
    {
        Texts++;
        _confusion[((int)text.Label * Labels) + (int)score.Label]++;
        // A probability of exactly 0 or 1 is a matter of rounding and must not make the mean infinite.
        var praise = Math.Clamp((1 + score.Score) / 2, 1e-9, 1 - 1e-9);
        _loss -= (text.Praise * Math.Log(praise)) + ((1 - text.Praise) * Math.Log(1 - praise));
        if (text.Label == SentimentLabel.Neutral) return;
        _opinions++;
        _correctSides += score.Score > 0 == (text.Label == SentimentLabel.Positive) ? 1 : 0;
    }
}
