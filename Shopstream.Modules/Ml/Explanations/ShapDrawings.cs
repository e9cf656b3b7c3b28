namespace Shopstream.Modules.Ml.Explanations;

/// <summary>A bar: how much a feature matters over all rows.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="MeanAbsolute">Mean of the absolute SHAP values.</param>
public sealed record ShapBar(string Feature, double MeanAbsolute);

/// <summary>One dot: a row's value of a feature and what it did.</summary>
/// <param name="Value">The feature's value; NaN where missing.</param>
/// <param name="Shap">Its SHAP value.</param>
/// <param name="Colour">Rank among the rows of the value that colours the dot, from 0 (lowest) to 1 (highest); NaN where that is missing.</param>
public readonly record struct ShapDot(float Value, float Shap, float Colour);

/// <summary>A line of the summary (beeswarm) drawing.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="MeanAbsolute">Mean of the absolute SHAP values.</param>
/// <param name="Dots">One a row, coloured by the feature's own value.</param>
public sealed record ShapSummaryLine(string Feature, double MeanAbsolute, IReadOnlyList<ShapDot> Dots);

/// <summary>What a feature does over the range of its values.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="ColouredBy">The feature that colours the dots.</param>
/// <param name="Dots">One a row.</param>
public sealed record ShapDependence(string Feature, string ColouredBy, IReadOnlyList<ShapDot> Dots);

/// <summary>A step of the way from the base value to one row's output.</summary>
/// <param name="Feature">Its name, or <c>null</c> for all remaining features together.</param>
/// <param name="Value">The row's value; NaN where missing or for several features.</param>
/// <param name="From">Output before the step.</param>
/// <param name="To">Output after it.</param>
public sealed record ShapWaterfallStep(string? Feature, float Value, double From, double To);

/// <summary>How one row's output comes about, the greatest step last as it is drawn from below.</summary>
/// <param name="BaseValue">Where the way begins.</param>
/// <param name="Output">Where it ends.</param>
/// <param name="Steps">The steps in order; each begins where the one before ended.</param>
public sealed record ShapWaterfall(double BaseValue, double Output, IReadOnlyList<ShapWaterfallStep> Steps);
