using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Ml.Models;

namespace Shopstream.Tests.Ml.Models;

[TestFixture]
internal sealed class ModelWatchTests
{
    [Test, CancelAfter(30_000)]
    public async Task GetAsync_AfterAPromotionElsewhere_NoticesAtTheNextPoll(CancellationToken cancel)
    {
        await using var bench = new ModelBench();
        using var watch = Watch(bench, (_, bytes) => $"{bytes[0]}");
        (await watch.GetAsync(cancel)).ShouldBeNull();
        await AddAsync(bench, 11, cancel);
        await AddAsync(bench, 22, cancel);
        await bench.Another().PromoteAsync("m", 1, "first", cancel);

        (await watch.GetAsync(cancel)).ShouldBeNull();
        bench.Clock.Advance(TimeSpan.FromSeconds(11));
        (await watch.GetAsync(cancel))!.Model.ShouldBe("11");
        await bench.Another().PromoteAsync("m", 2, "second", cancel);
        (await watch.GetAsync(cancel))!.Model.ShouldBe("11");
        bench.Clock.Advance(TimeSpan.FromSeconds(11));
        var second = (await watch.GetAsync(cancel))!;

        (second.Model, second.Stored.Version.Number, second.Stored.State).ShouldBe(("22", 2, ModelState.Current));
    }

    [Test, CancelAfter(30_000)]
    public async Task GetAsync_WhileNothingChanges_LoadsOnce(CancellationToken cancel)
    {
        await using var bench = new ModelBench();
        await AddAsync(bench, 11, cancel);
        await bench.Store.PromoteAsync("m", 1, "first", cancel);
        var loads = 0;
        using var watch = Watch(bench, (_, _) => $"{Interlocked.Increment(ref loads)}");

        for (var i = 0; i < 5; i++)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(11));
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await watch.GetAsync(cancel))!.Model.ShouldBe("1")));
        }

        loads.ShouldBe(1);
    }

    [Test, CancelAfter(30_000)]
    public async Task GetAsync_WhenTheNewVersionCannotBeLoaded_GoesOnWithTheOldOne(CancellationToken cancel)
    {
        await using var bench = new ModelBench();
        await AddAsync(bench, 11, cancel);
        await AddAsync(bench, 22, cancel);
        await bench.Store.PromoteAsync("m", 1, "first", cancel);
        using var watch = Watch(bench, (_, bytes) => bytes[0] == 22 ? throw new InvalidDataException("no model") : "good");
        await watch.GetAsync(cancel);

        await bench.Store.PromoteAsync("m", 2, "second", cancel);
        bench.Clock.Advance(TimeSpan.FromSeconds(11));
        (await watch.GetAsync(cancel))!.Stored.Version.Number.ShouldBe(1);
        await bench.Store.RollbackAsync("m", "broken", cancel);
        bench.Clock.Advance(TimeSpan.FromSeconds(11));

        (await watch.GetAsync(cancel))!.Model.ShouldBe("good");
    }

    [Test, CancelAfter(30_000)]
    public async Task GetAsync_WhenTheFirstVersionCannotBeLoaded_SaysWhy(CancellationToken cancel)
    {
        await using var bench = new ModelBench();
        await AddAsync(bench, 11, cancel);
        await bench.Store.PromoteAsync("m", 1, "first", cancel);
        using var watch = Watch(bench, (_, _) => throw new InvalidDataException("no model"));

        await Should.ThrowAsync<InvalidDataException>(async () => await watch.GetAsync(cancel));
    }

    private static ValueTask<ModelVersion> AddAsync(ModelBench bench, byte content, CancellationToken cancel) =>
        bench.Store.AddAsync(ModelBench.Version(), new[] { content }, default, cancel);

    private static ModelWatch<string> Watch(ModelBench bench, Func<ModelVersion, byte[], string> load) =>
        new("m", bench.Another(), load, Options.Create(bench.Options), bench.Clock, NullLogger.Instance);
}
