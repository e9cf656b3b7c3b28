namespace Shopstream.Modules.Ml.Tuning;

/// <summary>One line of the results: a candidate tried on a budget.</summary>
/// <param name="Bracket">Number of the bracket, from 0.</param>
/// <param name="Rung">Number of the rung in it, from 0.</param>
/// <param name="Candidate">What was tried.</param>
/// <param name="Budget">Rows, trees or whatever was spent.</param>
/// <param name="Score">What came out, the greater the better; NaN where nothing did.</param>
/// <param name="Duration">How long it took.</param>
public sealed record TuningTrial(int Bracket, int Rung, TuningCandidate Candidate, int Budget, double Score, TimeSpan Duration);

/// <summary>How far a search is.</summary>
/// <param name="Done">Trials that have ended.</param>
/// <param name="Total">Trials that there will be.</param>
/// <param name="Last">The latest.</param>
/// <param name="Best">The best so far of those with the greatest budget so far.</param>
public readonly record struct TuningProgress(int Done, int Total, TuningTrial Last, TuningTrial Best);

/// <summary>What a search found.</summary>
/// <param name="Best">The best trial on the whole budget; of equals the first.</param>
/// <param name="Trials">All trials in the order in which they were made.</param>
public sealed record TuningResult(TuningTrial Best, IReadOnlyList<TuningTrial> Trials)
{
    /// <summary>The trials as a table of results: those of greatest budget first, and of each budget the best first.</summary>
    public IEnumerable<TuningTrial> Ranked() =>
        Trials.OrderByDescending(t => t.Budget).ThenByDescending(t => double.IsNaN(t.Score) ? double.NegativeInfinity : t.Score);
}
