using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Evaluation;

namespace Shopstream.Host.Commands.Evaluate;

/// <summary>Who answers users of whom an algorithm knows nothing.</summary>
internal enum Fallback
{
    /// <summary>Nobody: their lists are empty.</summary>
    None,

    /// <summary>The most popular items.</summary>
    Popular,
}

/// <summary>What <c>evaluate recommenders</c> is asked for.</summary>
/// <param name="Train">File to learn.</param>
/// <param name="Test">File to foretell.</param>
/// <param name="Data">File to divide instead.</param>
/// <param name="Split">How.</param>
/// <param name="Algorithms">Choices as text; empty for all that the data suffices for.</param>
/// <param name="UseRatings">Whether ratings are weights.</param>
/// <param name="Format">Layout of the files.</param>
/// <param name="Items">Table of the products; null for none.</param>
/// <param name="Users">Table of the users; null for none.</param>
/// <param name="Tune">Whether settings are chosen on a part of the training.</param>
/// <param name="Fallback">Who answers users of whom an algorithm knows nothing.</param>
/// <param name="Options">Settings of the measuring.</param>
internal sealed record EvaluateRequest(
    string? Train, string? Test, string? Data, string? Split, IReadOnlyList<string> Algorithms, bool UseRatings,
    InteractionFormat Format, string? Items, string? Users, bool Tune, Fallback Fallback, EvaluationOptions Options);
