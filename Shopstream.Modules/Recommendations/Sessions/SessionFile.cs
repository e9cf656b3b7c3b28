using System.IO.Compression;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>
/// Reads sessions, one a line with item ids separated by blanks, and test lines of <c>prefix TAB target</c>; plain or <c>.gz</c>.
/// Empty lines are passed over.
/// </summary>
internal static class SessionFile
{
    /// <summary>The sessions of a file, as sequences of item numbers.</summary>
    public static List<int[]> ReadSessions(string path, IdMap items)
    {
        List<int[]> sessions = [];
        foreach (var (_, line) in Lines(path)) sessions.Add(Numbers(line, items));
        return sessions;
    }

    /// <summary>The test prefixes of a file with the item that followed each.</summary>
    /// <exception cref="FormatException">A line has no prefix or not exactly one target; the message names it.</exception>
    public static List<SessionPrefix> ReadPrefixes(string path, IdMap items)
    {
        List<SessionPrefix> prefixes = [];
        foreach (var (number, line) in Lines(path))
        {
            var tab = line.IndexOf('\t');
            var prefix = tab < 0 ? [] : Numbers(line[..tab], items);
            var target = tab < 0 ? "" : line[(tab + 1)..].Trim();
            if (prefix.Length == 0 || target.Length == 0 || target.AsSpan().ContainsAny(" \t"))
                throw new FormatException($"{path} line {number}: found \"{line}\", expected item ids separated by blanks, a tab and one item id.");
            prefixes.Add(new(prefix, items.Add(target)));
        }

        return prefixes;
    }

    private static int[] Numbers(string line, IdMap items) =>
        [.. line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(items.Add)];

    private static IEnumerable<(int Number, string Line)> Lines(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file);
        for (var number = 1; reader.ReadLine() is { } line; number++)
            if (!string.IsNullOrWhiteSpace(line)) yield return (number, line);
    }
}
