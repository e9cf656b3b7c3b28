namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>
/// The reach of the negators of one clause. It opens at a negator, lasts a few words, and closes at the end of the clause. A second negator
/// within reach cancels the first ("not without charm").
/// </summary>
internal struct NegationScope
{
    private int _left;
    private bool _odd;
    private bool _met;

    /// <summary>Index of the token that opened the scope.</summary>
    public int Negator { get; private set; }

    /// <summary>Whether an opinion here is turned.</summary>
    public readonly bool Denies => _left > 0 && _odd;

    /// <summary>Whether a negator still reaches this far, cancelled or not.</summary>
    public readonly bool Open => _left > 0;

    /// <summary>Opens or renews the scope.</summary>
    /// <param name="negator">Index of the negator's token.</param>
    /// <param name="speaksForItself">Whether the negator holds an opinion, so that it needs to meet none.</param>
    public void Enter(int negator, bool speaksForItself)
    {
        _odd = !Open || !_odd;
        if (!Open)
        {
            Negator = negator;
            _met = false;
        }

        _met |= speaksForItself;
        _left = WeighingFactors.NegationReach;
    }

    /// <summary>Notes an opinion, behind which the scope does not last long.</summary>
    public void Meet()
    {
        _met |= Open;
        _left = Math.Min(_left, WeighingFactors.ReachAfterOpinion);
    }

    /// <summary>Moves on by a word.</summary>
    /// <returns>Whether the scope ended here without having met an opinion.</returns>
    public bool Pass() => Open && --_left == 0 && !_met;

    /// <summary>Ends the scope.</summary>
    /// <returns>Whether it was open and had met no opinion.</returns>
    public bool Close()
    {
        var bare = Open && !_met;
        _left = 0;
        return bare;
    }
}
