using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Privacy;

namespace Shopstream.Tests.Ml.Privacy;

/// <summary>Noise that can be repeated, so that a statistical test passes always or never.</summary>
internal sealed class SeededNoise(long seed) : NoiseSource
{
    private readonly SeededRandom _random = new(seed);

    public override ulong NextBits() => _random.NextBits();
}
