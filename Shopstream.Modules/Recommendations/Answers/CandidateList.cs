namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>Products that suit a visitor, best first, with their rank in each source: what answers choose from.</summary>
/// <param name="numbers">Catalogue numbers.</param>
/// <param name="scores">Fused scores, above 0.</param>
/// <param name="ranks"><see cref="Sources.Count"/> a product: rank from 1, 0 where a source does not have it.</param>
internal sealed class CandidateList(int[] numbers, float[] scores, byte[] ranks)
{
    /// <summary>No candidates.</summary>
    public static readonly CandidateList Empty = new([], [], []);

    /// <summary>How many.</summary>
    public int Count => numbers.Length;

    /// <summary>Catalogue numbers.</summary>
    public ReadOnlySpan<int> Numbers => numbers;

    /// <summary>Fused scores.</summary>
    public ReadOnlySpan<float> Scores => scores;

    /// <summary>Ranks of a candidate, by source, to keep.</summary>
    public ReadOnlyMemory<byte> RanksMemoryOf(int candidate) => ranks.AsMemory(candidate * Sources.Count, Sources.Count);

    /// <summary>Ranks of a candidate, by source.</summary>
    public ReadOnlySpan<byte> RanksOf(int candidate) => ranks.AsSpan(candidate * Sources.Count, Sources.Count);
}
