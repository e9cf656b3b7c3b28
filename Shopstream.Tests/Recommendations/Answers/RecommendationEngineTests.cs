using Shopstream.Modules.Events;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Recommendations.Catalogue;
using Shopstream.Modules.Recommendations.Profiles;

namespace Shopstream.Tests.Recommendations.Answers;

[TestFixture, CancelAfter(60_000)]
internal sealed class RecommendationEngineTests
{
    private SmallShop _shop = null!;

    [OneTimeSetUp]
    public async Task OpenAsync() => _shop = await SmallShop.CreateAsync();

    [OneTimeTearDown]
    public async Task CloseAsync() => await _shop.DisposeAsync();

    [Test]
    public void Recommend_EveryAlgorithmAndFilter_NeverShowsWhatMustNotBeShown([Range(0, 40)] int visitor)
    {
        var random = new Random(visitor);
        List<VisitorEvent> history = [.. SmallShop.History(visitor)];
        history.Add(new($"p{random.Next(200)}", EventTypes.Dislike, SmallShop.Now.ToUnixTimeMilliseconds()));
        var profile = _shop.Visitor(history);
        var seen = history.Select(v => v.ProductId).ToHashSet();
        var gone = new HashSet<string> { $"p{random.Next(200)}", $"p{random.Next(200)}", $"p{random.Next(200)}" };
        var view = With(gone.First(), p => p.Hidden = true, gone.Last(), p => p.ExpiresAt = SmallShop.Now, out var restore);
        try
        {
            var excluded = _shop.Number(random.Next(200));
            foreach (var algorithm in AnswerPolicy.Names)
            {
                foreach (var request in Requests(random, excluded))
                {
                    var answer = _shop.Ask(profile, request, algorithm, view, (ulong)visitor);
                    var ids = _shop.Ids(answer);
                    var what = $"visitor {visitor}, {algorithm}, {request}";
                    ids.ShouldBeUnique(what);
                    ids.Count.ShouldBeLessThanOrEqualTo(request.Count, what);
                    if (!request.IncludeSeen) ids.ShouldNotContain(id => seen.Contains(id), what);
                    ids.ShouldNotContain(history[^1].ProductId, what);
                    ids.ShouldNotContain(id => id == gone.First() || id == gone.Last(), what);
                    ids.ShouldNotContain(_shop.Catalogue.IdOf(excluded), what);
                    foreach (var product in ids.Select(id => _shop.Catalogue.Get(id)!))
                    {
                        if (request.Category is { } category) product.Category!.Split('.')[0].ShouldBe(category, what);
                        if (request.Brand is { } brand) product.Brand.ShouldBe(brand, what);
                        if (request.MaxPrice is { } most) product.Price!.Value.ShouldBeLessThanOrEqualTo(most, what);
                        if (request.InStock) product.Stock!.Value.ShouldBeGreaterThan(0, what);
                    }
                }
            }
        }
        finally
        {
            restore();
        }
    }

    [Test]
    public void Recommend_Hybrid_KeepsToTheVisitorsTaste()
    {
        var own = 0;
        for (var visitor = 0; visitor < 50; visitor++)
        {
            List<VisitorEvent> history = [.. SmallShop.History(visitor)];
            var categories = history.Select(v => _shop.Catalogue.Get(v.ProductId)!.Category).ToHashSet();
            own += _shop.Ask(_shop.Visitor(history)).Items.Count(i => categories.Contains(_shop.Catalogue[i.Number]!.Category));
        }

        // Two of ten categories are the visitor's: by chance it would be 100 of 500.
        own.ShouldBeGreaterThan(400);
    }

