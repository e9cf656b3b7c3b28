namespace Shopstream.Modules.Ml.Models;

/// <summary>Whether a candidate is better than what it should replace, and how that was found.</summary>
/// <param name="IsBetter">Whether it is.</param>
/// <param name="Against">Number of the version it was compared with; null for the baseline rate.</param>
/// <param name="Metric">Measure compared, the greater the better.</param>
/// <param name="Candidate">The candidate's value.</param>
/// <param name="Reference">The other's value.</param>
/// <param name="Low">Lower end of the interval of the difference.</param>
/// <param name="High">Upper end.</param>
/// <param name="Confidence">Confidence of the interval, 0 to 1.</param>
/// <param name="Rows">Rows compared on, which neither had learnt from.</param>
/// <param name="Users">Users they belong to.</param>
/// <param name="Reason">The verdict in a sentence.</param>
public sealed record ModelVerdict(
    bool IsBetter, int? Against, string Metric, double Candidate, double Reference, double Low, double High, double Confidence, int Rows, int Users, string Reason);
