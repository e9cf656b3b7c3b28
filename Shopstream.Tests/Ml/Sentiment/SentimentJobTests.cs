using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Sentiment;
using Shopstream.Modules.Stores;
using Shopstream.Modules.StreamAnalytics;
using Shopstream.Modules.Streaming;
using Shopstream.Tests.Ml.Models;

namespace Shopstream.Tests.Ml.Sentiment;

[CancelAfter(60_000)]
internal sealed class SentimentJobTests
{
    private ModelBench _bench = null!;
    private SentimentModels _models = null!;
    private int _sessions;

    [SetUp]
    public async Task OpenAsync()
    {
        (_bench, _sessions) = (new ModelBench(), 0);
        _models = Models();
        await _bench.Documents.EnsureCollectionAsync(ArchiveCollections.Sessions, default);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        _models.Dispose();
        await _bench.DisposeAsync();
    }

    [Test]
    public async Task Run_ReviewsInTheShopsOwnWords_PromotesABetterModel(CancellationToken cancel)
    {
        await AddReviewsAsync(800, "zorpy", "glibby", cancel);
        var result = await RunAsync(cancel);
        result["outcome"].ShouldBe("current", result["reason"]?.ToString());
        result["reviews"].ShouldBe(800);
        result["learned"].ShouldBe(640);
        ((double)result["labelAccuracy"]!).ShouldBeGreaterThan((double)result["labelAccuracyBefore"]! + 0.1);

        var current = await _models.CurrentAsync(cancel);
        current.Number.ShouldBe((int)result["version"]!);
        current.Model.Score("It is totally zorpy").Label.ShouldBe(SentimentLabel.Positive);
        current.Model.Score("It is totally glibby").Label.ShouldBe(SentimentLabel.Negative);
        var stored = (await _bench.Store.CurrentAsync("sentiment", cancel))!;
        stored.Verdict!.Low.ShouldBeGreaterThan(0);
        (stored.Version.Data.Rows, stored.Version.Data.Positives).ShouldBe((640, 320));
        stored.Version.RunId.ShouldBe("run-1");
    }

