namespace Shopstream.Modules.Ml.Trees;

/// <summary>What early stopping watches on the validation rows.</summary>
public enum ValidationMetric
{
    /// <summary>Log loss for <see cref="TreeObjective.Logistic"/>, root mean squared error for <see cref="TreeObjective.SquaredError"/>.</summary>
    Loss,

    /// <summary>Area under the ROC curve; wants labels 0 and 1.</summary>
    Auc,
}
