namespace Shopstream.Modules.Experiments.Statistics;

/// <summary>What is known of a measure that must not get worse.</summary>
internal enum GuardrailState
{
    /// <summary>Not enough is known yet.</summary>
    Open,

    /// <summary>It is not worse by more than the margin.</summary>
    Held,

    /// <summary>It is worse, by more than the margin.</summary>
    Broken,
}

/// <summary>
/// Non-inferiority: a guardrail holds once the interval of the relative change lies above minus the margin (Piaggio et al.: Reporting of
/// noninferiority trials, JAMA 308, 2012).
/// </summary>
internal static class Guardrail
{
    /// <summary>Judges an interval of the relative change.</summary>
    /// <param name="lift">Interval of the lift; null when nothing is known.</param>
    /// <param name="margin">Relative loss that is still taken, 0 or more.</param>
    public static GuardrailState Judge(Interval? lift, double margin) => lift switch
    {
        { Low: var low } when low > -margin => GuardrailState.Held,
        { High: var high } when high < -margin => GuardrailState.Broken,
        _ => GuardrailState.Open,
    };
}
