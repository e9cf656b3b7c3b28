using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Tests.Ingest.Simulation;

public sealed class Xoshiro256Tests
{
    [Test]
    public void NextBits_StateOneToFour_GivesThePublishedSequence()
    {
        var random = new Xoshiro256(1, 2, 3, 4);
        ulong[] expected = [11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600];
        foreach (var bits in expected) random.NextBits().ShouldBe(bits);
    }

    [Test]
    public void Constructor_OtherStreamOfTheSameSeed_GivesAnotherSequence()
    {
        var bits = new HashSet<ulong>();
        for (var seed = 0; seed < 20; seed++)
            for (var stream = 0; stream < 20; stream++) bits.Add(new Xoshiro256(seed, stream).NextBits());
        bits.Count.ShouldBe(400);
    }

    [Test]
    public void NextNormal_ManyDraws_HasMeanZeroAndVarianceOne()
    {
        var random = new Xoshiro256(11, 0);
        double sum = 0, squares = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var x = random.NextNormal();
            Math.Abs(x).ShouldBeLessThan(3.47);
            sum += x;
            squares += x * x;
        }

        (sum / 200_000).ShouldBe(0, 0.01);
        (squares / 200_000).ShouldBe(1, 0.01);
    }

    [Test]
    public void PickIndex_Weights_AreDrawnInProportionAndZeroNever()
    {
        var random = new Xoshiro256(5, 0);
        var counts = new int[4];
        for (var i = 0; i < 100_000; i++) counts[random.PickIndex([1, 0, 3, 0])]++;
        counts[1].ShouldBe(0);
        counts[3].ShouldBe(0);
        (counts[2] / 100_000.0).ShouldBe(0.75, 0.01);
    }

    [Test]
    public void NextUuid_Always_CarriesVersionFourAndVariant()
    {
        var random = new Xoshiro256(5, 0);
        for (var i = 0; i < 1_000; i++)
        {
            var text = random.NextUuid().ToString();
            text[14].ShouldBe('4');
            "89ab".ShouldContain(text[19]);
        }
    }
}
