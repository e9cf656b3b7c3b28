namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>A trained model that scores the next item of a running session. Immutable and safe to use from any thread.</summary>
internal interface ISessionRecommender
{
    /// <summary>Name of the algorithm in lower-case words.</summary>
    string Name { get; }

    /// <summary>Adds the scores of items to follow to empty <paramref name="scores"/>; items left out score nothing.</summary>
    /// <param name="prefix">The items so far, first click first; at least one. Items of the session may be scored again.</param>
    /// <param name="scores">Takes the scores.</param>
    void Score(ReadOnlySpan<int> prefix, SessionScores scores);
}
