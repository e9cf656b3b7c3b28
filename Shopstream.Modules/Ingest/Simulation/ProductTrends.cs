namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>
/// Popularity of each product over time: two overlaid waves of unequal length a product, so that each one rises and
/// falls at its own times. Immutable.
/// </summary>
internal sealed class ProductTrends
{
    private readonly double _strength;
    private readonly DateTimeOffset _origin;
    private readonly double[] _days = new double[2 * FurnitureCatalog.Count];
    private readonly double[] _phase = new double[2 * FurnitureCatalog.Count];

    public ProductTrends(SimulatorOptions options)
    {
        _strength = options.TrendStrength;
        _origin = options.Start;
        var random = new Xoshiro256(options.Seed, RandomStreams.Trends);
        for (var i = 0; i < _days.Length; i++)
        {
            _days[i] = options.TrendPeriod.TotalDays * random.Between(0.5, 1.5);
            _phase[i] = random.NextDouble();
        }
    }

    /// <summary>Writes the factor on each product's popularity, e^±strength, into <paramref name="factors"/>, double[10].</summary>
    public void At(DateTimeOffset time, Span<double> factors)
    {
        var days = (time - _origin).TotalDays;
        for (var p = 0; p < FurnitureCatalog.Count; p++)
        {
            var wave = (0.65 * Wave(2 * p, days)) + (0.35 * Wave((2 * p) + 1, days));
            factors[p] = Math.Exp(_strength * wave);
        }
    }

    private double Wave(int i, double days) => Math.Sin(2 * Math.PI * ((days / _days[i]) + _phase[i]));
}
