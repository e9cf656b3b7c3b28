using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Deploy;

/// <summary>The Grafana dashboards, and what each has to keep.</summary>
internal static partial class Dashboards
{
    /// <summary>Last part of the file names.</summary>
    public static readonly IReadOnlyList<string> Names = ["system", "shop"];

    /// <summary>Grafana's folder.</summary>
    public static readonly string Folder = Path.Combine(Repository.Root, "deploy", "grafana");

    /// <summary>A dashboard's text.</summary>
    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, "dashboards", $"shopstream-{name}.json"));

    /// <summary>A dashboard.</summary>
    public static JsonObject Read(string name) => JsonNode.Parse(Text(name))!.AsObject();

    /// <summary>Its queries.</summary>
    public static IReadOnlyList<string> Queries(JsonObject dashboard) =>
        [.. dashboard.List("panels").SelectMany(p => p.List("targets")).Select(t => t.Text("expr") ?? "")];

    /// <summary>Every rule that a dashboard breaks.</summary>
    /// <param name="dashboard">The dashboard.</param>
    /// <param name="sources">Ids of the provisioned data sources.</param>
    public static IEnumerable<string> Faults(JsonObject dashboard, IReadOnlyCollection<string> sources)
    {
        var panels = dashboard.List("panels").ToList();
        if (panels.Count == 0) yield return "there are no panels";
        if (panels.Select(p => p.Text("id")).Distinct(StringComparer.Ordinal).Count() != panels.Count) yield return "two panels have one id";
        foreach (var fault in panels.SelectMany(p => Faults(p, sources))) yield return fault;
        for (var i = 0; i < panels.Count; i++)
            for (var j = 0; j < i; j++)
                if (Overlap(panels[i], panels[j])) yield return $"{panels[j].Text("title")} and {panels[i].Text("title")} overlap";

        var variables = dashboard.List("templating.list").Select(v => v.Text("name")).ToHashSet(StringComparer.Ordinal);
        var used = Queries(dashboard).SelectMany(q => Variable().Matches(q)).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        foreach (var name in used.Where(n => !n.StartsWith("__", StringComparison.Ordinal) && !variables.Contains(n))) yield return $"variable {name} is not there";
        foreach (var name in variables.Where(n => !used.Contains(n!))) yield return $"variable {name} is not used";
        foreach (var source in dashboard.List("templating.list").Select(v => v.Text("datasource.uid")))
            if (!sources.Contains(source ?? "")) yield return $"a variable asks {source}, which is not provisioned";
    }

    private static IEnumerable<string> Faults(JsonNode panel, IReadOnlyCollection<string> sources)
    {
        var title = panel.Text("title");
        if (string.IsNullOrWhiteSpace(title)) yield return "a panel has no title";
        if (panel.Number("gridPos.x") + panel.Number("gridPos.w") is not (>= 1 and <= 24)) yield return $"{title} is not on the page";
        if (panel.Text("type") == "row") yield break;
        if (string.IsNullOrWhiteSpace(panel.Text("description"))) yield return $"{title} does not say what it shows";
        if (!panel.List("targets").Any()) yield return $"{title} asks nothing";
        foreach (var source in panel.List("targets").Select(t => t.Text("datasource.uid")).Append(panel.Text("datasource.uid")))
            if (!sources.Contains(source ?? "")) yield return $"{title} asks {source}, which is not provisioned";
        foreach (var target in panel.List("targets"))
            foreach (var label in Legend().Matches(target.Text("legendFormat") ?? "").Select(m => m.Groups["label"].Value))
                if (target.Text("expr")!.Contains(" by (", StringComparison.Ordinal) && !PromQl.Labels(target.Text("expr")!).Contains(label))
                    yield return $"{title} is labelled by {label}, which its query does not keep";
    }

    private static bool Overlap(JsonNode a, JsonNode b) =>
        Edge(a, "x") < Edge(b, "x") + Edge(b, "w") && Edge(b, "x") < Edge(a, "x") + Edge(a, "w")
        && Edge(a, "y") < Edge(b, "y") + Edge(b, "h") && Edge(b, "y") < Edge(a, "y") + Edge(a, "h");

    private static long Edge(JsonNode panel, string name) => panel.Number($"gridPos.{name}") ?? 0;

    [GeneratedRegex(@"\$\{?(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{\{(?<label>\w+)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Legend();
}
