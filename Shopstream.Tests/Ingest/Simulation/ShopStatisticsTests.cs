using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Tests.Ingest.Simulation;

/// <summary>What holds for a history as a whole; seed 42, the default.</summary>
public sealed class ShopStatisticsTests
{
    private static readonly SimulatorOptions Options = new();

    private static List<ShopSession> All => SimulatedHistory.Default.Value;

    private static List<ShopSession> Fresh { get; } = [.. All.DistinctBy(s => s.SessionId)];

    private static List<ShopSession> People { get; } = [.. Fresh.Where(s => !SimulatedHistory.IsBot(s))];

    [Test]
    public void Generate_Shares_AreNearTheSettings()
    {
        Share(All.Count - Fresh.Count, All.Count).ShouldBe(Options.DuplicateShare, 0.003);
        Share(Fresh.Count(SimulatedHistory.IsBot), Fresh.Count).ShouldBe(Options.BotShare, 0.003);
        Share(Fresh.Count(s => s.DeviceInformation!.DeviceType == "unknown"), Fresh.Count).ShouldBe(Options.UnknownDeviceShare, 0.002);
        Share(Fresh.Count(s => s.Referrer == "unknown"), Fresh.Count).ShouldBe(Options.UnknownReferrerShare, 0.003);
        var reviews = People.SelectMany(s => s.ProductReviews).ToList();
        Share(reviews.Count(r => r is not null), reviews.Count).ShouldBe(Options.ReviewShare, 0.004);
    }

    [Test]
    public void Generate_Funnel_AbandonsAsSet()
    {
        var carts = People.Count(s => s.Actions is "add_to_cart" or "checkout");
        var checkouts = People.Count(s => s.Actions == "checkout");
        var purchases = People.Count(s => s.PurchaseMade);
        Share(carts, People.Count).ShouldBe(Options.CartShare, 0.02);
        Share(carts - checkouts, carts).ShouldBe(Options.CartAbandonment, 0.03);
        Share(checkouts - purchases, checkouts).ShouldBe(Options.CheckoutAbandonment, 0.03);
        Share(purchases, Fresh.Count).ShouldBeInRange(0.08, 0.15);
    }

    [Test]
    public void Generate_OtherFunnel_FollowsTheSettings()
    {
        var shop = new ShopSimulator(new SimulatorOptions { CartShare = 0.6, CartAbandonment = 0.1, CheckoutAbandonment = 0.6, BotShare = 0 });
        var sessions = shop.Generate(20_000).ToList();
        Share(sessions.Count(s => s.Actions == "checkout"), sessions.Count).ShouldBe(0.54, 0.03);
        Share(sessions.Count(s => s.PurchaseMade), sessions.Count).ShouldBe(0.216, 0.03);
    }

