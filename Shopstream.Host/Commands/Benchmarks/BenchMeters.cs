using System.Diagnostics.Metrics;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>Meters that nobody listens to.</summary>
internal sealed class BenchMeters : IMeterFactory
{
    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
        // The meters go with the process.
    }
}
