namespace Shopstream.Modules.Ml.Tuning;

/// <summary>
/// How many candidates are tried on how much: successive halving (Jamieson and Talwalkar 2016, "Non-stochastic best arm identification
/// and hyperparameter optimization") and the brackets of it that make up Hyperband (Li et al. 2018, "Hyperband: A novel bandit-based
/// approach to hyperparameter optimization", algorithm 1).
/// </summary>
public static class HalvingSchedule
{
    /// <summary>One step: so many candidates are trained on so much each; the best of them go on.</summary>
    /// <param name="Candidates">Number of candidates.</param>
    /// <param name="Budget">Rows, trees or whatever is spent on each.</param>
    public readonly record struct Rung(int Candidates, int Budget);

    /// <summary>
    /// One bracket. The last rung has the greatest budget, each rung before it <paramref name="reduction"/> times less and as many times
    /// more candidates; the first rung has at least the least budget.
    /// </summary>
    /// <param name="candidates">Candidates of the first rung: 1 or more.</param>
    /// <param name="leastBudget">1 or more.</param>
    /// <param name="mostBudget">At least <paramref name="leastBudget"/>.</param>
    /// <param name="reduction">Of so many candidates one goes on: 2 or more.</param>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public static IReadOnlyList<Rung> Successive(int candidates, int leastBudget, int mostBudget, int reduction)
    {
        Check(candidates, leastBudget, mostBudget, reduction);
        var halvings = 0;
        // As long as somebody can be left out and the first rung is not starved.
        while (Power(reduction, halvings + 1) <= candidates && leastBudget * Power(reduction, halvings + 1) <= mostBudget) halvings++;
        return Bracket(candidates, mostBudget, reduction, halvings);
    }

    /// <summary>
    /// All brackets of Hyperband, from the one of most candidates and least budget to the one that gives every candidate the whole
    /// budget. They guard against settings whose worth shows late.
    /// </summary>
    /// <inheritdoc cref="Successive" path="/param"/>
    /// <inheritdoc cref="Successive" path="/exception"/>
    public static IReadOnlyList<IReadOnlyList<Rung>> Hyperband(int leastBudget, int mostBudget, int reduction)
    {
        Check(1, leastBudget, mostBudget, reduction);
        var most = 0;
        while (leastBudget * Power(reduction, most + 1) <= mostBudget) most++;
        var brackets = new List<IReadOnlyList<Rung>>();
        for (var s = most; s >= 0; s--)
        {
            // n = ceil((s_max + 1) η^s / (s + 1)), in whole numbers.
            var candidates = ((most + 1) * Power(reduction, s) + s) / (s + 1);
            brackets.Add(Bracket((int)candidates, mostBudget, reduction, s));
        }

        return brackets;
    }

    private static Rung[] Bracket(int candidates, int mostBudget, int reduction, int halvings) =>
        [.. Enumerable.Range(0, halvings + 1).Select(i => new Rung(
            (int)Math.Max(1, candidates / Power(reduction, i)),
            (int)Math.Max(1, mostBudget / Power(reduction, halvings - i))))];

    private static long Power(int number, int exponent)
    {
        var power = 1L;
        // Beyond what any budget or number of candidates reaches it need not be exact.
        for (var i = 0; i < exponent && power <= int.MaxValue; i++) power *= number;
        return power;
    }

    private static void Check(int candidates, int leastBudget, int mostBudget, int reduction)
    {
        if (candidates < 1) throw new ArgumentException($"Candidates: found {candidates}, expected 1 or more", nameof(candidates));
        if (leastBudget < 1) throw new ArgumentException($"LeastBudget: found {leastBudget}, expected 1 or more", nameof(leastBudget));
        if (mostBudget < leastBudget) throw new ArgumentException($"MostBudget: found {mostBudget}, expected {leastBudget} or more", nameof(mostBudget));
        if (reduction < 2) throw new ArgumentException($"Reduction: found {reduction}, expected 2 or more", nameof(reduction));
    }
}
