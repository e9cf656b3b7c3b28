using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Tests.Recommendations.Algorithms;

[TestFixture]
internal sealed class MinHashNeighboursTests
{
    [Test]
    public void NeighboursOf_CandidatesThatContainAll_AreThoseOfAllUsers()
    {
        var matrix = RecommenderTests.RandomMatrix(3);
        var options = new NeighbourOptions { Similarity = Similarity.TfIdf, K = 10, Shrinkage = 2 };
        var (exact, hashed) = (UserNeighboursRecommender.Train(matrix, options), UserNeighboursRecommender.Train(matrix, options, new() { Hashes = 2_048, Threshold = 0.01 }));
        for (var user = 0; user < matrix.Users; user++)
        {
            var (expected, found) = (exact.NeighboursOf(UserRow.Of(matrix, user)), hashed.NeighboursOf(UserRow.Of(matrix, user)));
            found.Count.ShouldBe(expected.Count);
            for (var n = 0; n < found.Count; n++) found[n].Score.ShouldBe(expected[n].Score, 1e-5f, $"user {user}");
        }

        hashed.Note.ShouldStartWith("MinHash finds 100.0 %");
        exact.Note.ShouldBe("all users are compared");
    }

    [Test]
    public void Train_HighThreshold_FindsTwinsOnlyAndSaysSo()
    {
        // Users 0 and 1 are twins; all others share two of their items with nobody else's many.
        var rows = new List<Interaction>();
        for (var user = 0; user < 60; user++)
            for (var n = 0; n < 10; n++) rows.Add(new(user, n < 2 ? n : 2 + (Math.Max(1, user) * 8) + n - 2, 1, null));
        var matrix = InteractionMatrix.Build(60, 600, [.. rows], RepeatedPairs.One);
        var hashed = UserNeighboursRecommender.Train(matrix, new() { K = 5 }, new() { Hashes = 128, Threshold = 0.8 });
        hashed.NeighboursOf(UserRow.Of(matrix, 0)).Select(n => n.Item).ShouldBe([1]);
        hashed.NeighboursOf(UserRow.Of(matrix, 30)).ShouldBeEmpty();
        hashed.Note.ShouldStartWith("MinHash finds 0.7 % of the 5 nearest users of 60 users");
    }
}
