using System.Text.RegularExpressions;

namespace Shopstream.Tests.Architecture;

/// <summary>Which folder of Shopstream.Modules may use which: a scan of the sources for namespaces of other folders.</summary>
internal static partial class ModuleBoundaries
{
    // From the bottom up; a folder may use itself and every layer below its own.
    private static readonly string[][] Layers = [["Events"], ["Sqlite", "Connections", "Http"], ["Bus", "Stores"], ["Streaming"], ["Jobs"], ["Ml"]];

    /// <summary>Uses that break the rule, as <c>file: From uses To</c>.</summary>
    public static IReadOnlyList<string> Violations(string modulesRoot)
    {
        var folders = Directory.GetDirectories(modulesRoot).Select(Path.GetFileName).OfType<string>().Where(f => f is not ("bin" or "obj")).ToList();
        var violations = new List<string>();
        foreach (var folder in folders)
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(modulesRoot, folder), "*.cs", SearchOption.AllDirectories))
            {
                foreach (Match use in Namespaces().Matches(WithoutComments(File.ReadAllText(file))))
                {
                    var target = use.Groups["module"].Value;
                    if (folders.Contains(target) && !IsAllowed(folder, target)) violations.Add($"{Path.GetRelativePath(modulesRoot, file)}: {folder} uses {target}");
                }
            }
        }

        return [.. violations.Distinct().Order(StringComparer.Ordinal)];
    }

    private static bool IsAllowed(string from, string to) => from == to || LayerOf(to) < LayerOf(from);

    private static int LayerOf(string folder)
    {
        var layer = Array.FindIndex(Layers, l => l.Contains(folder));
        return layer < 0 ? Layers.Length : layer;
    }

    private static string WithoutComments(string source) => Comments().Replace(source, "");

    [GeneratedRegex(@"Shopstream\.Modules\.(?<module>[A-Za-z]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Namespaces();

    [GeneratedRegex("//.*$", RegexOptions.Multiline, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Comments();
}
