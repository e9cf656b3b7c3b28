namespace Shopstream.Modules.StreamAnalytics.Sentiment;

/// <summary>What a text says about its subject.</summary>
/// <param name="Label">The class, derived from <paramref name="Score"/> alone.</param>
/// <param name="Score">Strength and direction in [-1, 1]; 0 where no word decided. Never NaN.</param>
public readonly record struct SentimentScore(SentimentLabel Label, double Score);
