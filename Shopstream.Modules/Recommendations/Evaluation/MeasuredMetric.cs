namespace Shopstream.Modules.Recommendations.Evaluation;

/// <summary>A measure over all users of the test.</summary>
/// <param name="Metric">Which one.</param>
/// <param name="At">Length of the lists.</param>
/// <param name="Value">Its mean.</param>
/// <param name="Low">Lower end of its interval; null when it has none.</param>
/// <param name="High">Upper end of its interval; null when it has none.</param>
public sealed record MeasuredMetric(RankingMetric Metric, int At, double Value, double? Low, double? High);
