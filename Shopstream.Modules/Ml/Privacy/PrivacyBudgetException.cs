namespace Shopstream.Modules.Ml.Privacy;

/// <summary>A release would cost more than is left of the privacy budget.</summary>
public sealed class PrivacyBudgetException : Exception
{
    /// <summary>Names the release, its cost and what is left.</summary>
    public PrivacyBudgetException(string purpose, double epsilon, double delta, double epsilonLeft, double deltaLeft)
        : base($"{purpose}: costs ε = {epsilon:G6} and δ = {delta:G6}, but only ε = {epsilonLeft:G6} and δ = {deltaLeft:G6} are left of the budget")
    {
    }
}
