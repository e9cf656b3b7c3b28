using System.Globalization;
using System.IO.Compression;
using Shopstream.Modules.Events;
using Shopstream.Modules.Recommendations.Profiles;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Profiles;

[TestFixture]
internal sealed class ProfilePartTests
{
    private const long Day = 86_400_000;
    private static readonly PreferenceOptions Preferences = new() { HalfLife = TimeSpan.FromDays(2) };
    private static readonly string[] Types = [.. EventTypes.All];

    [Test]
    public void Add_AnyOrder_GivesTheSameWeightsAsTheSumOfDecayedEvents([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        List<VisitorEvent> visits = [.. Enumerable.Range(0, 60).Select(i => new VisitorEvent(
            $"p{random.Next(12)}", Types[random.Next(Types.Length)], 1_000_000 + (i * Day / 7), random.Next(1, 6), $"b{random.Next(5)}"))];
        var part = Add(visits.OrderBy(_ => random.Next()));

        foreach (var group in visits.GroupBy(v => v.ProductId))
        {
            var entry = part.Products.Single(p => p.ProductId == group.Key);
            var last = group.Max(v => v.TimeMs);
            entry.LastMs.ShouldBe(last, $"seed {seed}");
            entry.Weight.ShouldBe(group.Sum(v => Weight(v) * Math.Pow(0.5, (last - v.TimeMs) / (2.0 * Day))), 1e-9, $"seed {seed}, {group.Key}");
            entry.IsSeen.ShouldBe(group.Any(v => v.Type != EventTypes.Impression));
            entry.IsBought.ShouldBe(group.Any(v => v.Type == EventTypes.Purchase));
        }
    }

    [Test]
    public void Add_DislikeThenLike_HidesAndShowsAgain()
    {
        var part = Add([new("p", EventTypes.View, 1), new("p", EventTypes.Dislike, 2)]);
        part.Products.Single().IsHidden.ShouldBeTrue();
        part.Add(new("p", EventTypes.View, 3), Preferences);
        part.Products.Single().IsHidden.ShouldBeTrue("looking at it is no liking");
        part.Add(new("p", EventTypes.Like, 4), Preferences);
        part.Products.Single().IsHidden.ShouldBeFalse();
    }

    [Test]
    public void Add_CartThenRemovedOrBought_EmptiesTheCart()
    {
        Add([new("p", EventTypes.Cart, 1)]).Products.Single().IsInCart.ShouldBeTrue();
        Add([new("p", EventTypes.Cart, 1), new("p", EventTypes.View, 2)]).Products.Single().IsInCart.ShouldBeTrue();
        Add([new("p", EventTypes.Cart, 1), new("p", EventTypes.RemoveFromCart, 2)]).Products.Single().IsInCart.ShouldBeFalse();
        Add([new("p", EventTypes.Cart, 1), new("p", EventTypes.Purchase, 2)]).Products.Single().IsInCart.ShouldBeFalse();
    }

    [Test]
    public void Add_ImpressionsWithoutClick_CountUntilTheClick()
    {
        var part = Add([new("p", EventTypes.Impression, 1), new("p", EventTypes.Impression, 2)]);
        (part.Products.Single().Impressions, part.Products.Single().IsSeen, part.Session.Count, part.Brands.Count).ShouldBe((2, false, 0, 0));
        part.Add(new("p", EventTypes.Click, 3), Preferences);
        (part.Products.Single().Impressions, part.Products.Single().IsSeen).ShouldBe((0, true));
    }

    [Test]
    public void Add_NewSessionIdOrLongPause_BeginsTheSessionAnew()
    {
        Add([new("a", EventTypes.View, 0, SessionId: "1"), new("b", EventTypes.View, 10 * Day, SessionId: "1")]).Session.Select(c => c.ProductId).ShouldBe(["a", "b"]);
        Add([new("a", EventTypes.View, 0, SessionId: "1"), new("b", EventTypes.View, 1, SessionId: "2")]).Session.Select(c => c.ProductId).ShouldBe(["b"]);
        Add([new("a", EventTypes.View, 0), new("b", EventTypes.View, 30 * 60_000)]).Session.Select(c => c.ProductId).ShouldBe(["a", "b"]);
        Add([new("a", EventTypes.View, 0), new("b", EventTypes.View, (30 * 60_000) + 1)]).Session.Select(c => c.ProductId).ShouldBe(["b"]);
        Add([new("b", EventTypes.View, Day), new("a", EventTypes.View, 0)]).Session.Select(c => c.ProductId).ShouldBe(["b"], "an old event does not end a newer session");
    }

    [Test]
    public void Add_MoreProductsThanRemembered_ForgetsTheLongestUnusedButNotTheHidden()
    {
        var part = Add([new("hidden", EventTypes.Dislike, 0), .. Enumerable.Range(1, ProfilePart.MostProducts).Select(i => new VisitorEvent($"p{i}", EventTypes.View, i))]);
        part.Products.Count.ShouldBe(ProfilePart.MostProducts);
        part.Products.ShouldContain(p => p.ProductId == "hidden");
        part.Products.ShouldNotContain(p => p.ProductId == "p1");
        part.Products.ShouldContain(p => p.ProductId == $"p{ProfilePart.MostProducts}");
    }

    [Test]
    public void HasTaken_ReplayedOffsets_AreKnownAfterEncoding()
    {
        var part = Add([new("p", EventTypes.View, 1, Brand: "b", Country: "DE")]);
        part.UserId = "u";
        part.Take(0, 0);
        part.IsNew(7).ShouldBeTrue();
        var read = ProfilePart.Decode(part.Encode());
        (read.HasTaken(0, 0), read.HasTaken(0, 1), read.HasTaken(1, 0)).ShouldBe((true, false, false));
        read.IsNew(7).ShouldBeFalse();
        (read.UserId, read.Country, read.Products.Single().Weight, read.Brands.Single().Name, read.Session.Single().ProductId).ShouldBe(("u", "DE", 1, "b", "p"));
    }

    [Test]
    public void Brands_OfRealEvents_AreThe50LastBrowsedAfterEachEvent()
    {
        var checks = 0;
        var parts = new Dictionary<string, ProfilePart>(StringComparer.Ordinal);
        var browsed = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var fields in Rees46("2019-Oct.first17434.csv.gz").Concat(Rees46("2019-Nov.first20000.csv.gz")))
        {
            var (user, brand) = (fields[7], fields[5]);
            if (!parts.TryGetValue(user, out var part)) (parts[user], browsed[user]) = (part = new(), []);
            var time = DateTimeOffset.ParseExact(fields[0], "yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            part.Add(new VisitorEvent(fields[2], fields[1], time.ToUnixTimeMilliseconds(), Brand: brand), Preferences);
            if (brand.Length > 0)
            {
                browsed[user].Remove(brand);
                browsed[user].Insert(0, brand);
            }

            part.Brands.Select(b => b.Name).ShouldBe(browsed[user].Take(50), $"user {user} after event {checks}");
            checks++;
        }

        checks.ShouldBeGreaterThan(37_000);
    }

    private static IEnumerable<string[]> Rees46(string name)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Repository.RealData("rees46", name)), CompressionMode.Decompress));
        lines.ReadLine();
        while (lines.ReadLine() is { } line) yield return line.Split(',');
    }

    private static ProfilePart Add(IEnumerable<VisitorEvent> visits)
    {
        var part = new ProfilePart();
        foreach (var visit in visits) part.Add(visit, Preferences);
        return part;
    }

    // Written out once more, so that a change of a default is noticed.
    private static double Weight(in VisitorEvent visit) => visit.Type switch
    {
        "view" or "click" => 1, "cart" => 3, "remove_from_cart" => -2, "purchase" => 5, "like" => 4, "dislike" => -5, "impression" => -0.05,
        _ => (visit.Value!.Value - 3) * 2,
    };
}
