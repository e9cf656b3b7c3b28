using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Tests.Ingest.Simulation;

/// <summary>What holds for every single document.</summary>
public sealed class SimulatedSessionTests
{
    private static readonly Dictionary<string, Product> ById =
        ShopSimulator.Catalog.ToDictionary(p => p.ProductId, StringComparer.Ordinal);

    [Test]
    public void Generate_AnySeed_GivesConsistentDocuments() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll<long, byte>(CheckShop));

    [Test]
    public void Generate_DefaultShop_PassesValidationThroughout()
    {
        foreach (var session in SimulatedHistory.Default.Value)
            SessionReader.Validate(session, DateTimeOffset.MaxValue).ShouldBeNull(session.SessionId);
    }

    private static void CheckShop(long seed, byte shares)
    {
        var share = shares / 256.0;
        var options = new SimulatorOptions
        {
            Seed = seed,
            Users = 10 + shares,
            BotShare = share,
            ReviewShare = 1 - share,
            UnknownDeviceShare = share / 2,
            UnknownReferrerShare = share / 3,
            LateShare = share / 4,
            CartShare = 0.05 + (share * 0.9),
        };
        foreach (var session in new ShopSimulator(options).Generate(60)) CheckSession(session, $"seed {seed}, shares {shares}, session {session.SessionId}");
    }

    private static void CheckSession(ShopSession s, string which)
    {
        var line = SimulatedHistory.Bytes([s]);
        SessionReader.Read(line.AsSpan(0, line.Length - 1), DateTimeOffset.MaxValue, out _).ShouldBeNull(which);
        s.BrowsingPattern.ShouldNotBeEmpty(which);
        s.ProductIds.ShouldBe(s.BrowsingPattern.Distinct(StringComparer.Ordinal), which);
        s.ProductNames.ShouldBe(s.ProductIds.Select(id => ById[id].Name!), which);
        s.ProductPrices.ShouldBe(s.ProductIds.Select(id => ById[id].Price!.Value), which);
        s.ProductCategories.ShouldBe(s.ProductIds.Select(id => ById[id].Category!), which);
        s.ProductReviews.Count.ShouldBe(s.ProductIds.Count, which);
        s.TimeSpentOnEachPage.Count.ShouldBe(s.BrowsingPattern.Count, which);
        s.TimeSpentOnEachPage.ShouldAllBe(t => t >= 0, which);
        s.SessionDuration.ShouldBeGreaterThanOrEqualTo(s.TimeSpentOnEachPage.Sum() - 0.1, which);
        s.PageViews.ShouldBeGreaterThanOrEqualTo(s.BrowsingPattern.Count, which);
        s.ExitPage.ShouldBe(ById[s.BrowsingPattern[^1]].Name, which);
        s.AmountSpent.ShouldBe(s.PurchaseMade ? s.ProductPrices.Sum() : 0, which);
        (s.PaymentMethodType == "None").ShouldBe(!s.PurchaseMade, which);
        if (s.PurchaseMade) s.Actions.ShouldBe("checkout", which);
        if (SimulatedHistory.IsBot(s)) s.PurchaseMade.ShouldBeFalse(which);
        s.UserId.ShouldMatch("^u[0-9]{6}$", which);
        s.Email!.ShouldMatch(@"^[a-z.]+[0-9]+@example\.(com|org)$", which);
        s.IpAddress!.ShouldMatch(@"^(10|100)(\.[0-9]{1,3}){3}$", which);
        new[] { "checkout", "add_to_cart", "search", "view_item" }.ShouldContain(s.Actions, which);
        new[] { "Mobile", "Desktop", "Tablet", "unknown" }.ShouldContain(s.DeviceInformation!.DeviceType, which);
        new[] { "Google", "Facebook", "Instagram", "WorldMarket", "Direct", "unknown" }.ShouldContain(s.Referrer, which);
        (s.SessionTimestamp.UtcTicks % TimeSpan.TicksPerMillisecond).ShouldBe(0, which);
    }
}
