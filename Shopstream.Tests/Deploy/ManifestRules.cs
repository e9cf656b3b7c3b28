using System.Text.Json.Nodes;

namespace Shopstream.Tests.Deploy;

/// <summary>What the Kubernetes manifests have to keep as a whole; <see cref="DeploymentRules"/> has those of a single deployment.</summary>
/// <param name="manifests">The folder.</param>
internal sealed class ManifestRules(Manifests manifests)
{
    private static readonly Dictionary<string, string> Versions = new(StringComparer.Ordinal)
    {
        ["Namespace"] = "v1", ["ServiceAccount"] = "v1", ["Service"] = "v1", ["Deployment"] = "apps/v1", ["HorizontalPodAutoscaler"] = "autoscaling/v2",
        ["PodDisruptionBudget"] = "policy/v1", ["NetworkPolicy"] = "networking.k8s.io/v1",
    };

    /// <summary>Modules that read the bus, and so share out its partitions.</summary>
    private static readonly string[] StreamModules = ["CacheChecks", "Archive", "StreamAnalytics"];

    private readonly IReadOnlyDictionary<string, JsonObject> _deployments = manifests.Of("Deployment");

    /// <summary>Every rule that is broken.</summary>
    public IEnumerable<string> Faults() => [.. Files(), .. Documents(), .. Services(), .. Autoscalers(), .. Budgets(), .. Policies()];

    private IEnumerable<string> Files()
    {
        foreach (var resource in manifests.Resources)
            if (!manifests.Paths.Contains(resource)) yield return $"{resource} is a resource, but not there";
        foreach (var path in manifests.Paths.Where(p => p.EndsWith(".yaml", StringComparison.Ordinal) && p != "kustomization.yaml"))
            if (!manifests.Resources.Contains(path)) yield return $"{path} is there, but no resource";
        var named = manifests.Kustomization.List("configMapGenerator").SelectMany(g => g.List("envs")).Select(e => e.ToString()).ToList();
        foreach (var path in named.Where(p => !manifests.Paths.Contains(p))) yield return $"{path} is generated from, but not there";
        foreach (var path in manifests.Paths.Where(p => p.EndsWith(".env", StringComparison.Ordinal) && !named.Contains(p))) yield return $"{path} is there, but not used";
        foreach (var map in manifests.Settings.Keys)
            if (!_deployments.Values.Any(d => Manifests.Container(d).List("envFrom").Any(e => e.Text("configMapRef.name") == map))) yield return $"{map} is not used";
    }

    private IEnumerable<string> Documents()
    {
        foreach (var document in manifests.Documents)
        {
            var (kind, name) = (document.Text("kind") ?? "", document.Text("metadata.name"));
            if (kind == "Secret") yield return $"Secret {name} is in a file";
            else if (!Versions.TryGetValue(kind, out var version) || document.Text("apiVersion") != version) yield return $"{kind} {name}: apiVersion {document.Text("apiVersion")} is not expected";
            if (name is null) yield return $"a {kind} has no name";
        }

        foreach (var name in manifests.Documents.GroupBy(d => $"{d.Text("kind")} {d.Text("metadata.name")}", StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return $"{name.Key} is there twice";
    }

    private IEnumerable<string> Services()
    {
        foreach (var (name, service) in manifests.Of("Service"))
        {
            var behind = Selected(service.Labels("spec.selector"));
            if (behind.Count != 1) yield return $"Service {name} selects {behind.Count} deployments";
            var ports = behind.SelectMany(d => Manifests.Container(d).List("ports")).Select(p => p.Text("name")).ToList();
            foreach (var port in service.List("spec.ports").Select(p => p.Text("targetPort")))
                if (!ports.Contains(port)) yield return $"Service {name} leads to port {port}, which no container has";
        }
    }

    private IEnumerable<string> Autoscalers()
    {
        var targets = new List<string>();
        foreach (var (name, scaler) in manifests.Of("HorizontalPodAutoscaler"))
        {
            var target = scaler.Text("spec.scaleTargetRef.name") ?? "";
            targets.Add(target);
            if (scaler.Text("spec.scaleTargetRef.kind") != "Deployment" || !_deployments.TryGetValue(target, out var deployment))
            {
                yield return $"HorizontalPodAutoscaler {name} scales {target}, which is no deployment";
                continue;
            }

            var (least, most) = (scaler.Number("spec.minReplicas"), scaler.Number("spec.maxReplicas"));
            if (least is null or < 2 || most < least) yield return $"HorizontalPodAutoscaler {name} goes from {least} to {most}";
            if (deployment.At("spec.replicas") is not null) yield return $"Deployment {target} sets the replicas that its autoscaler sets";
            var environment = manifests.Environment(deployment);
            if (StreamModules.Any(m => environment.GetValueOrDefault($"Modules__{m}") == "true") && most > long.Parse(environment.GetValueOrDefault("Bus__Partitions", "0")))
                yield return $"HorizontalPodAutoscaler {name} goes up to {most}, above the partitions";
        }

        foreach (var name in _deployments.Keys.Except(targets, StringComparer.Ordinal)) yield return $"Deployment {name} has no autoscaler";
    }

    private IEnumerable<string> Budgets()
    {
        var covered = new List<JsonObject>();
        foreach (var (name, budget) in manifests.Of("PodDisruptionBudget"))
        {
            var behind = Selected(budget.Labels("spec.selector.matchLabels"));
            if (behind.Count != 1) yield return $"PodDisruptionBudget {name} selects {behind.Count} deployments";
            covered.AddRange(behind);
        }

        foreach (var (name, _) in _deployments.Where(d => !covered.Contains(d.Value))) yield return $"Deployment {name} has no disruption budget";
    }

    private IEnumerable<string> Policies()
    {
        var policies = manifests.Of("NetworkPolicy");
        if (!policies.Values.Any(p => p.Map("spec.podSelector").Count == 0 && p.List("spec.policyTypes").Select(t => t.ToString()).Order(StringComparer.Ordinal).SequenceEqual(["Egress", "Ingress"])))
            yield return "no network policy denies what is not allowed";
        foreach (var (name, policy) in policies.Where(p => p.Value.Map("spec.podSelector").Count > 0))
            if (Selected(policy.Labels("spec.podSelector.matchLabels")).Count == 0) yield return $"NetworkPolicy {name} selects no deployment";
        var components = policies.Values.SelectMany(p => p.List("spec.podSelector.matchExpressions")).SelectMany(e => e.List("values")).Select(v => v.ToString());
        foreach (var component in components.Where(c => !_deployments.ContainsKey(c))) yield return $"a network policy names {component}, which is no deployment";
    }

    private List<JsonObject> Selected(IReadOnlyDictionary<string, string> selector) =>
        [.. _deployments.Values.Where(d => selector.Count > 0 && selector.All(s => d.Labels("spec.template.metadata.labels").Contains(s)))];
}
