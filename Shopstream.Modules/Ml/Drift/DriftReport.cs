namespace Shopstream.Modules.Ml.Drift;

/// <summary>How far a model's world has moved since its training.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Number of the version.</param>
/// <param name="MeasuredMs">When it was measured, milliseconds since 1970.</param>
/// <param name="Rows">Later rows compared.</param>
/// <param name="FromMs">Begin of the earliest of them, milliseconds since 1970; null without rows.</param>
/// <param name="ToMs">Begin of the latest of them; null without rows.</param>
/// <param name="Level">The worst level of scores and columns.</param>
/// <param name="Score">The scores.</param>
/// <param name="Columns">The inputs, the furthest moved first.</param>
public sealed record DriftReport(
    string Model, int Version, long MeasuredMs, int Rows, long? FromMs, long? ToMs, DriftLevel Level, DriftMeasure Score, IReadOnlyList<DriftMeasure> Columns);
