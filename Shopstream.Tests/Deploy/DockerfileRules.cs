using System.Text.RegularExpressions;

namespace Shopstream.Tests.Deploy;

/// <summary>What the Dockerfile has to keep.</summary>
internal static partial class DockerfileRules
{
    private static readonly string[] NativeLibraries = ["librdkafka1", "libmongoc-1.0-0t64"];

    /// <summary>Every rule that the Dockerfile breaks.</summary>
    /// <param name="dockerfile">Its text.</param>
    /// <param name="ignore">Text of <c>.dockerignore</c>, whose exceptions name all that the build may see.</param>
    /// <param name="assembly">File name of the host.</param>
    /// <param name="projects">Projects the host consists of, as paths from the root.</param>
    public static IEnumerable<string> Faults(string dockerfile, string ignore, string assembly, IReadOnlyList<string> projects)
    {
        var all = DockerInstruction.Parse(dockerfile);
        var last = all.Where(i => i.Stage == all.Max(j => j.Stage)).ToList();
        return [.. Bases(all), .. Context(all, ignore), .. Caching(all, projects), .. Image(last), .. Start(last, assembly)];
    }

    private static IEnumerable<string> Bases(IReadOnlyList<DockerInstruction> all)
    {
        var arguments = all.Where(i => i.Name == "ARG" && i.Arguments.Contains('=')).Select(i => i.Arguments.Split('=', 2)).ToDictionary(a => a[0], a => a[1], StringComparer.Ordinal);
        foreach (var from in all.Where(i => i.Name == "FROM").Select(i => i.Words[0]))
        {
            var image = arguments.Aggregate(from, (text, a) => text.Replace($"${{{a.Key}}}", a.Value, StringComparison.Ordinal));
            if (!NamedBase().IsMatch(image)) yield return $"{image} does not name version and distribution";
        }
    }

    private static IEnumerable<string> Context(IReadOnlyList<DockerInstruction> all, string ignore)
    {
        var lines = ignore.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#').ToList();
        if (!lines.Contains("*", StringComparer.Ordinal)) yield return ".dockerignore lets everything in";
        foreach (var folder in new[] { "**/bin/", "**/obj/" })
            if (!lines.Contains(folder, StringComparer.Ordinal)) yield return $".dockerignore lets {folder} in";
        var visible = lines.Where(l => l[0] == '!').Select(l => l[1..].TrimEnd('/')).ToList();
        foreach (var source in all.Where(i => i.Name == "COPY" && !i.Arguments.Contains("--from", StringComparison.Ordinal)).SelectMany(i => i.Words.SkipLast(1)))
            if (!visible.Any(v => source.TrimEnd('/') == v || source.StartsWith(v + "/", StringComparison.Ordinal)))
                yield return $"{source} is copied, but .dockerignore hides it";
    }

    // A project file or a package version that is copied after the restore is not restored.
    private static IEnumerable<string> Caching(IReadOnlyList<DockerInstruction> all, IReadOnlyList<string> projects)
    {
        var restore = all.ToList().FindIndex(i => i.Name == "RUN" && i.Arguments.StartsWith("dotnet restore", StringComparison.Ordinal));
        var before = all.Take(Math.Max(restore, 0)).Where(i => i.Name == "COPY").SelectMany(i => i.Words.SkipLast(1)).ToHashSet(StringComparer.Ordinal);
        foreach (var file in projects.Concat(["Directory.Build.props", "Directory.Packages.props"]))
            if (!before.Contains(file)) yield return $"{file} is not there when packages are restored";
        if (before.Any(f => f.EndsWith('/'))) yield return "sources are copied before packages are restored";
        if (!all.Any(i => i.Arguments.StartsWith("dotnet publish", StringComparison.Ordinal) && i.Arguments.Contains("--no-restore", StringComparison.Ordinal)))
            yield return "publishing restores once more";
    }

    private static IEnumerable<string> Image(List<DockerInstruction> last)
    {
        var packages = last.Where(i => i.Name == "RUN" && i.Arguments.Contains("apt-get install", StringComparison.Ordinal)).SelectMany(i => i.Words).ToHashSet(StringComparer.Ordinal);
        foreach (var library in NativeLibraries)
            if (!packages.Contains(library)) yield return $"{library} is not installed";
        var user = last.LastOrDefault(i => i.Name == "USER");
        if (user is null || user.Arguments.Split(':')[0] is "root" or "0") yield return "it runs as root";
        if (last.FindIndex(i => i.Name == "USER") is >= 0 and var first && first < last.FindLastIndex(i => i.Name == "RUN")) yield return "packages are installed without the rights for it";
    }

    private static IEnumerable<string> Start(List<DockerInstruction> last, string assembly)
    {
        var port = Port().Match(string.Join(' ', last.Where(i => i.Name == "ENV").Select(i => i.Arguments))).Groups["port"].Value;
        if (port.Length == 0) yield return "urls names no port";
        if (last.SingleOrDefault(i => i.Name == "EXPOSE")?.Arguments != port) yield return $"port {port} is not exposed";
        if (last.SingleOrDefault(i => i.Name == "ENTRYPOINT")?.Exec is not { } entry || entry[^1] != assembly) yield return $"the entry point does not start {assembly} by itself";
        if (last.SingleOrDefault(i => i.Name == "HEALTHCHECK")?.Exec is not { } check) yield return "there is no health check in exec form";
        else if (!check[^1].Contains($"127.0.0.1/{port} ", StringComparison.Ordinal) || !check[^1].Contains("GET /health/live ", StringComparison.Ordinal))
            yield return $"the health check does not ask /health/live at port {port}";
    }

    [GeneratedRegex(@":\d+\.\d+-[a-z]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamedBase();

    [GeneratedRegex(@"\burls=http://\+:(?<port>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Port();
}
