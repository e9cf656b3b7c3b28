using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Segments;

namespace Shopstream.Tests.Ml.Segments;

[TestFixture]
internal sealed class SegmentTrainerTests
{
    private const long Day = 86_400_000;
    private static readonly SegmentOptions Options = new() { Restarts = 8, Most = 7 };

    [Test]
    public void Fit_KindsOfCustomersAShopHas_AreFoundAndNamed()
    {
        var shop = new SampleShop(seed: 3);
        var run = SegmentTrainer.Fit(shop.Customers, shop.Table, 100 * Day, Options);
        AdjustedRand.Index(Labels(run), shop.Kinds).ShouldBeGreaterThan(0.95);
        string NameOf(int kind) => run.Model.Segments.Single(s => s.Id == run.Members[Array.IndexOf(shop.Kinds, kind)]).Name;
        NameOf(SampleShop.LoyalSpenders).ShouldBe("Loyal big spenders");
        NameOf(SampleShop.LapsedOnce).ShouldBe("Lapsed one-time buyers");
        NameOf(SampleShop.NewCheap).ShouldBe("New bargain hunters");
        NameOf(SampleShop.Browsers).ShouldEndWith("window shoppers");
        foreach (var segment in run.Model.Segments)
        {
            segment.Description.ShouldStartWith(segment.Name + ": ");
            segment.Size.ShouldBe(run.Members.Count(m => m == segment.Id));
            TestContext.Out.WriteLine(segment.Description);
        }

        run.Model.Segments.Sum(s => s.Share).ShouldBe(1, 1e-9);
        run.Model.Segments.Select(s => s.Name).ShouldBeUnique();
    }

    [Test]
    public void Fit_ALaterRunWithOtherSeedAndCustomers_KeepsIdsAndNames()
    {
        var shop = new SampleShop(seed: 3);
        var first = SegmentTrainer.Fit(shop.Customers, shop.Table, 100 * Day, Options);
        var members = shop.Customers.Zip(first.Members).ToDictionary(m => m.First, m => m.Second);
        var later = new SampleShop(seed: 3, moreEach: 15);
        var second = SegmentTrainer.Fit(later.Customers, later.Table, 107 * Day, Options with { Seed = 77 }, new(first.Model, members));

        second.Model.Segments.Select(s => (s.Id, s.Name)).ShouldBe(first.Model.Segments.Select(s => (s.Id, s.Name)), ignoreOrder: true);
        var same = later.Customers.Select((id, i) => (id, i)).Count(c => members.TryGetValue(c.id, out var before) && before == second.Members[c.i]);
        ((double)same / members.Count).ShouldBeGreaterThan(0.97);
        second.Model.NextId.ShouldBe(first.Model.NextId);
    }

    [Test]
    public void Fit_AfterAllCustomersChanged_MatchesByCentres()
    {
        var shop = new SampleShop(seed: 3);
        var first = SegmentTrainer.Fit(shop.Customers, shop.Table, 100 * Day, Options);
        var others = shop.Customers.Select(c => "other " + c).ToList();
        var second = SegmentTrainer.Fit(others, shop.Table, 100 * Day, Options with { Seed = 5 }, new(first.Model, new Dictionary<string, string>()));
        second.Members.ShouldBe(first.Members);
    }

    [Test]
    public void Fit_AKindThatVanished_TakesItsIdWithIt()
    {
        var shop = new SampleShop(seed: 3);
        var first = SegmentTrainer.Fit(shop.Customers, shop.Table, 100 * Day, Options with { Fewest = 6, Most = 6 });
        var members = shop.Customers.Zip(first.Members).ToDictionary(m => m.First, m => m.Second);
        var rest = Enumerable.Range(0, shop.Kinds.Length).Where(i => shop.Kinds[i] != SampleShop.Browsers).ToArray();
        var second = SegmentTrainer.Fit(
            [.. rest.Select(i => shop.Customers[i])], shop.Table.Select(rest), 101 * Day, Options with { Fewest = 5, Most = 5 }, new(first.Model, members));
        var gone = first.Members[Array.IndexOf(shop.Kinds, SampleShop.Browsers)];
        second.Model.Segments.Select(s => s.Id).ShouldBe(first.Model.Segments.Select(s => s.Id).Where(id => id != gone), ignoreOrder: true);
    }

    [Test]
    public void Assign_ACustomerWhoChanged_MovesWhileTheOthersStay()
    {
        var shop = new SampleShop(seed: 3);
        var first = SegmentTrainer.Fit(shop.Customers, shop.Table, 100 * Day, Options);
        var moved = Array.IndexOf(shop.Kinds, SampleShop.LapsedOnce);
        var model = Array.IndexOf(shop.Kinds, SampleShop.LoyalSpenders);
        var columns = Enumerable.Range(0, shop.Table.Columns).Select(c => shop.Table.Column(c).ToArray()).ToArray();
        foreach (var column in columns) column[moved] = column[model];
        var second = SegmentTrainer.Assign(new(shop.Table.Names, columns), 101 * Day, first.Model, Options);

        second.Members[moved].ShouldBe(first.Members[model]);
        for (var i = 0; i < second.Members.Count; i++)
            if (i != moved) second.Members[i].ShouldBe(first.Members[i]);
        second.Model.Segments.Select(s => s.Name).ShouldBe(first.Model.Segments.Select(s => s.Name), ignoreOrder: true);
        second.Model.FittedMs.ShouldBe(first.Model.FittedMs);
        second.Model.AsOfMs.ShouldBe(101 * Day);
    }

    [Test]
    public void Fit_TooFewOrAllEqualCustomers_IsRefusedWithTheReason()
    {
        var shop = new SampleShop(seed: 3);
        int[] few = [.. Enumerable.Range(0, 10)], same = new int[50];
        Should.Throw<ArgumentException>(() => SegmentTrainer.Fit([.. few.Select(i => $"{i}")], shop.Table.Select(few), 0, Options)).Message.ShouldContain("found 10 customers");
        Should.Throw<ArgumentException>(() => SegmentTrainer.Fit([.. same.Select((_, i) => $"{i}")], shop.Table.Select(same), 0, Options)).Message.ShouldContain("all alike");
        Should.Throw<ArgumentException>(() => new SegmentOptions { Fewest = 9, Most = 5 }.Validate()).Message.ShouldContain("Most: found 5, expected 9 to 50");
    }

    [Test]
    public void Apply_OneWholesaleCustomer_CountsAsTheGreatestOfTheOthers()
    {
        float[] spent = [.. Enumerable.Range(1, 200).Select(i => (float)i), 1e9f];
        float[] constant = [.. spent.Select(_ => 3f)], twice = [.. spent.Select(v => 2 * v)];
        var scaling = FeatureScaling.Fit(new(["spent", "orders", "basket"], [spent, constant, twice]), [1, 1, 0.5]);
        scaling.Columns.Select(c => c.Name).ShouldBe(["spent"], "a constant column and one that says the same are left out");
        var scaled = scaling.Apply(new(["spent"], [spent]));
        scaled[200, 0].ShouldBe(scaled[199, 0], 1e-3f);
        scaled.Column(0).ToArray().Average().ShouldBe(0, 1e-3);
        scaled.Column(0).ToArray().Average(v => v * v).ShouldBe(1, 1e-3);
        Should.Throw<ArgumentException>(() => scaling.Apply(new(["orders"], [constant]))).Message.ShouldContain("no column spent");
    }

    private static int[] Labels(SegmentRun run)
    {
        var ids = run.Model.Segments.Select(s => s.Id).ToList();
        return [.. run.Members.Select(m => ids.IndexOf(m))];
    }
}
