using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Stores.InProcess;

/// <summary>Sizes of the in-process sketches; all hold for one partition.</summary>
public sealed class InProcessSketchesOptions
{
    /// <summary>Users the first slice of the Bloom filter holds; further slices follow by themselves.</summary>
    /// <value>1,000 to 1,000,000,000; default 1,000,000 (1.5 MB at an error of 0.01).</value>
    [Range(1_000d, 1_000_000_000d)]
    public long BloomCapacity { get; set; } = 1_000_000;

    /// <summary>Share of new users that the Bloom filter may take for returning ones.</summary>
    /// <value>0.000001 to 0.5; default 0.01.</value>
    [Range(1e-6, 0.5)]
    public double BloomError { get; set; } = 0.01;

    /// <summary>Binary logarithm of the registers of the HyperLogLog; the standard error is 1.04 / sqrt(2^precision).</summary>
    /// <value>4 to 18; default 14 (0.8 %, 16 KiB).</value>
    [Range(4, 18)]
    public int HyperLogLogPrecision { get; set; } = HyperLogLog.DefaultPrecision;

    /// <summary>Session ids remembered at least, to recognise repeats.</summary>
    /// <value>1,000 to 400,000,000; default 2,000,000 (48 MB when full).</value>
    [Range(1_000d, 400_000_000d)]
    public long DuplicateCapacity { get; set; } = 2_000_000;
}
