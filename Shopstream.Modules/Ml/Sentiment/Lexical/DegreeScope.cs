namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>The intensifiers and dampeners that stand before an opinion; they multiply, and lapse after a few words without one.</summary>
internal struct DegreeScope
{
    private float _factor;
    private int _left;

    /// <summary>Adds an intensifier (factor above 1) or dampener (below 1).</summary>
    public void Enter(float factor)
    {
        _factor = _left > 0 ? _factor * factor : factor;
        _left = WeighingFactors.DegreeReach + 1;
    }

    /// <summary>The factor for an opinion here, which uses it up. "Not very good" denies the praise, not its degree.</summary>
    public float Take(bool denied)
    {
        var factor = _left > 0 ? _factor : 1;
        _left = 0;
        return denied && factor > 1 ? 1 : factor;
    }

    /// <summary>Moves on by a word.</summary>
    public void Pass() => _left = Math.Max(0, _left - 1);
}
