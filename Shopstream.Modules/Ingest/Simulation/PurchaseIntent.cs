namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>
/// Scores how much a session inclines to buy, as a sum of effects on the log-odds. What can be observed before checkout
/// and what nobody sees are kept apart, so that each can be weighted. Pure.
/// </summary>
internal static class PurchaseIntent
{
    /// <summary>The part that a model can learn from the flat view of the session, interactions included.</summary>
    public static double Observable(SessionDraft draft, ShopMoment moment)
    {
        var kind = draft.DeviceKind;
        var score = Engagement(draft) + TimeOfDay(moment.Hour) + (moment.IsWeekend ? 0.30 : 0)
            + Referrers.Pull[draft.Referrer] + draft.Visitor.Wealth + (draft.Visitor.Gender == 0 ? 0.08 : 0)
            + kind switch { DeviceKind.Desktop => 0.50, DeviceKind.Mobile => -0.45, _ => 0.05 }
            + Products(draft);

        // Expensive things are looked at on the phone and bought at the desk; social media bring idle evenings.
        if (kind == DeviceKind.Mobile && FurnitureCatalog.Prices[draft.Exit] > 2000) score -= 0.90;
        if (draft.Referrer is Referrers.Facebook or Referrers.Instagram && kind == DeviceKind.Mobile) score -= 0.55;
        if (moment.IsWeekend && moment.Hour is >= 12 and < 21 && kind == DeviceKind.Desktop) score += 0.45;
        return score;
    }

    /// <summary>The part that the session does not show: budget, mood, a cart left last time, a second look.</summary>
    public static double Hidden(SessionDraft draft, Xoshiro256 random)
    {
        var visitor = draft.Visitor;
        var total = 0.0;
        for (var p = 0; p < FurnitureCatalog.Count; p++)
            if (draft.HasViewed(p)) total += FurnitureCatalog.Prices[p];
        var beyond = Math.Max(0, Math.Log(total) - visitor.LogBudget);
        var lookedAgain = draft.Count - System.Numerics.BitOperations.PopCount((uint)draft.Viewed);
        return (0.40 * visitor.Eagerness) - (0.35 * visitor.PriceSensitivity * beyond) + (draft.CameBack ? 0.4 : 0)
            + (0.15 * Math.Min(lookedAgain, 3)) + (0.45 * random.NextNormal());
    }

    // Time spent helps up to a point; a glance is no visit, and a very long one is a comparison with other shops.
    private static double Engagement(SessionDraft draft)
    {
        var time = (Math.Log(Math.Max(1, draft.Duration)) - 4.8) / 0.7;
        var clicks = Math.Min((draft.Clicks - 8.0) / 5, 2.5);
        var score = (0.85 * Math.Clamp(time, -3, 1.6)) + (0.55 * clicks);
        if (draft.Duration < 35) score -= 0.9;
        if (time > 2.2) score -= 0.6;
        return score;
    }

    private static double TimeOfDay(int hour) => hour switch
    {
        >= 5 and < 12 => -0.15,
        >= 12 and < 17 => 0.10,
        >= 17 and < 21 => 0.40,
        _ => -0.45,
    };

    private static double Products(SessionDraft draft)
    {
        Span<int> inRoom = stackalloc int[FurnitureCatalog.Rooms];
        inRoom.Clear();
        var score = 0.6 * FurnitureCatalog.Pull[draft.Exit];
        for (var p = 0; p < FurnitureCatalog.Count; p++)
        {
            if (!draft.HasViewed(p)) continue;
            score += 0.7 * FurnitureCatalog.Pull[p];
            inRoom[FurnitureCatalog.Room[p]]++;
        }

        // A room being furnished is a plan; three rooms at once are a stroll.
        var rooms = 0;
        var set = false;
        foreach (var count in inRoom)
        {
            if (count > 0) rooms++;
            if (count >= 2) set = true;
        }

        return score + (set ? 0.60 : 0) - (rooms >= 3 ? 0.80 : 0);
    }
}
