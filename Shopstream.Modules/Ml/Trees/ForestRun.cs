namespace Shopstream.Modules.Ml.Trees;

/// <summary>What training gave.</summary>
/// <param name="Model">The forest.</param>
/// <param name="OutOfBag">
/// By row: the mean of the trees that did not see the row, an estimate of quality without held-out rows; NaN where every tree saw it.
/// </param>
public sealed record ForestRun(TreeEnsemble Model, float[] OutOfBag);
