using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Tests.Ingest.Simulation;

public sealed class AliasTableTests
{
    [Test]
    public void Draw_UnequalWeights_FollowsThem()
    {
        double[] weights = [0.5, 10, 1, 3, 0.001, 5.5];
        var total = weights.Sum();
        var table = new AliasTable([.. weights]);
        var random = new Xoshiro256(3, 0);
        var counts = new int[weights.Length];
        const int Draws = 400_000;
        for (var i = 0; i < Draws; i++) counts[table.Draw(random)]++;
        for (var i = 0; i < weights.Length; i++) (counts[i] / (double)Draws).ShouldBe(weights[i] / total, 0.004, $"index {i}");
    }
}
