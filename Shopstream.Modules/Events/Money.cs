namespace Shopstream.Modules.Events;

/// <summary>
/// Amounts as whole ten-thousandths of the currency unit, so that sums are exact and do not depend on the order of the
/// records: a replay or a shuffle gives the same total to the last digit.
/// </summary>
public static class Money
{
    /// <summary>Parts of one currency unit.</summary>
    public const long Scale = 10_000;

    /// <summary>Largest amount accepted, in currency units.</summary>
    public const double Largest = 1_000_000_000;

    /// <summary>Whether <paramref name="amount"/> is within range.</summary>
    public static bool Fits(double amount) => amount is <= Largest and >= -Largest;

    /// <summary>Currency units to ten-thousandths, rounded half to even.</summary>
    public static long FromUnits(double amount) => (long)Math.Round(amount * Scale, MidpointRounding.ToEven);

    /// <summary>Ten-thousandths to currency units.</summary>
    public static double ToUnits(long amount) => amount / (double)Scale;
}
