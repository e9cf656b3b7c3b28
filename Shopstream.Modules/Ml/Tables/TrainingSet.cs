namespace Shopstream.Modules.Ml.Tables;

/// <summary>What a model learns from.</summary>
/// <param name="Features">One row an example.</param>
/// <param name="Labels">0 or 1, by row.</param>
public sealed record TrainingSet(FeatureMatrix Features, float[] Labels);
