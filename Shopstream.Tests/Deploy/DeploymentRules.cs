using System.Text.Json.Nodes;
using Shopstream.Host;

namespace Shopstream.Tests.Deploy;

/// <summary>What each deployment has to keep.</summary>
/// <param name="manifests">The folder it lies in.</param>
/// <param name="shutdown">How long the host takes to stop at most.</param>
/// <param name="dataPath">The image's directory for files.</param>
internal sealed class DeploymentRules(Manifests manifests, TimeSpan shutdown, string dataPath)
{
    /// <summary>Secrets that somebody has to make, as the documentation says.</summary>
    public static readonly IReadOnlyList<string> Secrets = ["shopstream-connections", "shopstream-archive"];

    /// <summary>Every rule that is broken.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var (name, deployment) in manifests.Of("Deployment"))
        {
            foreach (var fault in Faults(deployment)) yield return $"{name}: {fault}";
        }

        var run = manifests.Of("Deployment").Values.SelectMany(d => manifests.Environment(d)).Where(e => e.Value == "true").Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var module in ModuleCatalog.All.Select(m => m.Name).Where(m => m != ModuleCatalog.Simulator))
            if (!run.Contains($"Modules__{module}")) yield return $"no group runs {module}";
        if (run.Contains($"Modules__{ModuleCatalog.Simulator}")) yield return "a group runs the simulated shop";
    }

    private IEnumerable<string> Faults(JsonObject deployment)
    {
        var pod = deployment.At("spec.template.spec");
        var container = Manifests.Container(deployment);
        return [.. Selecting(deployment), .. Settings(deployment, container), .. Probes(deployment, container), .. Running(pod, container), .. Rights(pod, container)];
    }

    private static IEnumerable<string> Selecting(JsonObject deployment)
    {
        var labels = deployment.Labels("spec.template.metadata.labels");
        var selector = deployment.Labels("spec.selector.matchLabels");
        if (selector.Count == 0 || !selector.All(labels.Contains)) yield return "its selector does not match its pods";
        var spread = deployment.List("spec.template.spec.topologySpreadConstraints").ToList();
        if (spread.Count == 0 || spread.Exists(s => !s.Labels("labelSelector.matchLabels").All(labels.Contains))) yield return "its pods are not spread";
    }

    private IEnumerable<string> Settings(JsonObject deployment, JsonNode? container)
    {
        foreach (var source in container.List("envFrom"))
        {
            if (source.Text("configMapRef.name") is { } map && !manifests.Settings.ContainsKey(map)) yield return $"configuration map {map} is not generated";
            if (source.Text("secretRef.name") is { } secret && !Secrets.Contains(secret, StringComparer.Ordinal)) yield return $"secret {secret} is not known";
        }

        if (container.At("env") is not null) yield return "has settings outside the configuration maps";
        var environment = manifests.Environment(deployment);
        var modules = environment.Keys.Where(k => k.StartsWith("Modules__", StringComparison.Ordinal)).Select(k => k["Modules__".Length..]).ToList();
        foreach (var module in modules.Except(ModuleCatalog.All.Select(m => m.Name), StringComparer.Ordinal)) yield return $"there is no module {module}";
        foreach (var module in ModuleCatalog.All.Select(m => m.Name).Except(modules, StringComparer.Ordinal)) yield return $"does not say whether {module} runs";
        if (environment.GetValueOrDefault("Modules__Monitoring") != "true") yield return "runs without the module that probes ask";
        foreach (var key in environment.Keys.Where(k => k.Contains("Password", StringComparison.Ordinal) || k.EndsWith("Key", StringComparison.Ordinal) || k.EndsWith("ConnectionString", StringComparison.Ordinal)))
            yield return $"{key} belongs into a secret";
    }

    private IEnumerable<string> Probes(JsonObject deployment, JsonNode? container)
    {
        var open = manifests.Environment(deployment).Where(e => e.Key.StartsWith("Serving__OpenPaths__", StringComparison.Ordinal)).Select(e => e.Value).ToList();
        foreach (var (probe, path) in new[] { ("startupProbe", "/health/live"), ("livenessProbe", "/health/live"), ("readinessProbe", "/health/ready") })
        {
            if (container.Text($"{probe}.httpGet.path") != path) yield return $"{probe} does not ask {path}";
            if (!open.Contains(path)) yield return $"{path} needs a key, which {probe} has not";
            if (!container.List("ports").Any(p => p.Text("name") == container.Text($"{probe}.httpGet.port"))) yield return $"{probe} asks a port that is not there";
        }
    }

    private IEnumerable<string> Running(JsonNode? pod, JsonNode? container)
    {
        if (container.Text("image")?.Split(':') is not [_, var tag] || tag == "latest") yield return $"image {container.Text("image")} names no version";
        if (!(pod.Number("terminationGracePeriodSeconds") > shutdown.TotalSeconds)) yield return "is killed before the host has stopped";
        foreach (var part in new[] { "requests.cpu", "requests.memory", "limits.memory" })
            if (container.Text($"resources.{part}") is null) yield return $"has no {part}";
        var mounts = container.List("volumeMounts").ToDictionary(m => m.Text("mountPath") ?? "", m => m.Text("name"), StringComparer.Ordinal);
        foreach (var path in new[] { dataPath, "/tmp" })
            if (!mounts.ContainsKey(path)) yield return $"{path} cannot be written";
        foreach (var volume in mounts.Values.Except(pod.List("volumes").Select(v => v.Text("name")), StringComparer.Ordinal)) yield return $"volume {volume} is not there";
    }

    private IEnumerable<string> Rights(JsonNode? pod, JsonNode? container)
    {
        if (pod.Text("securityContext.runAsNonRoot") != "true" || pod.Number("securityContext.runAsUser") is null or 0) yield return "may run as root";
        if (pod.Text("securityContext.seccompProfile.type") != "RuntimeDefault") yield return "may make every system call";
        if (container.Text("securityContext.readOnlyRootFilesystem") != "true") yield return "may write its own files";
        if (container.Text("securityContext.allowPrivilegeEscalation") != "false") yield return "may gain rights";
        if (!container.List("securityContext.capabilities.drop").Select(c => c.ToString()).SequenceEqual(["ALL"])) yield return "keeps capabilities";
        if (pod.Text("automountServiceAccountToken") != "false") yield return "holds a token of the cluster";
        if (!manifests.Of("ServiceAccount").ContainsKey(pod.Text("serviceAccountName") ?? "")) yield return "runs under an account that is not there";
    }
}
