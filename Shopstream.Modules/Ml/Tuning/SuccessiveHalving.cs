namespace Shopstream.Modules.Ml.Tuning;

/// <summary>Trains a candidate on so much and judges it on rows it did not see; the greater the answer the better, NaN for none.</summary>
/// <param name="candidate">The settings.</param>
/// <param name="budget">How many rows, trees or whatever else to spend.</param>
/// <param name="cancellationToken">Cancelled when nobody waits for the answer.</param>
public delegate double CandidateTrial(TuningCandidate candidate, int budget, CancellationToken cancellationToken);

/// <summary>
/// Finds good settings by successive halving: many candidates are tried on little, the best third of them on three times as much, and so
/// on (see <see cref="HalvingSchedule"/>). Each rung trains anew. One trial at a time, since each uses all cores; with trials that depend
/// on their arguments alone, the same seed finds the same settings.
/// </summary>
public static class SuccessiveHalving
{
    /// <summary>Searches.</summary>
    /// <param name="space">What may be chosen.</param>
    /// <param name="options">How long and how widely.</param>
    /// <param name="trial">Tries a candidate.</param>
    /// <param name="progress">Told after each trial; may be null.</param>
    /// <param name="time">Measures the trials; the system's if null.</param>
    /// <param name="cancellationToken">Looked at before each trial, and passed to it.</param>
    /// <exception cref="ArgumentException">An option is out of range, or a trial refuses its settings so.</exception>
    /// <exception cref="InvalidOperationException">No candidate had a score on the whole budget.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> asked for it.</exception>
    public static TuningResult Run(
        SearchSpace space, TuningOptions options, CandidateTrial trial, Action<TuningProgress>? progress = null, TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        var clock = time ?? TimeProvider.System;
        var brackets = options.Brackets();
        var total = brackets.Sum(b => b.Sum(r => r.Candidates));
        var trials = new List<TuningTrial>(total);
        TuningTrial? best = null;
        var number = 0;
        for (var b = 0; b < brackets.Count; b++)
        {
            List<TuningCandidate> candidates = [.. Enumerable.Range(number, brackets[b][0].Candidates)
                .Select(n => n < options.Starting.Count ? options.Starting[n] : space.Draw(options.Seed, n - options.Starting.Count))];
            number += candidates.Count;
            for (var r = 0; r < brackets[b].Count; r++)
            {
                var budget = brackets[b][r].Budget;
                var rung = new List<TuningTrial>(candidates.Count);
                foreach (var candidate in candidates)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var start = clock.GetTimestamp();
                    var score = trial(candidate, budget, cancellationToken);
                    var made = new TuningTrial(b, r, candidate, budget, score, clock.GetElapsedTime(start));
                    rung.Add(made);
                    trials.Add(made);
                    if (best is null || IsBetter(made, best)) best = made;
                    progress?.Invoke(new(trials.Count, total, made, best));
                }

                // Sorting is stable, so that of equals the first goes on.
                if (r + 1 < brackets[b].Count)
                    candidates = [.. rung.OrderByDescending(t => Rank(t.Score)).Take(brackets[b][r + 1].Candidates).Select(t => t.Candidate)];
            }
        }

        if (best is null || best.Budget < options.MostBudget || double.IsNaN(best.Score))
            throw new InvalidOperationException($"None of {number} candidates had a score on the whole budget of {options.MostBudget}.");
        return new(best, trials);
    }

    private static bool IsBetter(TuningTrial trial, TuningTrial than) =>
        double.IsNaN(than.Score) ? !double.IsNaN(trial.Score) || trial.Budget > than.Budget
        : !double.IsNaN(trial.Score) && (trial.Budget > than.Budget || (trial.Budget == than.Budget && trial.Score > than.Score));

    private static double Rank(double score) => double.IsNaN(score) ? double.NegativeInfinity : score;
}
