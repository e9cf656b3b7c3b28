using System.Text;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Ml.Sentiment;
using Shopstream.Modules.Stores;
using Shopstream.Tests.Ml.Models;

namespace Shopstream.Tests.Ml.Sentiment;

internal sealed class RatedReviewsTests
{
    [Test]
    public void InOrder_StarsBesideTheTexts_AreTaken()
    {
        var reviews = new RatedReviews();
        reviews.AddSession("""{"userId":"u","startMs":20,"productIds":["1","2",3,"4"],"productReviews":["good",null,"fine","bad"],"productRatings":[5,4,null,"1"]}"""u8.ToArray());
        reviews.AddInteraction("""{"user_id":7,"userId":"7","product_id":1,"event_type":"rating","value":3,"review":"so so","timeMs":10}"""u8.ToArray());
        reviews.InOrder().ShouldBe(
        [
            new RatedReview(10, "7", new LabelledText("so so", 0.5f)),
            new RatedReview(20, "u", new LabelledText("bad", 0)),
            new RatedReview(20, "u", new LabelledText("good", 1)),
        ]);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void InOrder_RatingOfTheSameUserAndProduct_IsTaken(bool ratingFirst)
    {
        var reviews = new RatedReviews();
        var rating = """{"userId":"u","product_id":3,"event_type":"rating","value":4,"timeMs":30}"""u8.ToArray();
        if (ratingFirst) reviews.AddInteraction(rating);
        reviews.AddSession("""{"userId":"u","startMs":20,"productIds":["3","4"],"productReviews":["fine","never rated"]}"""u8.ToArray());
        reviews.AddSession("""{"userId":"other","startMs":21,"productIds":["3"],"productReviews":["never rated either"]}"""u8.ToArray());
        if (!ratingFirst) reviews.AddInteraction(rating);
        reviews.InOrder().ShouldBe([new RatedReview(30, "u", new LabelledText("fine", 0.75f))]);
    }

    [TestCase("""{"userId":"u","startMs":1,"productIds":["1"],"productReviews":["x"],"productRatings":[0]}""")]
    [TestCase("""{"userId":"u","startMs":1,"productIds":["1"],"productReviews":["x"],"productRatings":[6]}""")]
    [TestCase("""{"userId":"u","startMs":1,"productIds":["1"],"productReviews":["x"],"productRatings":{}}""")]
    [TestCase("""{"userId":"u","startMs":1,"productIds":["1"],"productReviews":"x","productRatings":[5]}""")]
    [TestCase("""{"startMs":1,"productIds":["1"],"productReviews":["x"],"productRatings":[5]}""")]
    [TestCase("""{"userId":"u","startMs":1,"productIds":[],"productReviews":["x"],"productRatings":[5]}""")]
    public void AddSession_WithoutUsableReview_AddsNone(string json)
    {
        var reviews = new RatedReviews();
        reviews.AddSession(Encoding.UTF8.GetBytes(json));
        reviews.InOrder().ShouldBeEmpty();
    }

    [TestCase("""{"userId":"u","product_id":"1","event_type":"rating","review":"x","timeMs":1}""")]
    [TestCase("""{"userId":"u","product_id":"1","event_type":"rating","value":"many","review":"x","timeMs":1}""")]
    [TestCase("""{"userId":"u","product_id":"1","event_type":"view","value":5,"review":"rating","timeMs":1}""")]
    [TestCase("""{"userId":"u","event_type":"rating","value":5,"review":"x","timeMs":1}""")]
    public void AddInteraction_WithoutUsableRating_AddsNone(string json)
    {
        var reviews = new RatedReviews();
        reviews.AddInteraction(Encoding.UTF8.GetBytes(json));
        reviews.InOrder().ShouldBeEmpty();
    }

    [Test, CancelAfter(30_000)]
    public async Task ReadAsync_ArchiveOrNone_ReadsFromTheTimeOn(CancellationToken cancel)
    {
        await using var bench = new ModelBench();
        (await RatedReviews.ReadAsync(bench.Documents, DateTimeOffset.UnixEpoch, cancel)).ShouldBeEmpty("the archive has not run yet");
        await bench.Documents.EnsureCollectionAsync(ArchiveCollections.Sessions, cancel);
        await bench.Documents.UpsertAsync("sessions", [Session("a", 1_000), Session("b", 2_000)], cancel);
        (await RatedReviews.ReadAsync(bench.Documents, DateTimeOffset.FromUnixTimeMilliseconds(1_500), cancel)).Single().User.ShouldBe("b");

        static Document Session(string user, long startMs) => new(
            user, Encoding.UTF8.GetBytes($$"""{"userId":"{{user}}","startMs":{{startMs}},"productIds":["1"],"productReviews":["x"],"productRatings":[5]}"""), [user, startMs]);
    }

    [Test]
    public void Collections_AreThoseOfTheArchive()
    {
        foreach (var (mine, its) in new[] { (RatedReviews.Sessions, ArchiveCollections.Sessions), (RatedReviews.Interactions, ArchiveCollections.Interactions) })
        {
            mine.Name.ShouldBe(its.Name);
            mine.Fields.ShouldBe(its.Fields);
            mine.Indexes.Select(i => string.Join(',', i)).ShouldBe(its.Indexes.Select(i => string.Join(',', i)));
        }
    }

    [Test]
    public void Fingerprint_OtherStars_IsAnother()
    {
        var review = new RatedReview(1, "u", new LabelledText("x", 1));
        RatedReviews.Fingerprint([review]).ShouldBe(RatedReviews.Fingerprint([review with { User = "v" }]));
        RatedReviews.Fingerprint([review]).ShouldNotBe(RatedReviews.Fingerprint([review with { Review = new LabelledText("x", 0) }]));
    }
}
