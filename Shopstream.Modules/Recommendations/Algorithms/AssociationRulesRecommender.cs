using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// <c>association-rules</c>: an item scores the sum, over the rules whose antecedent the user has, of confidence times ln(lift), so
/// that what everybody buys anyway says nothing (rules as in <see cref="AssociationRules"/>; Sarwar et al., "Analysis of
/// Recommendation Algorithms for E-Commerce", EC 2000, §2.1). Immutable and safe to use from any thread.
/// </summary>
public sealed class AssociationRulesRecommender : IRecommender, ITrainingNote
{
    private readonly AssociationRule[][] _byFirst;
    private readonly ScratchPool<float[]> _scores;
    private readonly int _rules;

    private AssociationRulesRecommender(AssociationRule[][] byFirst, int rules)
    {
        (_byFirst, _rules) = (byFirst, rules);
        _scores = new(() => new float[byFirst.Length]);
    }

    /// <inheritdoc/>
    public string Name => "association-rules";

    /// <inheritdoc/>
    public int Items => _byFirst.Length;

    /// <inheritdoc/>
    public string Note => $"{_rules} rules with a lift above 1";

    /// <summary>Finds the rules.</summary>
    /// <inheritdoc cref="AssociationRules.Find"/>
    public static AssociationRulesRecommender Train(InteractionMatrix baskets, AssociationRuleOptions options, CancellationToken cancellationToken)
    {
        var byFirst = new List<AssociationRule>[baskets.Items];
        var count = 0;
        foreach (var rule in AssociationRules.Find(baskets, options, cancellationToken))
        {
            if (!(rule.Lift > 1)) continue;
            (byFirst[rule.Antecedent[0]] ??= []).Add(rule);
            count++;
        }

        return new(Array.ConvertAll(byFirst, rules => rules?.ToArray() ?? []), count);
    }

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
    {
        var scores = _scores.Take();
        Array.Clear(scores);
        foreach (var item in user.Items)
        {
            if (item >= Items) continue;
            foreach (var rule in _byFirst[item])
                if (Has(user.Items, rule.Antecedent)) scores[rule.Consequent] += (float)(rule.Confidence * Math.Log(rule.Lift));
        }

        var count = TopSelection.Of(scores, exclude, top, above: 0);
        _scores.Return(scores);
        return count;
    }

    private static bool Has(ReadOnlySpan<int> items, int[] antecedent)
    {
        foreach (var item in antecedent.AsSpan(1))
            if (items.BinarySearch(item) < 0) return false;
        return true;
    }
}
