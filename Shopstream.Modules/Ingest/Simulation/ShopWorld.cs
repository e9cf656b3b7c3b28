namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>What all runs of one shop share: visitors, rhythm, trends and the calibrated funnel. Safe for concurrent use.</summary>
internal sealed class ShopWorld
{
    private const int CalibrationSessions = 8_000;
    private const int HiddenSample = 200;

    private readonly double[] _hidden = new double[HiddenSample];

    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public ShopWorld(SimulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options.Snapshot();
        SimulatorOptionsRules.ThrowIfBroken(Options);
        Visitors = new VisitorPopulation(Options);
        Rhythm = new ShopRhythm(Options);
        Trends = new ProductTrends(Options);
        Funnel = PurchaseFunnel.Calibrate(Options, Scores());
    }

    /// <summary>The settings.</summary>
    public SimulatorOptions Options { get; }

    /// <summary>Everybody who may come.</summary>
    public VisitorPopulation Visitors { get; }

    /// <summary>When they come.</summary>
    public ShopRhythm Rhythm { get; }

    /// <summary>What is in fashion.</summary>
    public ProductTrends Trends { get; }

    /// <summary>How they decide.</summary>
    public PurchaseFunnel Funnel { get; }

    /// <summary>Score of a person's session.</summary>
    public double Score(SessionDraft draft, ShopMoment moment, Xoshiro256 random) =>
        (Options.ObservableWeight * PurchaseIntent.Observable(draft, moment)) + (Options.HiddenWeight * PurchaseIntent.Hidden(draft, random));

    /// <summary>The chances of a session with <paramref name="score"/>.</summary>
    public PurchaseTruth Truth(SessionDraft draft, ShopMoment moment, double score)
    {
        var seen = Options.ObservableWeight * PurchaseIntent.Observable(draft, moment);
        var sum = 0.0;
        foreach (var hidden in _hidden) sum += Funnel.Probability(seen + hidden);
        return new PurchaseTruth(Funnel.Probability(score), sum / _hidden.Length);
    }

    // Scores of people's sessions over the whole span, on which the funnel is calibrated.
    private double[] Scores()
    {
        var random = new Xoshiro256(Options.Seed, RandomStreams.Calibration);
        var timeline = new ArrivalTimeline(Rhythm, Options, CalibrationSessions);
        var browsing = new BrowsingModel(Options);
        var moment = new ShopMoment(Trends);
        var memory = new VisitorMemory(Options.Users);
        var draft = new SessionDraft { Visitor = Visitors.DrawPerson(random) };
        var scores = new double[CalibrationSessions];
        for (var i = 0; i < scores.Length; i++)
        {
            moment.Set(timeline.At(i, random));
            browsing.Person(draft, Visitors.DrawPerson(random), memory, moment, random);
            scores[i] = Score(draft, moment, random);
            if (i < HiddenSample) _hidden[i] = scores[i] - (Options.ObservableWeight * PurchaseIntent.Observable(draft, moment));
        }

        return scores;
    }
}