    [Test]
    public void Recommend_LastClick_ChangesTheAnswer()
    {
        var before = _shop.Ask(_shop.Visitor(SmallShop.History(3)), algorithm: "session");
        var click = new VisitorEvent("p7", EventTypes.View, SmallShop.Now.ToUnixTimeMilliseconds(), SessionId: "now");
        var after = _shop.Ask(_shop.Visitor([.. SmallShop.History(3), click]), algorithm: "session");
        _shop.Ids(after).ShouldNotBe(_shop.Ids(before));
        after.Items.Count(i => _shop.Catalogue[i.Number]!.Category == "c7.sub" || _shop.Catalogue[i.Number]!.Category == "c0.sub" || _shop.Catalogue[i.Number]!.Category == "c4.sub").ShouldBeGreaterThan(5);
    }

    [Test]
    public void Recommend_UnknownVisitor_FallsBackInTheStatedOrder()
    {
        var answer = _shop.Ask(VisitorProfile.Empty, new AnswerRequest { Count = 15 });
        answer.Fallbacks.ShouldBe(["trending", "popular"]);
        _shop.Ids(answer).Take(10).ShouldBe(Enumerable.Range(0, 10).Select(i => $"p{i}"), "the trending ones");
        var german = _shop.Ask(VisitorProfile.Empty.From("DE", null, null), algorithm: "demographic");
        german.Items.ShouldAllBe(i => i.Source == Source.Group);
        german.Fallbacks.ShouldBeEmpty();
    }

    [Test]
    public void Recommend_WithoutModel_UsesContentAndWhatIsLeft()
    {
        var view = _shop.ViewWith(null, newProducts: [_shop.Number(50), _shop.Number(51)]);
        var answer = _shop.Ask(_shop.Visitor(new VisitorEvent("p3", EventTypes.View, 1)), new AnswerRequest { Count = 50 }, view: view);
        answer.Items[0].Source.ShouldBe(Source.Content);
        _shop.Catalogue[answer.Items[0].Number]!.Category.ShouldBe("c3.sub");
        answer.Fallbacks.ShouldBe(["trending", "new", "catalogue"]);
    }

    [Test]
    public void Recommend_EverythingSeen_SaysSoAndShowsAgainOnRequest()
    {
        var profile = _shop.Visitor(Enumerable.Range(0, SmallShop.Products).Select(p => new VisitorEvent($"p{p}", EventTypes.View, 1 + p)));
        var answer = _shop.Ask(profile);
        answer.Items.ShouldBeEmpty();
        answer.Note!.ShouldContain("has seen all 200 products");
        _shop.Ask(profile, new AnswerRequest { IncludeSeen = true }).Items.Count.ShouldBe(10);
    }

    [Test]
    public void Recommend_NothingPassesTheFilter_SaysSo()
    {
        var answer = _shop.Ask(_shop.Visitor(SmallShop.History(1)), new AnswerRequest { Category = "c1", MaxPrice = 1 });
        (answer.Items.Count, answer.Note).ShouldBe((0, "No product passes the filters."));
    }

    [Test]
    public void Recommend_Rules_PinBoostBuryAndKeepToStock()
    {
        var profile = _shop.Visitor(SmallShop.History(4));
        var plain = _shop.Ids(_shop.Ask(profile, new AnswerRequest { Count = 20 }));
        List<string> With(params MerchantRule[] rules) => _shop.Ids(_shop.Ask(profile, new AnswerRequest { Count = 20 }, view: _shop.ViewWith(_shop.View.Model, rules)));

        With(new MerchantRule { Kind = MerchantRuleKind.Pin, ProductId = "p199", Position = 2 })[1].ShouldBe("p199");
        With(new MerchantRule { Kind = MerchantRuleKind.Pin, ProductId = SmallShop.History(4).First().ProductId }).ShouldBe(plain, "what the visitor has seen is not pinned");
        With(new MerchantRule { Kind = MerchantRuleKind.Pin, ProductId = "p199", From = SmallShop.Now.AddDays(1) }).ShouldBe(plain, "not yet");
        With(new MerchantRule { Kind = MerchantRuleKind.Boost, ProductId = plain[12], Factor = 100 })[0].ShouldBe(plain[12]);
        With(new MerchantRule { Kind = MerchantRuleKind.Bury, ProductId = plain[0], Factor = 0 }).ShouldNotContain(plain[0]);
        With(new MerchantRule { Kind = MerchantRuleKind.OnlyInStock }).ShouldAllBe(id => _shop.Catalogue.Get(id)!.Stock > 0);
    }

