namespace Shopstream.Modules.Ml.Trees;

/// <summary>What training gave.</summary>
/// <param name="Model">The model; cut back to its best number of trees where it stopped early.</param>
/// <param name="Validation">The metric on the validation rows after each tree that was grown; empty without validation rows.</param>
public sealed record BoostingRun(TreeEnsemble Model, IReadOnlyList<double> Validation);
