using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Stores;

namespace Shopstream.Tests.Ml.Models;

[TestFixture]
internal sealed class ModelStoreTests
{
    [Test, CancelAfter(60_000)]
    public async Task ReadModelAsync_OfSeveralParts_GivesTheBytesOnAnotherHost(CancellationToken cancel)
    {
        await using var bench = new ModelBench();
        var bytes = new byte[(2 * ModelParts.PartBytes) + 12_345];
        new Random(5).NextBytes(bytes);

        var added = await bench.Store.AddAsync(ModelBench.Version(), bytes, new byte[] { 1, 2, 3 }, cancel);

        added.Number.ShouldBe(1);
        added.CreatedMs.ShouldBe(bench.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        added.Artifact.Parts.ShouldBe(3);
        var other = bench.Another();
        var found = (await other.GetAsync("m", 1, cancel))!;
        (await other.ReadModelAsync(found.Version, cancel)).ShouldBe(bytes);
        (await other.ReadReferenceAsync(found.Version, cancel)).ShouldBe([1, 2, 3]);
        found.State.ShouldBe(ModelState.Candidate);
        found.Version.Data.ShouldBe(ModelBench.Version().Data);
        found.Version.Metrics["later"]["auc"].ShouldBe(0.83);
        found.Version.Hyperparameters["trees"].ShouldBe("100");
        (await other.NamesAsync(cancel)).ShouldBe(["m"]);
    }

    [Test, CancelAfter(30_000)]
    public async Task ReadModelAsync_OfAModelWithoutBytes_GivesNone(CancellationToken cancel)
    {
        await using var bench = new ModelBench();

        var added = await bench.Store.AddAsync(ModelBench.Version(), default, default, cancel);

        (await bench.Store.ReadModelAsync(added, cancel)).ShouldBeEmpty();
        (await bench.Store.ReadReferenceAsync(added, cancel)).ShouldBeNull();
    }

    [Test, CancelAfter(30_000)]
    public async Task ReadModelAsync_OfOtherBytesThanWereWritten_SaysSo(CancellationToken cancel)
    {
        await using var bench = new ModelBench();
        var added = await bench.Store.AddAsync(ModelBench.Version(), new byte[] { 1, 2, 3 }, default, cancel);
        var part = await bench.Documents.FindAsync("model_parts", DocumentQuery.All, cancel).SingleAsync(cancel);
        var changed = System.Text.Encoding.UTF8.GetString(part.Body.Span).Replace("AQID", "AQIE", StringComparison.Ordinal);
        await bench.Documents.UpsertAsync("model_parts", [new Document(part.Id, System.Text.Encoding.UTF8.GetBytes(changed), ["m", 1L])], cancel);

        (await Should.ThrowAsync<ModelDamagedException>(async () => await bench.Store.ReadModelAsync(added, cancel))).Message.ShouldContain("has check sum");
        await bench.Documents.DeleteAsync("model_parts", [part.Id], cancel);
        (await Should.ThrowAsync<ModelDamagedException>(async () => await bench.Store.ReadModelAsync(added, cancel))).Message.ShouldContain("part 1 of 1 of the model is missing");
    }

    [Test, CancelAfter(30_000)]
    public async Task DecideAsync_OneAfterTheOther_KeepsOneCurrent(CancellationToken cancel)
    {
        await using var bench = new ModelBench();
        for (var i = 0; i < 3; i++) await bench.Store.AddAsync(ModelBench.Version(), new byte[] { 1 }, default, cancel);

        (await bench.Store.CurrentAsync("m", cancel)).ShouldBeNull();
        (await bench.Store.DecideAsync("m", 1, ModelBench.Verdict(isBetter: true, against: null), cancel)).ShouldBeTrue();
        (await bench.Store.DecideAsync("m", 2, ModelBench.Verdict(isBetter: false, against: 1), cancel)).ShouldBeFalse();
        (await bench.Store.DecideAsync("m", 3, ModelBench.Verdict(isBetter: true, against: 1), cancel)).ShouldBeTrue();

        (await bench.Store.ListAsync("m", cancel)).Select(m => (m.Version.Number, m.State))
            .ShouldBe([(3, ModelState.Current), (2, ModelState.Rejected), (1, ModelState.Retired)]);
        (await bench.Store.CurrentNumberAsync("m", cancel)).ShouldBe(3);
    }

    [Test, CancelAfter(30_000)]
    public async Task DecideAsync_WhenAnotherBecameCurrentMeanwhile_IsNoPromotion(CancellationToken cancel)
    {
        await using var bench = new ModelBench();
        for (var i = 0; i < 3; i++) await bench.Store.AddAsync(ModelBench.Version(), new byte[] { 1 }, default, cancel);
        await bench.Store.PromoteAsync("m", 1, "by hand", cancel);

        (await bench.Store.DecideAsync("m", 2, ModelBench.Verdict(isBetter: true, against: null), cancel)).ShouldBeFalse();

        var second = (await bench.Store.GetAsync("m", 2, cancel))!;
        (second.State, second.Changes[^1].Reason).ShouldBe((ModelState.Rejected, "version 1 became current during the comparison"));
    }

    [Test, CancelAfter(60_000)]
    public async Task PromoteAsync_OnManyHostsAtOnce_LeavesOneCurrent(CancellationToken cancel)
    {
        await using var bench = new ModelBench();
        bench.Options.KeepVersions = 20;
        for (var i = 0; i < 6; i++) await bench.Store.AddAsync(ModelBench.Version(), new byte[] { 1 }, default, cancel);

        await Task.WhenAll(Enumerable.Range(1, 6).Select(n => bench.Another().PromoteAsync("m", n, "race", cancel).AsTask()));

        var states = (await bench.Store.ListAsync("m", cancel)).Select(m => m.State).ToList();
        states.Count(s => s == ModelState.Current).ShouldBe(1);
        states.Count(s => s == ModelState.Retired).ShouldBe(5);
    }

    [Test, CancelAfter(30_000)]
    public async Task RollbackAsync_AfterAPromotion_GoesBackAndAgainForward(CancellationToken cancel)
    {
        await using var bench = new ModelBench();
        for (var i = 0; i < 2; i++) await bench.Store.AddAsync(ModelBench.Version(), new byte[] { 1 }, default, cancel);
        await bench.Store.PromoteAsync("m", 1, "first", cancel);
        (await Should.ThrowAsync<ModelMissingException>(async () => await bench.Store.RollbackAsync("m", "no", cancel))).Message.ShouldContain("no earlier version");
        bench.Clock.Advance(TimeSpan.FromHours(1));
        await bench.Store.PromoteAsync("m", 2, "second", cancel);
        bench.Clock.Advance(TimeSpan.FromHours(1));

        var back = await bench.Store.RollbackAsync("m", "it scored strangely", cancel);

        (back.Version.Number, back.State, back.Changes[^1].Reason).ShouldBe((1, ModelState.Current, "it scored strangely"));
        (await bench.Store.GetAsync("m", 2, cancel))!.State.ShouldBe(ModelState.Retired);
    }

    [Test, CancelAfter(30_000)]
    public async Task AddAsync_BeyondWhatIsKept_RemovesTheOldestWithTheirBytes(CancellationToken cancel)
    {
        await using var bench = new ModelBench();
        for (var i = 0; i < 3; i++) await bench.Store.AddAsync(ModelBench.Version(), new byte[] { 1 }, new byte[] { 2 }, cancel);
        await bench.Store.PromoteAsync("m", 1, "first", cancel);
        for (var i = 0; i < 3; i++) await bench.Store.AddAsync(ModelBench.Version(), new byte[] { 1 }, new byte[] { 2 }, cancel);
        await bench.Store.AddAsync(ModelBench.Version("n"), new byte[] { 1 }, default, cancel);

        (await bench.Store.ListAsync("m", cancel)).Select(m => m.Version.Number).ShouldBe([6, 5, 4, 1]);
        (await bench.Documents.CountAsync("model_versions", DocumentQuery.All, cancel)).ShouldBe(5);
        (await bench.Documents.CountAsync("model_parts", DocumentQuery.All, cancel)).ShouldBe(9);
    }
}
