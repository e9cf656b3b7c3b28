using Shopstream.Modules.Http;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Serving;

/// <summary>
/// Windows <c>[From, To)</c> of one size. Both ends lie on window borders: <c>from</c> was moved down and <c>to</c> up, so that
/// every window the request touches is whole. Days begin at midnight UTC.
/// </summary>
internal sealed record AnalyticsRange
{
    /// <summary>Most windows one request may read.</summary>
    public const int MostWindows = 50_000;

    /// <summary>Without <c>window</c>, the smallest size that gives at most so many.</summary>
    public const int ComfortableWindows = 1_500;

    private static readonly (string Name, long SizeMs, int Default)[] Sizes =
    [
        ("1m", Milliseconds("1m"), 60),
        ("1h", Milliseconds("1h"), 24),
        ("1d", Milliseconds("1d"), 30),
    ];

    private static readonly string[] Names = [.. Sizes.Select(s => s.Name)];

    private AnalyticsRange(string window, long sizeMs, long fromMs, long toMs) =>
        (Window, SizeMs, FromMs, ToMs) = (window, sizeMs, fromMs, toMs);

    /// <summary>Window size: <c>1m</c>, <c>1h</c> or <c>1d</c>.</summary>
    public string Window { get; }

    /// <summary>Length of a window in milliseconds.</summary>
    public long SizeMs { get; }

    /// <summary>Begin of the first window, milliseconds since 1970-01-01 UTC.</summary>
    public long FromMs { get; }

    /// <summary>End of the last window.</summary>
    public long ToMs { get; }

    /// <summary>Begin of the first window.</summary>
    public DateTimeOffset From => DateTimeOffset.FromUnixTimeMilliseconds(FromMs);

    /// <summary>End of the last window.</summary>
    public DateTimeOffset To => DateTimeOffset.FromUnixTimeMilliseconds(ToMs);

    /// <summary>Number of windows.</summary>
    public int Count => (int)((ToMs - FromMs) / SizeMs);

    /// <summary>The query over this range of an index.</summary>
    public WindowQuery Query(WindowIndexDefinition index) => new(index.Name, Window, FromMs, ToMs);

    /// <summary>The last <paramref name="count"/> windows of a size, the running one included.</summary>
    public static AnalyticsRange Latest(string window, int count, DateTimeOffset now)
    {
        var size = Sizes.First(s => s.Name == window);
        var to = Up(now.ToUnixTimeMilliseconds() + 1, size.SizeMs);
        return new(window, size.SizeMs, to - (count * size.SizeMs), to);
    }

    /// <summary>
    /// Reads <c>from</c>, <c>to</c> and <c>window</c>. Without any: the last 60 minutes by minute. <c>window</c> alone: the last 60
    /// minutes, 24 hours or 30 days. <c>from</c> alone: until now. <c>to</c> alone: the same number of windows before it.
    /// Without <c>window</c>, the smallest size that gives at most <see cref="ComfortableWindows"/>. Wrong values are
    /// told to the reader, and the range is then the default one.
    /// </summary>
    public static AnalyticsRange Read(QueryReader reader, string? from, string? to, string? window, DateTimeOffset now)
    {
        var begin = reader.Time("from", from);
        var end = reader.Time("to", to);
        var name = reader.OneOf("window", window, Names, fallback: null);
        var fallback = Latest(name ?? "1m", Sizes.First(s => s.Name == (name ?? "1m")).Default, now);
        if (reader.HasProblem || (begin is null && end is null)) return fallback;

        var endMs = (end ?? now).ToUnixTimeMilliseconds() + (end is null ? 1 : 0);
        if (begin is { } start && start.ToUnixTimeMilliseconds() >= endMs)
        {
            reader.Refuse("from", from, end is null ? "a time before now, since \"to\" is not given" : $"a time before \"to\" ({to})");
            return fallback;
        }

        var size = name is null ? Comfortable(begin, endMs) : Sizes.First(s => s.Name == name);
        var toMs = Up(endMs, size.SizeMs);
        var fromMs = begin is { } first ? Down(first.ToUnixTimeMilliseconds(), size.SizeMs) : toMs - (size.Default * size.SizeMs);
        var count = (toMs - fromMs) / size.SizeMs;
        if (count <= MostWindows) return new(size.Name, size.SizeMs, fromMs, toMs);
        var larger = Array.Find(Sizes, s => (toMs - fromMs) / s.SizeMs < MostWindows);
        reader.Refuse("window", window ?? size.Name,
            $"at most {MostWindows} windows, the range holds {count}: take {(larger.Name is null ? "a shorter range" : $"window={larger.Name} or a shorter range")}");
        return fallback;
    }

    private static (string Name, long SizeMs, int Default) Comfortable(DateTimeOffset? begin, long endMs)
    {
        if (begin is not { } start) return Sizes[0];
        foreach (var size in Sizes)
            if ((endMs - start.ToUnixTimeMilliseconds()) / size.SizeMs <= ComfortableWindows) return size;
        return Sizes[^1];
    }

    private static long Milliseconds(string window) => (long)AnalyticsIndices.WindowSizes[window].TotalMilliseconds;

    private static long Down(long timeMs, long sizeMs) => timeMs - (((timeMs % sizeMs) + sizeMs) % sizeMs);

    private static long Up(long timeMs, long sizeMs) => Down(timeMs + sizeMs - 1, sizeMs);
}
