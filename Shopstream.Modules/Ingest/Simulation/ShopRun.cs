using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>One sequence of sessions of a shop, with what its visitors remember. Not thread-safe.</summary>
internal sealed class ShopRun(ShopWorld world, Xoshiro256 random)
{
    private const int Repeatable = 64;

    private readonly SimulatorOptions _options = world.Options;
    private readonly BrowsingModel _browsing = new(world.Options);
    private readonly VisitorMemory _memory = new(world.Options.Users);
    private readonly ShopMoment _moment = new(world.Trends);
    private readonly SessionDraft _draft = new() { Visitor = world.Visitors.DrawPerson(random) };
    private readonly ShopSession[] _recent = new ShopSession[Repeatable];
    private long _made;

    /// <summary>Called with each new session and what was known of it; not for a session that comes once more.</summary>
    public Action<ShopSession, PurchaseTruth>? Knows { get; init; }

    /// <summary>
    /// The session that arrives at <paramref name="arrival"/>: a new one, begun then or somewhat earlier but not before
    /// <paramref name="earliest"/>, or one of the last 64 once more.
    /// </summary>
    public ShopSession Next(DateTimeOffset arrival, DateTimeOffset earliest)
    {
        if (random.Chance(_options.DuplicateShare) && _made > 0)
            return _recent[random.Below((int)Math.Min(_made, Repeatable))];

        var begin = arrival - Delay();
        if (begin < earliest) begin = earliest;
        _moment.Set(begin);
        var truth = default(PurchaseTruth);
        var isBot = random.Chance(_options.BotShare);
        if (isBot)
        {
            BrowsingModel.Bot(_draft, world.Visitors.DrawBot(random), random);
        }
        else
        {
            _browsing.Person(_draft, world.Visitors.DrawPerson(random), _memory, _moment, random);
            var score = world.Score(_draft, _moment, random);
            if (Knows is not null) truth = world.Truth(_draft, _moment, score);
            _draft.Stage = world.Funnel.Decide(score, random);
            _memory.Remember(_draft);
        }

        var session = SessionDocument.Write(_options, _draft, isBot, begin, random);
        _recent[_made++ % Repeatable] = session;
        Knows?.Invoke(session, truth);
        return session;
    }

    private TimeSpan Delay()
    {
        var kind = random.NextDouble();
        if (kind < _options.LateShare) return _options.LateFrom + ((_options.LateTo - _options.LateFrom) * random.NextDouble());
        return kind < _options.LateShare + _options.ShuffleShare ? _options.ShuffleWindow * random.NextDouble() : TimeSpan.Zero;
    }
}
