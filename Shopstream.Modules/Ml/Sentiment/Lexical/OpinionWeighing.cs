using static Shopstream.Modules.Ml.Sentiment.Lexical.WeighingFactors;

namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>
/// Weighs the opinions of one text by the words around them, token by token: negation, degree, contrast, doubt, emphasis. The result is the
/// <see cref="Token.Contribution"/> of each token. Rules work inside a sentence, and negation and degree inside a clause.
/// </summary>
internal ref struct OpinionWeighing
{
    private readonly Lexicon _lexicon;
    private readonly Span<Token> _tokens;
    private readonly bool _capitalsStandOut;

    private NegationScope _negation;
    private DegreeScope _degree;
    private int _previousStart;
    private int _sentenceStart;
    private int _contrastStart;
    private int _lastContrast;
    private int _sentenceWords;
    private float _clauseWeight;
    private bool _conceding;
    private int _excess;
    private int _excessEnd;
    private bool _supposed;
    private int _opinion;
    private int _opinionEnd;

    /// <summary>Prepares to weigh the tokens of one text.</summary>
    public OpinionWeighing(Lexicon lexicon, Span<Token> tokens, bool capitalsStandOut)
    {
        _lexicon = lexicon;
        _tokens = tokens;
        _capitalsStandOut = capitalsStandOut;
        _lastContrast = -1;
        StartSentence(0);
    }

    /// <summary>Sets the contribution of every token and adds them up.</summary>
    public void Run(out LexicalEvidence evidence)
    {
        for (var at = 0; at < _tokens.Length;)
        {
            at = _tokens[at].Kind switch
            {
                TokenKind.Word => at + Word(at),
                TokenKind.ClauseEnd => EndClause(at) + 1,
                TokenKind.Symbol => at + 1,
                _ => EndSentence(at),
            };
        }

        EndClause(_tokens.Length);
        evidence = LexicalEvidence.Of(_tokens, _lastContrast, _sentenceWords > 0 ? _sentenceStart : _previousStart);
    }

    /// <summary>Applies the word or expression at a token and returns its length in tokens.</summary>
    private int Word(int at)
    {
        ref var token = ref _tokens[at];
        var length = _lexicon.Phrases.Match(_tokens[at..], out var meaning);
        if (length == 0)
        {
            length = 1;
            meaning = _lexicon.Meaning(token.Word);
        }
        else
        {
            ref readonly var last = ref _tokens[at + length - 1];
            token.Length = last.Start + last.Length - token.Start;
        }

        if (_negation.Denies)
        {
            foreach (ref var denied in _tokens.Slice(at, length))
                denied.Denied = true;
        }

        switch (meaning.Role)
        {
            case WordRole.Opinion:
                Opinion(at, meaning);
                _opinionEnd = at + length;
                break;
            case WordRole.Negator:
                token.Contribution = meaning.Value * _clauseWeight;
                _negation.Enter(at, meaning.Value != 0);
                break;
            case WordRole.Degree:
                _degree.Enter(meaning.Value * (token.Stretched ? Stretching : 1));
                break;
            case WordRole.Excess:
                _excess = at;
                _excessEnd = at + length;
                break;
            case WordRole.Contrast:
                Contrast(at);
                break;
            case WordRole.Concession:
                Concede(at);
                break;
            case WordRole.Unreal:
                token.Contribution = meaning.Value * _clauseWeight;
                _supposed = true;
                break;
            case WordRole.Boundary:
                EndNegation();
                break;
            case WordRole.Plain:
                PlainAfterExcess(at, length);
                break;
            default:
                break;
        }

        _sentenceWords++;
        _degree.Pass();
        if (meaning.Role is not (WordRole.Negator or WordRole.Degree or WordRole.Joint) && _negation.Pass())
            _tokens[_negation.Negator].Contribution = BareNegation * _clauseWeight;
        return length;
    }

    private void Opinion(int at, LexiconEntry meaning)
    {
        ref var token = ref _tokens[at];
        var denied = _negation.Denies;
        var valence = denied ? meaning.Negated : meaning.Value;
        _negation.Meet();
        if (_excess >= 0 && !denied && valence > 0)
            valence *= ExcessOfPraise;
        _excess = -1;
        var degree = _degree.Take(denied);
        token.Graded = degree != 1;
        valence *= degree;
        if (_supposed && valence > 0)
            valence *= Supposed;
        if (_capitalsStandOut && token.Shouted)
            valence *= Shouting;
        if (token.Stretched)
            valence *= Stretching;
        token.Contribution = valence * _clauseWeight;
        if (_opinion >= 0 && !denied && valence * _tokens[_opinion].Contribution < 0)
            Colour(at);
        _opinion = at;
    }

    /// <summary>
    /// Settles two close opinions that disagree. "A great disappointment" and "poor quality" are blame, whichever comes first; in "insanely
    /// good" an adverb of blame only strengthens; in "breaks easily" an adverb of praise does.
    /// </summary>
    private readonly void Colour(int at)
    {
        ref var first = ref _tokens[_opinion];
        ref var second = ref _tokens[at];
        if (second.Contribution > 0 && second.Adverb && at <= _opinionEnd + 1)
            second.Contribution *= -Colouring;
        else if (at == _opinionEnd && second.Contribution > 0 && !first.Adverb)
            second.Contribution *= Colouring;
        else if (at == _opinionEnd)
            first.Contribution *= Colouring;
    }

    /// <summary>A denial that met no opinion is itself a faint complaint: reviews say what did not happen when it should have.</summary>
    private void EndNegation()
    {
        if (_negation.Close())
            _tokens[_negation.Negator].Contribution = BareNegation * _clauseWeight;
    }

    /// <summary>Weighs down what was said since the last contrast (so that a text of n words costs n steps, whatever they are).</summary>
    private void Contrast(int at)
    {
        EndNegation();
        EndModifiers();
        if (_sentenceWords == 0)
            SentenceMarks.Scale(_tokens[_previousStart.._sentenceStart], EarlierSentence);
        else
            SentenceMarks.Scale(_tokens[_contrastStart..at], BeforeContrast);
        _contrastStart = at;
        _lastContrast = at;
        _clauseWeight = AfterContrast;
        _conceding = false;
    }

    private void Concede(int at)
    {
        if (_sentenceWords > 0)
        {
            Contrast(at);
            return;
        }

        _conceding = true;
        _clauseWeight = Yielding;
    }

    private void PlainAfterExcess(int at, int length)
    {
        // "Too" and a long enough word: "too salty", but not "too, the" or "too at".
        if (_excess >= 0 && at == _excessEnd && length == 1 && !_negation.Open && _tokens[at].Length > 3)
            _tokens[_excess].Contribution = ExcessOfAnything * _clauseWeight;
        _excess = -1;
    }

    private int EndClause(int at)
    {
        EndNegation();
        EndModifiers();
        if (_conceding)
        {
            _conceding = false;
            _clauseWeight = AfterContrast;
        }

        return at;
    }

    private void EndModifiers()
    {
        _degree = default;
        _supposed = false;
        _excess = -1;
        _opinion = -1;
    }

    private int EndSentence(int at)
    {
        EndClause(at);
        var next = SentenceMarks.Apply(_tokens, _sentenceStart, at, _sentenceWords > 0);
        StartSentence(next);
        return next;
    }

    private void StartSentence(int at)
    {
        _previousStart = _sentenceStart;
        _sentenceStart = at;
        _contrastStart = at;
        _sentenceWords = 0;
        _clauseWeight = 1;
        _conceding = false;
        _negation = default;
        EndModifiers();
    }
}
