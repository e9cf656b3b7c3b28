namespace Shopstream.Modules.StreamAnalytics;

/// <summary>Keys such as <c>referrer:Google</c>, made once for each pair; a bounded cache, one a thread.</summary>
internal static class DimensionKeys
{
    private const int Capacity = 10_000;

    [ThreadStatic]
    private static Dictionary<(string Dimension, string Value), string>? _keys;

    public static string Of(string dimension, string value)
    {
        var keys = _keys ??= [];
        if (keys.TryGetValue((dimension, value), out var key)) return key;
        if (keys.Count >= Capacity) keys.Clear();
        return keys[(dimension, value)] = $"{dimension}:{value}";
    }
}
