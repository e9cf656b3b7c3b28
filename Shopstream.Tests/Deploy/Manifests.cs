using System.Text.Json.Nodes;

namespace Shopstream.Tests.Deploy;

/// <summary>A Kustomize folder: its files by path, and what they say.</summary>
internal sealed class Manifests
{
    private readonly IReadOnlyDictionary<string, string> _files;

    public Manifests(IReadOnlyDictionary<string, string> files)
    {
        _files = files;
        Kustomization = YamlText.Documents(files["kustomization.yaml"]).Single();
        Resources = [.. Kustomization.List("resources").Select(r => r.ToString())];
        Documents = [.. Resources.Where(files.ContainsKey).SelectMany(r => YamlText.Documents(files[r]))];
    }

    /// <summary>The kustomization.</summary>
    public JsonObject Kustomization { get; }

    /// <summary>Files it names as resources.</summary>
    public IReadOnlyList<string> Resources { get; }

    /// <summary>All documents of the resources.</summary>
    public IReadOnlyList<JsonObject> Documents { get; }

    /// <summary>Paths of all files.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    /// <summary>Documents of a kind, by name.</summary>
    public IReadOnlyDictionary<string, JsonObject> Of(string kind) =>
        Documents.Where(d => d.Text("kind") == kind).ToDictionary(d => d.Text("metadata.name") ?? "", StringComparer.Ordinal);

    /// <summary>The generated configuration maps by name, with their entries.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Settings => Kustomization.List("configMapGenerator").ToDictionary(
        g => g.Text("name") ?? "",
        g => (IReadOnlyDictionary<string, string>)g.List("envs").Select(e => e.ToString()).Where(_files.ContainsKey).SelectMany(e => Entries(_files[e]))
            .ToDictionary(StringComparer.Ordinal),
        StringComparer.Ordinal);

    /// <summary>What a deployment's container is told by configuration maps, the later ones winning.</summary>
    public IReadOnlyDictionary<string, string> Environment(JsonObject deployment)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Container(deployment).List("envFrom").Select(e => e.Text("configMapRef.name")).OfType<string>())
            foreach (var (key, value) in Settings.GetValueOrDefault(name) ?? new Dictionary<string, string>(StringComparer.Ordinal))
                result[key] = value;
        return result;
    }

    /// <summary>The container of a deployment.</summary>
    public static JsonNode? Container(JsonObject deployment) => deployment.At("spec.template.spec.containers.0");

    /// <summary>Reads a folder.</summary>
    public static IReadOnlyDictionary<string, string> Read(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> Entries(string text) =>
        text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split('=', 2)).Select(e => KeyValuePair.Create(e[0], e.Length > 1 ? e[1] : ""));
}
