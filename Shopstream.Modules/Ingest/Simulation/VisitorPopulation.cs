namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>
/// All visitors: people, whose activity is log-normally skewed, and a few bots. Visitors are drawn up when first met;
/// since each depends on seed and number alone, the order of meeting does not matter. Safe for concurrent use.
/// </summary>
internal sealed class VisitorPopulation
{
    private readonly SimulatorOptions _options;
    private readonly Visitor?[] _visitors;
    private readonly AliasTable _people;
    private readonly int _bots;

    public VisitorPopulation(SimulatorOptions options)
    {
        _options = options;
        _visitors = new Visitor?[options.Users];
        _bots = Math.Max(1, options.Users / 500);
        var random = new Xoshiro256(options.Seed, RandomStreams.Activity);
        var activity = new double[options.Users - _bots];
        foreach (ref var weight in activity.AsSpan()) weight = Math.Exp(options.ActivitySpread * random.NextNormal());
        _people = new AliasTable(activity);
    }

    /// <summary>A person, the active ones more often.</summary>
    public Visitor DrawPerson(Xoshiro256 random) => Get(_people.Draw(random));

    /// <summary>A bot; bots hold the highest numbers.</summary>
    public Visitor DrawBot(Xoshiro256 random) => Get(_visitors.Length - 1 - random.Below(_bots));

    private Visitor Get(int number) => Volatile.Read(ref _visitors[number]) ?? Create(number);

    private Visitor Create(int number)
    {
        var visitor = new Visitor(_options, number);
        Volatile.Write(ref _visitors[number], visitor);
        return visitor;
    }
}
