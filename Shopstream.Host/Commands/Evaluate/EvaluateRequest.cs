using Shopstream.Modules.Recommendations.Evaluation;

namespace Shopstream.Host.Commands.Evaluate;

/// <summary>What <c>evaluate recommenders</c> is asked for.</summary>
/// <param name="Train">File to learn.</param>
/// <param name="Test">File to foretell.</param>
/// <param name="Data">File to divide instead.</param>
/// <param name="Split">How.</param>
/// <param name="Algorithms">Choices as text.</param>
/// <param name="UseRatings">Whether ratings are weights.</param>
/// <param name="Options">Settings of the measuring.</param>
internal sealed record EvaluateRequest(
    string? Train, string? Test, string? Data, string? Split, IReadOnlyList<string> Algorithms, bool UseRatings, EvaluationOptions Options);
