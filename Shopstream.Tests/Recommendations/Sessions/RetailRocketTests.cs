using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Sessions;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Sessions;

[TestFixture]
internal sealed class RetailRocketTests
{
    private const int At = 20;
    private SessionLog _sessions = null!;
    private List<SessionPrefix> _prefixes = null!;

    [OneTimeSetUp]
    public void Read()
    {
        var items = new IdMap();
        var train = SessionFile.ReadSessions(Repository.RealData("sessions-retailrocket", "train_sessions.txt.gz"), items);
        _prefixes = SessionFile.ReadPrefixes(Repository.RealData("sessions-retailrocket", "test_prefix_target.tsv.gz"), items);
        _sessions = new(items.Count, train);
    }

    [Test]
    public void Read_RetailRocket_HasAllSessionsAndPrefixes()
    {
        _sessions.Count.ShouldBe(126_168);
        _prefixes.Count.ShouldBe(15_132);
        _sessions.Items.ShouldBe(36_968);
    }

    [Test]
    public void Popular_OnRetailRocket_EqualsTheYardstick() => Expect(new PopularItems(_sessions), 0.0238, 0.0050, 0.0001);

    [Test]
    public void SessionPopular_OnRetailRocket_EqualsTheYardstick() => Expect(new SessionPopularItems(new(_sessions), _sessions), 0.3894, 0.2637, 0.001);

    [Test]
    public void Markov_WithoutTheLastItemItself_IsNearTheYardstick() => Expect(new WithoutLast(new MarkovChain(_sessions)), 0.2260, 0.0972, 0.004);

    [Test]
    public void VectorSessionNeighbours_OnRetailRocket_ReachesTheYardstick()
    {
        AtLeast(new VectorSessionNeighbours(_sessions), 0.379, 0.168);
        var (hits, mrr) = SessionEvaluation.Measure(SessionEvaluation.Ranks(new WithoutLast(new VectorSessionNeighbours(_sessions)), _prefixes, _sessions.Items, At), At);
        TestContext.Out.WriteLine($"without the last item itself: {hits.Value:0.0000} / {mrr.Value:0.0000}");
    }

    [Test, CancelAfter(300_000)]
    public void Hybrid_OnRetailRocket_ReachesTheYardstickAndBeatsItsParts(CancellationToken cancel)
    {
        var parts = SessionHybrid.Parts(_sessions);
        var hybrid = SessionHybrid.Fit(_sessions, parts, cancellationToken: cancel);
        var (hits, mrr) = AtLeast(hybrid, 0.50, 0.28);
        foreach (var part in parts)
        {
            var (partHits, partMrr) = SessionEvaluation.Measure(SessionEvaluation.Ranks(part, _prefixes, _sessions.Items, At, cancel), At);
            hits.ShouldBeGreaterThan(partHits.Value, part.Name);
            mrr.ShouldBeGreaterThan(partMrr.Value, part.Name);
        }
    }

    private (double Hits, double Mrr) AtLeast(ISessionRecommender recommender, double hitRate, double reciprocal)
    {
        var (hits, mrr) = SessionEvaluation.Measure(SessionEvaluation.Ranks(recommender, _prefixes, _sessions.Items, At), At);
        TestContext.Out.WriteLine($"{recommender.Name}: {hits.Value:0.0000} / {mrr.Value:0.0000}");
        hits.Value.ShouldBeGreaterThanOrEqualTo(hitRate);
        mrr.Value.ShouldBeGreaterThanOrEqualTo(reciprocal);
        return (hits.Value, mrr.Value);
    }

    private void Expect(ISessionRecommender recommender, double hitRate, double reciprocal, double tolerance)
    {
        var (hits, mrr) = SessionEvaluation.Measure(SessionEvaluation.Ranks(recommender, _prefixes, _sessions.Items, At), At);
        hits.Value.ShouldBe(hitRate, tolerance);
        mrr.Value.ShouldBe(reciprocal, tolerance);
    }

    /// <summary>The yardsticks of the Markov chain never recommend the item that is being looked at.</summary>
    private sealed class WithoutLast(ISessionRecommender inner) : ISessionRecommender
    {
        public string Name => inner.Name;

        public void Score(ReadOnlySpan<int> prefix, SessionScores scores)
        {
            var all = new SessionScores(scores.Items);
            inner.Score(prefix, all);
            foreach (var item in all.Scored)
                if (item != prefix[^1]) scores.Add(item, all[item]);
        }
    }
}