    [Test]
    public void Generate_Rhythm_EveningBeatsNightAndWeekendBeatsWeek()
    {
        var evening = People.Count(s => s.SessionTimestamp.Hour is >= 18 and < 21);
        var night = People.Count(s => s.SessionTimestamp.Hour is >= 2 and < 5);
        Share(evening, night).ShouldBeGreaterThan(5);
        var weekend = People.Count(s => s.SessionTimestamp.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) / 8.0;
        var week = People.Count(s => s.SessionTimestamp.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)) / 20.0;
        (weekend / week).ShouldBe(1.41, 0.12);
    }

    [Test]
    public void Generate_NoRhythm_SpreadsEvenly()
    {
        var shop = new ShopSimulator(new SimulatorOptions { DailyRhythm = 0, WeeklyRhythm = 0, TrafficNoise = 0 });
        var byHour = shop.Generate(24_000).CountBy(s => s.SessionTimestamp.Hour).Select(h => h.Value).ToList();
        byHour.Count.ShouldBe(24);
        byHour.ShouldAllBe(count => count > 900 && count < 1_100);
    }

    [Test]
    public void Generate_Order_IsMostlyAscendingWithLateOnes()
    {
        var inversions = 0;
        var late = 0;
        var latest = Options.Start;
        foreach (var session in new ShopSimulator(new SimulatorOptions { Span = TimeSpan.FromHours(6), DuplicateShare = 0 }).Generate(20_000))
        {
            if (session.SessionTimestamp < latest) inversions++;
            if (session.SessionTimestamp < latest - Options.LateFrom + TimeSpan.FromSeconds(10)) late++;
            if (session.SessionTimestamp > latest) latest = session.SessionTimestamp;
        }

        Share(inversions, 20_000).ShouldBeInRange(0.1, 0.25);
        Share(late, 20_000).ShouldBe(Options.LateShare, 0.002);
    }

    [Test]
    public void Generate_Activity_IsSkewedAndVisitorsReturn()
    {
        var counts = People.CountBy(s => s.UserId).Select(c => c.Value).OrderDescending().ToList();
        counts.Count(c => c > 1).ShouldBeGreaterThan(counts.Count / 4);
        Share(counts.Take(counts.Count / 10).Sum(), People.Count).ShouldBeGreaterThan(0.25);
    }

    [Test]
    public void Generate_Visitor_KeepsNameHomeAndHabits()
    {
        foreach (var visits in People.GroupBy(s => s.UserId).Where(g => g.Count() >= 5).Take(300))
        {
            visits.Select(s => (s.Name, s.Email, s.Gender, s.LocationData!.ZipCode)).Distinct().Count().ShouldBe(1, visits.Key);
            visits.Select(s => s.IpAddress).Distinct().Count().ShouldBeLessThanOrEqualTo(2, visits.Key);
            visits.Select(s => s.DeviceInformation!).Where(d => d.DeviceType != "unknown").Distinct().Count().ShouldBeLessThanOrEqualTo(2, visits.Key);
        }
    }

    [Test]
    public void Generate_Tastes_MakeAVisitorReturnToTheSameRoom()
    {
        // Two sessions of one visitor against two of different visitors.
        var pairs = People.GroupBy(s => s.UserId).Where(g => g.Count() >= 2).Select(g => (First: g.First(), Last: g.Last())).ToList();
        var own = pairs.Count(p => p.First.ProductCategories[0] == p.Last.ProductCategories[0]);
        var strange = pairs.Zip(pairs.Skip(1), (a, b) => a.First.ProductCategories[0] == b.Last.ProductCategories[0]).Count(same => same);
        ((double)own / strange).ShouldBeGreaterThan(1.3);
    }

    [Test]
    public void Generate_Rooms_AreBoughtTogether()
    {
        var bought = People.Where(s => s.PurchaseMade && s.ProductIds.Count >= 2).ToList();
        Share(bought.Count(s => s.ProductCategories.Distinct(StringComparer.Ordinal).Count() < s.ProductIds.Count), bought.Count).ShouldBeGreaterThan(0.6);
    }

    [Test]
    public void Generate_Trends_RiseAndFall()
    {
        static double Swing(IEnumerable<ShopSession> sessions)
        {
            var days = sessions.GroupBy(s => s.SessionTimestamp.DayOfYear)
                .Select(day => Share(day.Count(s => s.ProductIds.Contains("1")), day.Count())).ToList();
            return days.Max() / days.Min();
        }

        Swing(People).ShouldBeGreaterThan(1.4);
        Swing(new ShopSimulator(new SimulatorOptions { TrendStrength = 0 }).Generate(60_000)).ShouldBeLessThan(1.3);
    }

    [Test]
    public void Generate_Clicks_GoWithPages()
    {
        var few = People.Where(s => s.PageViews <= 3).Average(s => s.Clicks);
        var many = People.Where(s => s.PageViews >= 8).Average(s => s.Clicks);
        many.ShouldBeGreaterThan(2 * few);
    }

    private static double Share(double part, double whole) => part / whole;
}
