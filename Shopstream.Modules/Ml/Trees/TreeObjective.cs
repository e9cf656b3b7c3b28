namespace Shopstream.Modules.Ml.Trees;

/// <summary>What the sum of the leaves stands for.</summary>
public enum TreeObjective
{
    /// <summary>The log-odds of yes, fitted by log loss; XGBoost's <c>binary:logistic</c>.</summary>
    Logistic,

    /// <summary>The value itself, fitted by squared error; XGBoost's <c>reg:squarederror</c>.</summary>
    SquaredError,
}
