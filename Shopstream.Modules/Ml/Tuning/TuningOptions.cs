namespace Shopstream.Modules.Ml.Tuning;

/// <summary>How long and how widely is searched.</summary>
public sealed record TuningOptions
{
    /// <value>Candidates at the start: 1 or more, default 27. Not used with <see cref="Hyperband"/>, which has its own numbers.</value>
    public int Candidates { get; init; } = 27;

    /// <value>Least that is spent on a candidate, in rows, trees or whatever the trial counts: 1 or more.</value>
    public required int LeastBudget { get; init; }

    /// <value>What is spent on each of the last ones: at least <see cref="LeastBudget"/>.</value>
    public required int MostBudget { get; init; }

    /// <value>One of so many goes on to the next rung, which gives it so many times more: 2 or more, default 3.</value>
    public int Reduction { get; init; } = 3;

    /// <value>
    /// Whether all brackets of Hyperband are run, not just the one of successive halving; default false. It takes several times as long
    /// and finds settings that are good only on the whole budget.
    /// </value>
    public bool Hyperband { get; init; }

    /// <value>Candidates to be tried before drawn ones, for example the settings in use; none by default. They count among the candidates.</value>
    public IReadOnlyList<TuningCandidate> Starting { get; init; } = [];

    /// <value>Seed of the candidates; default 0.</value>
    public long Seed { get; init; }

    internal IReadOnlyList<IReadOnlyList<HalvingSchedule.Rung>> Brackets() => Hyperband
        ? HalvingSchedule.Hyperband(LeastBudget, MostBudget, Reduction)
        : [HalvingSchedule.Successive(Candidates, LeastBudget, MostBudget, Reduction)];
}
