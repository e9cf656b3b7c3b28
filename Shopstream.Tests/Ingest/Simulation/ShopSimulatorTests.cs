using System.Text;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Tests.Ingest.Simulation;

public sealed class ShopSimulatorTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Generate_SameSeed_GivesIdenticalBytes()
    {
        var shop = new ShopSimulator(new SimulatorOptions { Seed = 7 });
        var first = SimulatedHistory.Digest(shop.Generate(5_000));
        SimulatedHistory.Digest(shop.Generate(5_000)).ShouldBe(first, "second enumeration");
        SimulatedHistory.Digest(new ShopSimulator(new SimulatorOptions { Seed = 7 }).Generate(5_000)).ShouldBe(first, "second shop");
    }

    [Test]
    public void Generate_OtherSeed_GivesOtherSessionsThroughout()
    {
        var first = new ShopSimulator(new SimulatorOptions { Seed = 7 }).Generate(5_000).Select(s => s.SessionId).ToHashSet();
        new ShopSimulator(new SimulatorOptions { Seed = 8 }).Generate(5_000).ShouldAllBe(s => !first.Contains(s.SessionId));
    }

    [Test]
    public void Generate_TwoEnumerationsInterleaved_DoNotDisturbEachOther()
    {
        var shop = new ShopSimulator(new SimulatorOptions { Users = 200 });
        using var other = shop.Generate(1_000).GetEnumerator();
        var alone = SimulatedHistory.Digest(shop.Generate(1_000));
        SimulatedHistory.Digest(shop.Generate(1_000).Select(s =>
        {
            other.MoveNext();
            return s;
        })).ShouldBe(alone);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1_234)]
    public void Generate_Count_GivesExactlySoManyRecords(int count) =>
        new ShopSimulator(new SimulatorOptions { DuplicateShare = 0.5 }).Generate(count).Count().ShouldBe(count);

    [Test]
    public void Generate_NegativeCount_Throws() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new ShopSimulator(new SimulatorOptions()).Generate(-1));

    [Test]
    public void Generate_SpanThatEndsWithinAnHour_StaysWithinIt()
    {
        var options = new SimulatorOptions { Span = TimeSpan.FromMinutes(95), LateShare = 0.3 };
        var sessions = new ShopSimulator(options).Generate(2_000).ToList();
        sessions.Min(s => s.SessionTimestamp).ShouldBeGreaterThanOrEqualTo(options.Start);
        sessions.Max(s => s.SessionTimestamp).ShouldBeInRange(options.Start.AddMinutes(94), options.Start.AddMinutes(95).AddMilliseconds(-1));
    }

    [Test]
    public void Catalog_Products_AreThoseOfTheContract()
    {
        var expected = new (string Name, string Room, double Price)[]
        {
            ("sofa", "living room", 5000), ("coffee table", "living room", 500), ("accent chair", "living room", 750),
            ("bed", "bedroom", 4500), ("bedside table", "bedroom", 590), ("dresser", "bedroom", 1290),
            ("office desk", "office", 1150), ("office chair", "office", 899),
            ("dining table", "dining room", 2500), ("dining chairs", "dining room", 650),
        };
        ShopSimulator.Catalog.Select(p => (p.Name!, p.Category!, p.Price!.Value)).ShouldBe(expected);
        ShopSimulator.Catalog.Select(p => p.ProductId).ShouldBe(Enumerable.Range(1, 10).Select(i => i.ToString()));
    }

    [Test]
    public void Next_Now_IsNeverLaterThanNowAndMostlyNow()
    {
        var shop = new ShopSimulator(new SimulatorOptions { DuplicateShare = 0 });
        var now = Noon;
        var punctual = 0;
        for (var i = 0; i < 2_000; i++)
        {
            now = now.AddMilliseconds(50);
            var session = shop.Next(now);
            session.SessionTimestamp.ShouldBeInRange(now - new SimulatorOptions().LateTo, now);
            if (session.SessionTimestamp == now) punctual++;
        }

        (punctual / 2_000.0).ShouldBe(0.795, 0.04);
    }

    [Test]
    public void Next_SameTimes_GivesTheSameSessions()
    {
        static List<string> Ids(DateTimeOffset first)
        {
            var shop = new ShopSimulator(new SimulatorOptions { Users = 100 });
            return [.. Enumerable.Range(0, 200).Select(i => shop.Next(first.AddSeconds(i)).SessionId)];
        }

        Ids(Noon).ShouldBe(Ids(Noon));
        Ids(Noon).Intersect(Ids(Noon.AddSeconds(1)), StringComparer.Ordinal).ShouldBeEmpty("a restarted shop must not repeat its ids");
    }

    [Test]
    public void RateAt_OverAWeek_AveragesToTheSetting()
    {
        var shop = new ShopSimulator(new SimulatorOptions { SessionsPerSecond = 12 });
        Enumerable.Range(0, 168).Average(h => shop.RateAt(Noon.AddHours(h))).ShouldBe(12, 1e-9);
        shop.RateAt(Noon.AddHours(8)).ShouldBeGreaterThan(4 * shop.RateAt(Noon.AddHours(15)));
    }

    [Test]
    public void Write_StreamAndBuffer_GiveTheSameLineWhichReadsBack()
    {
        var sessions = new ShopSimulator(new SimulatorOptions { ReviewShare = 1 }).Generate(300).ToList();
        using var stream = new MemoryStream();
        foreach (var session in sessions) ShopSimulator.Write(stream, session);
        stream.ToArray().ShouldBe(SimulatedHistory.Bytes(sessions));
        var lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n');
        lines.Length.ShouldBe(301);
        lines[^1].ShouldBeEmpty();
        for (var i = 0; i < 300; i++)
        {
            SessionReader.Read(Encoding.UTF8.GetBytes(lines[i]), DateTimeOffset.MaxValue, out var read).ShouldBeNull();
            SimulatedHistory.Digest([read!]).ShouldBe(SimulatedHistory.Digest([sessions[i]]));
        }
    }

    [Test]
    public void Generate_Reviews_ComeWithTheStarsOfTheirSentiment()
    {
        var sessions = new ShopSimulator(new SimulatorOptions { ReviewShare = 0.5 }).Generate(400).ToList();
        var stars = new List<int>();
        foreach (var session in sessions)
        {
            session.Extra.ShouldBe(session.ProductReviews.Exists(review => review is not null) ? session.Extra : null);
            if (session.Extra is null) continue;
            var ratings = session.Extra["productRatings"];
            ratings.GetArrayLength().ShouldBe(session.ProductReviews.Count);
            for (var i = 0; i < session.ProductReviews.Count; i++)
            {
                (ratings[i].ValueKind == System.Text.Json.JsonValueKind.Null).ShouldBe(session.ProductReviews[i] is null);
                if (session.ProductReviews[i] is null) continue;
                stars.Add(ratings[i].GetInt32());
                if (session.ProductReviews[i]!.Contains("Love it!", StringComparison.Ordinal)) stars[^1].ShouldBeGreaterThan(3);
                if (session.ProductReviews[i]!.Contains("Hate it!", StringComparison.Ordinal)) stars[^1].ShouldBeLessThan(3);
            }
        }

        stars.Distinct().Order().ShouldBe([1, 2, 3, 4, 5]);
    }
}