    [Test]
    public async Task Rollback_AfterTheFirstPromotion_GoesBackToTheBuiltInModel(CancellationToken cancel)
    {
        await AddReviewsAsync(800, "zorpy", "glibby", cancel);
        await RunAsync(cancel);
        await _models.CurrentAsync(cancel);
        await _bench.Store.RollbackAsync("sentiment", "test", cancel);
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));
        var current = await _models.CurrentAsync(cancel);
        current.Model.Origin.ShouldBe(SentimentModel.Default.Origin);
        current.Model.Score("zorpy").ShouldBe(SentimentModel.Default.Score("zorpy"));
    }

    [Test]
    public async Task Run_AgainWithoutNewReviews_TrainsNothing(CancellationToken cancel)
    {
        await AddReviewsAsync(800, "zorpy", "glibby", cancel);
        await RunAsync(cancel);
        // What was tested on in the first run is new to the current version; half of it is learned, half tested on: too little to decide.
        (await RunAsync(cancel))["outcome"].ShouldBeOneOf("candidate", "rejected");
        (await _models.CurrentAsync(cancel)).Number.ShouldBe(2);
    }

    [Test]
    public async Task Run_ReviewsThatContradictThemselves_IsRejected(CancellationToken cancel)
    {
        const int seed = 3;
        var random = new Random(seed);
        // Sound texts with stars drawn by lot: nothing is to be learned, and what was known must not be lost.
        await AddAsync([.. Enumerable.Range(0, 600).Select(i => (i % 2 == 0 ? $"A good chair {i}" : $"A bad chair {i}", random.Next(2) == 0 ? 1 : 5))], cancel);
        await AddAsync([.. Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? $"A good chair {i}" : $"A bad chair {i}", i % 2 == 0 ? 5 : 1))], cancel);
        var result = await RunAsync(cancel);
        result["outcome"].ShouldBe("rejected", $"seed {seed}: {result["reason"]}");
        (await _models.CurrentAsync(cancel)).Number.ShouldBe(0);
    }

    [Test]
    public async Task Run_FewReviews_TrainsNothing(CancellationToken cancel)
    {
        await AddReviewsAsync(50, "zorpy", "glibby", cancel);
        (await RunAsync(cancel))["outcome"].ShouldBe("none");
        (await _bench.Store.ListAsync("sentiment", cancel)).ShouldBeEmpty();
    }

    [Test]
    public async Task Run_SimulatedReviews_LearnsTheirNeutralOnes(CancellationToken cancel)
    {
        var random = new Xoshiro256(17, 0);
        await AddAsync([.. Enumerable.Range(0, 1_500).Select(i => (ReviewGrammar.Write(i % FurnitureCatalog.Count, (ReviewSentiment)(i % 3), random), 1 + (i % 3 * 2)))], cancel);
        var result = await RunAsync(cancel);
        TestContext.Out.WriteLine(result["reason"]);
        ((double)result["labelAccuracy"]!).ShouldBeGreaterThan(0.97);
        ((double)result["labelAccuracyBefore"]!).ShouldBeLessThan(0.95);
        result["outcome"].ShouldBe("current");
    }

    [Test]
    public async Task ReviewScoring_NewVersion_BeginsAtACheckpointAndIsTakenUpAgain(CancellationToken cancel)
    {
        var scoring = new ReviewScoring(_models);
        await scoring.SnapshotAsync(new StateWriter(), cancel);
        var builtIn = new StateWriter();
        await scoring.SnapshotAsync(builtIn, cancel);
        builtIn.Changes.ShouldBeEmpty("the built-in model needs no name");

        await AddReviewsAsync(800, "zorpy", "glibby", cancel);
        var number = (int)(await RunAsync(cancel))["version"]!;
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));
        scoring.Version.Number.ShouldBe(0, "a version does not change between checkpoints");
        var first = new StateWriter();
        await scoring.SnapshotAsync(first, cancel);
        scoring.Version.Number.ShouldBe(number);

        // The version is rolled back; a host that takes the partition from the checkpoint still scores by what the checkpoint names.
        await _bench.Store.RollbackAsync("sentiment", "test", cancel);
        using var others = Models();
        var restored = new ReviewScoring(others);
        await restored.RestoreAsync(State(first), cancel);
        restored.Version.Number.ShouldBe(number);
        restored.Version.Model.Score("zorpy").ShouldBe(scoring.Version.Model.Score("zorpy"));
        var second = new StateWriter();
        await restored.SnapshotAsync(second, cancel);
        restored.Version.Number.ShouldBe(1, "the built-in model as a version");
        second.Changes.Count.ShouldBe(1);
    }

    [Test]
    public async Task GetAsync_VersionThatIsNotKept_IsTheCurrentOne(CancellationToken cancel)
    {
        (await _models.GetAsync(99, cancel)).ShouldBe(SentimentVersion.BuiltIn);
        var added = await _bench.Store.AddAsync(ModelBench.Version("sentiment", "linear"), Encoding.UTF8.GetBytes("{}"), default, cancel);
        await _bench.Store.PromoteAsync("sentiment", added.Number, "test", cancel);
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _models.GetAsync(added.Number, cancel)).ShouldBe(SentimentVersion.BuiltIn, "a version that cannot be read stops nothing");
    }

    private static StateReader State(StateWriter writer)
    {
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        writer.ApplyTo(slots);
        return new StateReader(slots);
    }

    private SentimentModels Models() => new(_bench.Store, Options.Create(_bench.Options), _bench.Clock, NullLogger<SentimentModels>.Instance);

    private async Task<IReadOnlyDictionary<string, object?>> RunAsync(CancellationToken cancel)
    {
        using var models = Models();
        var job = new SentimentJob(_bench.Documents, _bench.Store, models, Options.Create(_bench.Options));
        return await job.RunAsync(new JobRun(job, "run-1", new Dictionary<string, string>(StringComparer.Ordinal), _bench.Clock), cancel);
    }

    private Task AddReviewsAsync(int count, string good, string bad, CancellationToken cancel) =>
        AddAsync([.. Enumerable.Range(0, count).Select(i => (i % 2 == 0 ? $"Chair {i} is {good}" : $"Chair {i} is {bad}", i % 2 == 0 ? 5 : 1))], cancel);

    /// <summary>Archives a session a minute, each of one of fifty users with one review.</summary>
    private async Task AddAsync((string Text, int Stars)[] reviews, CancellationToken cancel)
    {
        var documents = reviews.Select(review =>
        {
            var (user, startMs) = ($"u{_sessions % 50}", _bench.Clock.GetUtcNow().AddDays(-30).AddMinutes(_sessions).ToUnixTimeMilliseconds());
            var body = new { userId = user, startMs, productIds = (string[])["1"], productReviews = (string[])[review.Text], productRatings = (int[])[review.Stars] };
            return new Document($"s{_sessions++}", JsonSerializer.SerializeToUtf8Bytes(body), [user, startMs]);
        });
        await _bench.Documents.UpsertAsync("sessions", [.. documents], cancel);
    }
}
