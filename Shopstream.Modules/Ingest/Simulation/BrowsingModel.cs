namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>
/// Draws what a session looks like before anybody decides to buy: device, referrer, products in viewing order, seconds,
/// clicks.
/// </summary>
internal sealed class BrowsingModel(SimulatorOptions options)
{
    private const int MostPagesOfAPerson = 12;
    private readonly double[] _weights = new double[FurnitureCatalog.Count];

    /// <summary>Fills <paramref name="draft"/> with a visit of a person.</summary>
    public void Person(SessionDraft draft, Visitor visitor, VisitorMemory memory, ShopMoment moment, Xoshiro256 random)
    {
        draft.Begin(visitor);
        draft.Device = random.Chance(0.8) ? visitor.Device : visitor.SecondDevice;
        draft.Referrer = random.Chance(0.5) ? visitor.Referrer : random.PickIndex(Referrers.Weights);
        var engagement = (0.45 * visitor.Eagerness) + (0.89 * random.NextNormal());
        var pages = Math.Clamp((int)Math.Round(Math.Exp(0.88 + (0.3 * engagement) + (0.5 * random.NextNormal()))), 1, MostPagesOfAPerson);
        var left = memory.LeftInCart(visitor);
        draft.CameBack = left >= 0 && random.Chance(0.6);
        for (var i = 0; i < pages; i++)
        {
            var product = i == 0 && draft.CameBack ? left : NextProduct(draft, memory.Owned(visitor), moment, random);
            draft.View(product, Math.Max(2, Math.Exp(3.45 + (0.35 * engagement) + (0.45 * random.NextNormal()))));
        }

        Finish(draft, engagement, random);
    }

    /// <summary>Fills <paramref name="draft"/> with the visit of a script: many pages, hardly any time, few clicks.</summary>
    public static void Bot(SessionDraft draft, Visitor visitor, Xoshiro256 random)
    {
        draft.Begin(visitor);
        draft.Device = random.PickIndex(Devices.Weights);
        draft.Referrer = random.PickIndex(Referrers.Weights);
        var pages = 15 + random.Below(SessionDraft.MaxPages - 15);
        var seconds = 0.0;
        for (var i = 0; i < pages; i++)
        {
            draft.View(random.Below(FurnitureCatalog.Count), random.Between(0.1, 0.6));
            seconds += draft.Seconds[i];
        }

        draft.PageViews = pages + random.Below(30);
        draft.Duration = Math.Round(seconds + (0.2 * (draft.PageViews - pages)), 1);
        draft.Clicks = random.Below(3);
    }

    private static void Finish(SessionDraft draft, double engagement, Xoshiro256 random)
    {
        var others = random.Below(4);
        var seconds = 0.0;
        for (var i = 0; i < draft.Count; i++) seconds += draft.Seconds[i];
        for (var i = 0; i < others; i++) seconds += Math.Exp(2.3 + (0.5 * random.NextNormal()));
        draft.PageViews = draft.Count + others;
        draft.Duration = Math.Round(seconds, 1);
        var perPage = Math.Max(0, 1.6 + (0.7 * engagement) + (0.8 * random.NextNormal()));
        draft.Clicks = draft.PageViews + (int)(perPage * draft.Count);
    }

    private int NextProduct(SessionDraft draft, int owned, ShopMoment moment, Xoshiro256 random)
    {
        var last = draft.Count == 0 ? -1 : draft.Exit;

        // Looking again at something seen before in the session.
        if (draft.Count >= 2 && random.Chance(0.2))
        {
            var again = draft.Pages[random.Below(draft.Count - 1)];
            if (again != last) return again;
        }

        var sameRoom = last >= 0 && random.Chance(options.RoomLoyalty);
        var taste = draft.Visitor.Taste;
        var trend = moment.Trend;
        for (var p = 0; p < _weights.Length; p++)
        {
            if (p == last)
            {
                _weights[p] = 0;
                continue;
            }

            var weight = taste[p] * trend[p];
            if ((owned >> p & 1) != 0) weight *= 0.3;
            if (last >= 0)
            {
                var (from, to) = (FurnitureCatalog.Room[last], FurnitureCatalog.Room[p]);
                weight *= sameRoom ? (from == to ? 1 : 0) : FurnitureCatalog.RoomAffinity[from][to];
            }

            _weights[p] = weight;
        }

        return random.PickIndex(_weights);
    }
}
