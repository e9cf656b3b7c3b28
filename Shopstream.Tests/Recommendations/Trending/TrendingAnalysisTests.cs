using Shopstream.Modules.Events;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Recommendations.Trending;
using Shopstream.Tests.Ml.Customers;

namespace Shopstream.Tests.Recommendations.Trending;

[TestFixture]
internal sealed class TrendingAnalysisTests
{
    private static readonly HashSet<string> Types = [.. TrendingOptions.DefaultTypes];

    [TestCase(0, 0, 0)]
    [TestCase(0, 1, 0.5)]
    [TestCase(1, 0, -0.5)]
    [TestCase(3, 9, 6.0 / 13)]
    [TestCase(9, 3, -6.0 / 13)]
    [TestCase(0, 99, 0.99)]
    public void Change_OfTwoDays_IsTheFormula(long current, long next, double expected) => TrendingAnalysis.Change(current, next).ShouldBe(expected, 1e-15);

    [Test]
    public void Find_RiseFallAndRise_RanksByTheLargestRiseAndSumsAll()
    {
        var found = Find(new(10, 14), 1, ("a", 10, 2), ("a", 11, 8), ("a", 13, 3), ("b", 12, 5), ("b", 13, 5), ("c", 10, 50));
        found.Top.Select(p => p.ProductId).ShouldBe(["b", "a"]);
        var a = found.Top[1];
        (a.Before, a.After, a.Events, a.Day).ShouldBe((0, 3, 13, "1970-01-14"));
        a.Percentage.ShouldBe(75, 1e-12);
        a.TotalPercentage.ShouldBe(100 * ((6.0 / 11) - (8.0 / 9) + (3.0 / 4) - (3.0 / 4)), 1e-12);
        (found.Rises, found.Falls, found.Products, found.Received).ShouldBe((3L, 4L, 3, 73L));
    }

    [Test]
    public void Find_Borders_NoChangeReachesOverThem()
    {
        var found = Find(new(10, 11), 1, ("a", 9, 1), ("a", 10, 100), ("b", 11, 4), ("b", 12, 900));
        found.Top.ShouldHaveSingleItem().ProductId.ShouldBe("b");
        found.Received.ShouldBe(104);
        found.Falls.ShouldBe(1);
    }

    [Test]
    public void Find_Threshold_IsReachedByTheDifferenceOfEvents()
    {
        Find(new(0, 1), 4, ("a", 0, 1), ("a", 1, 4), ("b", 0, 100), ("b", 1, 104), ("c", 1, 4)).Top.Select(p => p.ProductId).ShouldBe(["c", "b"]);
        Find(new(0, 1), 5, ("a", 0, 1), ("a", 1, 4), ("b", 0, 100), ("b", 1, 104)).Top.ShouldBeEmpty();
    }

    [Test]
    public void Find_EqualRises_AreInAFixedOrder() =>
        Find(new(0, 2), 1, ("z", 1, 3), ("b", 1, 3), ("a", 2, 3), ("c", 1, 3), ("c", 2, 1)).Top.Select(p => p.ProductId).ShouldBe(["c", "a", "b", "z"]);

    [Test]
    public void Find_NothingOrOneDay_HasNoRises()
    {
        var nothing = Find(new(5, 11), 1);
        (nothing.Received, nothing.Products, nothing.Rises, nothing.Falls, nothing.Top.Count).ShouldBe((0L, 0, 0L, 0L, 0));
        Find(new(5, 5), 1, ("a", 5, 9)).Top.ShouldBeEmpty();
    }

    [Test]
    public void Find_TypesThatDoNotCount_AreReceivedOnly()
    {
        var analysis = new TrendingAnalysis(new(0, 1), 1, Types);
        analysis.Add(new() { Day = 1, ProductId = "a", Events = new() { [EventTypes.Impression] = 50 } });
        analysis.Add(new() { Day = 1, ProductId = "b", Events = new() { [EventTypes.Impression] = 50, [EventTypes.View] = 1 } });
        var found = analysis.Find(10);
        (found.Received, found.Products).ShouldBe((101L, 1));
        found.Top.ShouldHaveSingleItem().After.ShouldBe(1);
    }

    [Test]
    public void Find_AnyDays_EqualsATableOfAllDays([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var (first, last, threshold) = (random.Next(3), 3 + random.Next(8), 1 + random.Next(4));
        var table = new long[6, 12];
        var days = new List<(string, int, long)>();
        for (var product = 0; product < 6; product++)
            for (var day = 0; day < 12; day++)
                if (random.Next(2) == 0) days.Add(($"p{product}", day, table[product, day] = random.Next(1, 9)));

        var found = Find(new(first, last), threshold, [.. days.OrderBy(_ => random.Next())]);

        var expected = new Dictionary<string, double>();
        for (var product = 0; product < 6; product++)
        {
            for (var day = first; day < last; day++)
            {
                var (current, next) = (table[product, day], table[product, day + 1]);
                if (Math.Abs(next - current) >= threshold && next > current)
                    expected[$"p{product}"] = Math.Max(expected.GetValueOrDefault($"p{product}"), 100 * ((double)(next - current) / (current + next + 1)));
            }
        }

        found.Top.ToDictionary(p => p.ProductId, p => p.Percentage).ShouldBe(expected, ignoreOrder: true, $"seed {seed}");
        found.Top.Select(p => p.Percentage).ShouldBeInOrder(SortDirection.Descending);
        found.Top.ShouldAllBe(p => Math.Abs(p.Percentage - (100 * TrendingAnalysis.Change(p.Before, p.After))) < 1e-9);
    }

    [Test]
    public void Build_SessionsAndInteractions_AreCountedByProductDayAndType()
    {
        var builder = new ProductDayBuilder();
        var at = CustomerArchive.Start.AddHours(23);
        var session = new ShopSession { SessionTimestamp = at, ProductIds = ["1", "2"], ProductNames = ["Sofa", "Lamp"], ProductCategories = ["Living"], PurchaseMade = true };
        builder.Add(session);
        builder.Add(new ShopSession { SessionTimestamp = at, ProductIds = ["2"], ProductNames = ["Lamp"] });
        builder.Add(new Interaction { EventTime = at, ProductId = "1", EventType = EventTypes.View, Brand = "Acme" });
        builder.Add(new Interaction { EventTime = at.AddHours(2), ProductId = "1", EventType = EventTypes.Cart });

        var days = builder.Build();

        var day = CustomerDayBuilder.DayOf(at.ToUnixTimeMilliseconds());
        days.Select(d => (d.Day, d.ProductId, d.Name, d.Brand, d.Category)).ShouldBe(
            [(day, "1", "Sofa", "Acme", "Living"), (day, "2", "Lamp", null, null), (day + 1, "1", null, null, null)]);
        days[0].Events.ShouldBe(new Dictionary<string, long> { [EventTypes.View] = 2, [EventTypes.Purchase] = 1 }, ignoreOrder: true);
        days[1].Events.ShouldBe(new Dictionary<string, long> { [EventTypes.View] = 2, [EventTypes.Purchase] = 1 }, ignoreOrder: true);
        days[2].Events.ShouldBe(new Dictionary<string, long> { [EventTypes.Cart] = 1 });
    }

    private static TrendingFindings Find(CustomerPeriod period, long threshold, params (string Product, int Day, long Views)[] days)
    {
        var analysis = new TrendingAnalysis(period, threshold, Types);
        foreach (var (product, day, views) in days) analysis.Add(new() { Day = day, ProductId = product, Events = new() { [EventTypes.View] = views } });
        return analysis.Find(100);
    }
}
