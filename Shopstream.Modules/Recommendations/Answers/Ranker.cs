using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Trees;
using Shopstream.Modules.Recommendations.Profiles;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>Boosted trees that put candidates in the order of their chance to be clicked. Thread-safe.</summary>
/// <param name="Version">Version of the model.</param>
/// <param name="Trees">The trees, over <see cref="RankingFeatures.Names"/>.</param>
internal sealed record Ranker(int Version, TreeEnsemble Trees)
{
    /// <summary>Candidates that are ranked; those behind them stay where they are.</summary>
    public const int Most = 50;

    /// <summary>Puts choices, by descending score, in the ranker's order; their scores become chances from 0 to 1.</summary>
    public void Order(ShopView view, VisitorProfile profile, CandidateList found, Span<Choice> choices)
    {
        choices = choices[..Math.Min(choices.Length, Most)];
        if (choices.Length < 2) return;
        var columns = new float[RankingFeatures.Names.Count][];
        for (var c = 0; c < columns.Length; c++) columns[c] = new float[choices.Length];
        Span<float> features = stackalloc float[RankingFeatures.Logged.Count];
        for (var i = 0; i < choices.Length; i++)
        {
            RankingFeatures.Fill(view, profile, choices[i].Number, choices[i].Score, found.RanksOf(choices[i].Candidate), features);
            for (var c = 0; c < features.Length; c++) columns[c][i] = features[c];
            columns[^1][i] = 1;
        }

        var chances = Trees.Predict(new FeatureMatrix(RankingFeatures.Names, columns));
        for (var i = 0; i < choices.Length; i++) choices[i] = choices[i] with { Score = chances[i] };
        choices.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Candidate.CompareTo(b.Candidate));
    }
}
