using System.Runtime.InteropServices;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>Baskets with some items tend to have another.</summary>
/// <param name="Antecedent">The items, ascending.</param>
/// <param name="Consequent">The other item.</param>
/// <param name="Support">Share of all baskets that have all of them.</param>
/// <param name="Confidence">Share of the baskets with the antecedent that have the consequent.</param>
/// <param name="Lift">Confidence over the share of all baskets that have the consequent.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AssociationRule(int[] Antecedent, int Consequent, double Support, double Confidence, double Lift);

/// <summary>
/// Rules with one consequent (Agrawal, Imieliński and Swami, "Mining Association Rules between Sets of Items in Large Databases",
/// SIGMOD 1993) from the frequent sets of <see cref="FrequentItemsets"/>.
/// </summary>
public static class AssociationRules
{
    /// <summary>Finds the rules, those of the greatest confidence first, then support, then items.</summary>
    /// <param name="baskets">Baskets × items.</param>
    /// <param name="options">Settings.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of its range.</exception>
    /// <exception cref="ArgumentException">There are too many frequent sets.</exception>
    public static IReadOnlyList<AssociationRule> Find(InteractionMatrix baskets, AssociationRuleOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        // A support of exactly the share counts; the small part taken off keeps 0.001 · 1,000 from becoming 2.
        var least = Math.Max(1, (int)Math.Ceiling((options.Support * baskets.Users) - 1e-9));
        var sets = FrequentItemsets.Find(baskets, least, options.Size, options.MostSets, cancellationToken);
        var counts = new Dictionary<int[], int>(sets.Count, new SameItems());
        foreach (var set in sets) counts.Add(set.Items, set.Baskets);
        var rules = new List<AssociationRule>();
        foreach (var set in sets)
        {
            if (set.Items.Length < 2) continue;
            foreach (var consequent in set.Items)
            {
                var antecedent = Array.FindAll(set.Items, i => i != consequent);
                var confidence = (double)set.Baskets / counts[antecedent];
                if (confidence < options.Confidence) continue;
                rules.Add(new(antecedent, consequent, (double)set.Baskets / baskets.Users, confidence, confidence * baskets.Users / counts[[consequent]]));
            }
        }

        rules.Sort(static (a, b) => a.Confidence != b.Confidence ? b.Confidence.CompareTo(a.Confidence)
            : a.Support != b.Support ? b.Support.CompareTo(a.Support)
            : a.Consequent != b.Consequent ? a.Consequent.CompareTo(b.Consequent)
            : a.Antecedent.AsSpan().SequenceCompareTo(b.Antecedent));
        return rules;
    }

    private sealed class SameItems : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] items)
        {
            var hash = new HashCode();
            foreach (var item in items) hash.Add(item);
            return hash.ToHashCode();
        }
    }
}
