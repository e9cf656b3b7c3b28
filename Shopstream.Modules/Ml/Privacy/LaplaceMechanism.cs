namespace Shopstream.Modules.Ml.Privacy;

/// <summary>
/// Adds noise of scale sensitivity / ε, which makes the result ε-differentially private (Dwork, McSherry, Nissim and Smith,
/// TCC 2006). Results lie on a grid of <see cref="Granularity"/>: value and noise are whole numbers of grid steps, so that
/// no low bits of a floating-point sum betray the value (Mironov, "On significance of the least significant bits for
/// differential privacy", CCS 2012); the noise is discrete Laplace after Canonne, Kamath and Steinke (NeurIPS 2020), from the
/// operating system's cryptographic generator. Thread-safe. How long it takes to draw is not hidden.
/// </summary>
public sealed class LaplaceMechanism
{
    private const double EpsilonSteps = 1 << 30;

    private readonly NoiseSource _source;
    private readonly Lock _lock = new();
    private readonly ulong _s;
    private readonly ulong _t;

    /// <summary>A mechanism for values that change by at most <paramref name="sensitivity"/> with one person's data.</summary>
    /// <param name="sensitivity">Above 0 and finite.</param>
    /// <param name="epsilon">One millionth to 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is out of range.</exception>
    public LaplaceMechanism(double sensitivity, double epsilon)
        : this(sensitivity, epsilon, NoiseSource.Cryptographic())
    {
    }

    internal LaplaceMechanism(double sensitivity, double epsilon, NoiseSource source)
        : this(sensitivity, epsilon, Math.ScaleB(1, Math.ILogB(Checked(sensitivity)) - 20), roundingUnits: 1, source)
    {
    }

    private LaplaceMechanism(double sensitivity, double epsilon, double granularity, ulong roundingUnits, NoiseSource source)
    {
        if (epsilon is not (>= 1e-6 and <= 64)) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "epsilon must lie between 0.000001 and 64");
        (Sensitivity, Epsilon, Granularity, _source) = (sensitivity, epsilon, granularity, source);

        // Two values that differ by the sensitivity may be rounded apart by one step more. Rounding ε down errs to the safe side.
        _t = checked(((ulong)Math.Ceiling(sensitivity / granularity) + roundingUnits) * (ulong)EpsilonSteps);
        _s = (ulong)Math.Floor(epsilon * EpsilonSteps);
    }

    /// <summary>The most by which one person's data change a value.</summary>
    public double Sensitivity { get; }

    /// <summary>Privacy loss of one release.</summary>
    public double Epsilon { get; }

    /// <summary>Step of the grid: a power of two, at most a millionth of <see cref="Sensitivity"/>, and 1 for counts.</summary>
    public double Granularity { get; }

    /// <summary>Mean absolute noise: sensitivity / ε, larger by at most two millionths of it and the rounding of ε to 2^-30.</summary>
    public double Scale => (double)_t / _s * Granularity;

    /// <summary>A value with noise. The value must be clipped beforehand to the bounds that the sensitivity was computed from.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite, or above 2^40 times the sensitivity.</exception>
    public double Release(double value)
    {
        var steps = value / Granularity;
        if (!(Math.Abs(steps) < 1L << 61)) throw new ArgumentOutOfRangeException(nameof(value), value, $"too large for a sensitivity of {Sensitivity}");
        return ReleaseSteps((long)Math.Round(steps)) * Granularity;
    }

    /// <summary>For whole numbers of which one person changes at most <paramref name="sensitivity"/>, without rounding.</summary>
    internal static LaplaceMechanism ForCounts(int sensitivity, double epsilon, NoiseSource source)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sensitivity, 1);
        return new LaplaceMechanism(sensitivity, epsilon, 1, 0, source);
    }

    /// <summary>A whole number of grid steps with noise.</summary>
    internal long ReleaseSteps(long steps)
    {
        lock (_lock) return checked(steps + DiscreteLaplace.Sample(_source, _s, _t));
    }

    private static double Checked(double sensitivity) => sensitivity is > 1e-200 and < 1e200
        ? sensitivity
        : throw new ArgumentOutOfRangeException(nameof(sensitivity), sensitivity, "the sensitivity must be above 0 and finite");
}
