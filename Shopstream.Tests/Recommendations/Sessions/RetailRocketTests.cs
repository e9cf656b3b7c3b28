using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Sessions;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Sessions;

[TestFixture]
internal sealed class RetailRocketTests
{
    [Test]
    public void Evaluate_OnRetailRocket_ReachesTheYardsticks()
    {
        var items = new IdMap();
        var train = SessionFile.ReadSessions(Repository.RealData("sessions-retailrocket", "train_sessions.txt.gz"), items);
        var prefixes = SessionFile.ReadPrefixes(Repository.RealData("sessions-retailrocket", "test_prefix_target.tsv.gz"), items);
        var sessions = new SessionLog(items.Count, train);
        TestContext.Out.WriteLine($"{sessions.Count} sessions {prefixes.Count} prefixes {items.Count} items");
        var parts = SessionHybrid.Parts(sessions);
        var hybrid = SessionHybrid.Fit(sessions, parts);
        TestContext.Out.WriteLine(string.Join(' ', hybrid.Weights));
        foreach (var algorithm in parts.Append(hybrid).Append(new SessionPopularItems(new PopularItems(sessions), sessions)).Append(new VectorSessionNeighbors(sessions, 1000, 100)))
        {
            var (hits, mrr) = SessionEvaluation.Measure(SessionEvaluation.Ranks(algorithm, prefixes, items.Count, 20), 20);
            TestContext.Out.WriteLine($"{algorithm.Name}: {100 * hits.Value:0.00} [{100 * hits.Low:0.00} {100 * hits.High:0.00}] / {100 * mrr.Value:0.00}");
        }
    }
}
