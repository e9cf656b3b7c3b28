using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>How often pairs of products were bought in one session, in one window. Not thread-safe.</summary>
internal sealed class BoughtTogetherCounts
{
    private readonly Dictionary<string, Dictionary<string, long>> _counts;

    public BoughtTogetherCounts() : this([]) { }

    private BoughtTogetherCounts(Dictionary<string, Dictionary<string, long>> counts) => _counts = counts;

    /// <summary>Counts a pair, both ways.</summary>
    public void Add(string product, string other)
    {
        Increase(product, other);
        Increase(other, product);
    }

    /// <summary>What was bought most with a product, except what is in the basket already.</summary>
    public List<BoughtTogether> Top(string product, IReadOnlyCollection<string> basket, int top)
    {
        if (!_counts.TryGetValue(product, out var others)) return [];
        return [.. others.Where(o => !basket.Contains(o.Key))
            .OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal).Take(top)
            .Select(o => new BoughtTogether { ProductId = o.Key, Count = o.Value })];
    }

    public ReadOnlyMemory<byte> Encode() =>
        JsonSerializer.SerializeToUtf8Bytes(_counts, BoughtTogetherJsonContext.Default.DictionaryStringDictionaryStringInt64);

    public static BoughtTogetherCounts Decode(ReadOnlySpan<byte> state) =>
        new(JsonSerializer.Deserialize(state, BoughtTogetherJsonContext.Default.DictionaryStringDictionaryStringInt64)!);

    private void Increase(string product, string other)
    {
        if (!_counts.TryGetValue(product, out var others)) _counts[product] = others = new(StringComparer.Ordinal);
        others[other] = others.GetValueOrDefault(other) + 1;
    }
}

[JsonSerializable(typeof(Dictionary<string, Dictionary<string, long>>))]
internal sealed partial class BoughtTogetherJsonContext : JsonSerializerContext;