    [Test]
    public void Recommend_Exploration_HasThePropensityItStates()
    {
        _shop.Options.Exploration = 0.3;
        try
        {
            int[] fresh = [_shop.Number(150), _shop.Number(151), _shop.Number(152)];
            var view = _shop.ViewWith(_shop.View.Model, newProducts: fresh);
            var profile = _shop.Visitor(SmallShop.History(8));
            var explored = new Dictionary<int, int>();
            const int Times = 6_000;
            var random = new Random(5);
            for (var i = 0; i < Times; i++)
            {
                var last = _shop.Ask(profile, view: view, seed: (ulong)random.NextInt64()).Items[^1];
                last.Propensity.ShouldBe(last.IsExplored ? 0.1 : 0.7, 1e-12);
                if (last.IsExplored) explored[last.Number] = explored.GetValueOrDefault(last.Number) + 1;
            }

            // Four standard deviations of a tenth of 6,000.
            foreach (var number in fresh) explored[number].ShouldBeInRange(600 - 93, 600 + 93);
        }
        finally
        {
            _shop.Options.Exploration = 0;
        }
    }

    [Test]
    public void Recommend_Diversity_SpreadsCategories()
    {
        int Different(double diversity)
        {
            _shop.Options.Diversity = diversity;
            return Enumerable.Range(0, 30).Sum(v => _shop.Ask(_shop.Visitor(SmallShop.History(v))).Items.Select(i => _shop.Catalogue[i.Number]!.Category).Distinct().Count());
        }

        var plain = Different(0);
        Different(0.8).ShouldBeGreaterThan(plain + 10);
        _shop.Options.Diversity = 0.15;
    }

    [Test]
    public void Recommend_Calibration_GivesTheLongTailItsShare()
    {
        double Tail(double calibration)
        {
            _shop.Options.Calibration = calibration;
            var model = _shop.View.Model!;
            return Enumerable.Range(0, 40).Average(v =>
            {
                // Visitors who like what few like.
                var rare = model.Popular.Reverse().Skip(v).Take(6).Select((n, i) => new VisitorEvent(_shop.Catalogue.IdOf(n), EventTypes.View, 1 + i));
                return _shop.Ask(_shop.Visitor(rare)).Items.Count(i => model.ItemOf(i.Number) is >= 0 and var item && model.PopularityGroup[item] == 2) / 10.0;
            });
        }

        var without = Tail(0);
        Tail(0.8).ShouldBeGreaterThan(without);
        _shop.Options.Calibration = 0.1;
    }

    private static IEnumerable<AnswerRequest> Requests(Random random, int excluded)
    {
        var exclude = new HashSet<int> { excluded };
        yield return new() { Exclude = exclude };
        yield return new() { Exclude = exclude, Count = 190 };
        yield return new() { Exclude = exclude, Category = $"c{random.Next(10)}" };
        yield return new() { Exclude = exclude, Brand = $"b{random.Next(7)}", MaxPrice = 100, Count = 5 };
        yield return new() { Exclude = exclude, InStock = true, IncludeSeen = true };
    }

    private ShopView With(string first, Action<CatalogueProduct> change, string second, Action<CatalogueProduct> other, out Action restore)
    {
        var (a, b) = (_shop.Catalogue.Get(first)!, _shop.Catalogue.Get(second)!);
        change(a);
        other(b);
        restore = () => (a.Hidden, a.ExpiresAt, b.Hidden, b.ExpiresAt) = (false, null, false, null);
        return _shop.ViewWith(_shop.View.Model);
    }
}
