using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shopstream.Host;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Deploy;

[CancelAfter(60_000)]
internal sealed class ManifestTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "kubernetes");
    private static readonly IReadOnlyDictionary<string, string> Files = Manifests.Read(Folder);

    [Test]
    public void Manifests_AsTheyShip_KeepEveryRule() => Faults(Files).ShouldBeEmpty();

    [Test]
    public void Manifests_AsTheyShip_HaveEveryGroup()
    {
        var manifests = new Manifests(Files);
        manifests.Of("Deployment").Keys.ShouldBe(["collect", "stream-checks", "analytics", "learning", "serving"], ignoreOrder: true);
        manifests.Of("Service").Keys.ShouldBe(["collect", "serving"], ignoreOrder: true);
    }

    [TestCase("collect.yaml", "kind: Service\n", "kind: Servce\n", "Servce collect: apiVersion v1 is not expected")]
    [TestCase("collect.yaml", "apiVersion: autoscaling/v2", "apiVersion: autoscaling/v2beta2", "HorizontalPodAutoscaler collect: apiVersion autoscaling/v2beta2 is not expected")]
    [TestCase("collect.yaml", "selector: { app.kubernetes.io/name: shopstream, app.kubernetes.io/component: collect }", "selector: { app: collect }", "Service collect selects 0 deployments")]
    [TestCase("collect.yaml", "targetPort: http", "targetPort: web", "Service collect leads to port web, which no container has")]
    [TestCase("collect.yaml", "  selector:\n    matchLabels: { app.kubernetes.io/name: shopstream, app.kubernetes.io/component: collect }\n  template", "  selector:\n    matchLabels: { app: collect }\n  template", "collect: its selector does not match its pods")]
    [TestCase("analytics.yaml", "kind: Deployment, name: analytics", "kind: Deployment, name: analysis", "HorizontalPodAutoscaler analytics scales analysis, which is no deployment")]
    [TestCase("analytics.yaml", "maxReplicas: 12", "maxReplicas: 13", "HorizontalPodAutoscaler analytics goes up to 13, above the partitions")]
    [TestCase("analytics.yaml", "minReplicas: 2", "minReplicas: 20", "HorizontalPodAutoscaler analytics goes from 20 to 12")]
    [TestCase("analytics.yaml", "  revisionHistoryLimit: 5", "  replicas: 3", "Deployment analytics sets the replicas that its autoscaler sets")]
    [TestCase("settings.env", "Bus__Partitions=12", "Bus__Partitions=8", "HorizontalPodAutoscaler stream-checks goes up to 12, above the partitions")]
    [TestCase("serving.yaml", "unhealthyPodEvictionPolicy: AlwaysAllow\n  selector:\n    matchLabels: { app.kubernetes.io/name: shopstream, app.kubernetes.io/component: serving }", "selector:\n    matchLabels: { app: serving }", "PodDisruptionBudget serving selects 0 deployments")]
    [TestCase("serving.yaml", "configMapRef: { name: shopstream-serving }", "configMapRef: { name: shopstream-serve }", "serving: configuration map shopstream-serve is not generated")]
    [TestCase("serving.yaml", "secretRef: { name: shopstream-connections }", "secretRef: { name: shopstream }", "serving: secret shopstream is not known")]
    [TestCase("modules/serving.env", "Modules__Dashboard", "Modules__Dashbord", "serving: there is no module Dashbord")]
    [TestCase("modules/serving.env", "Modules__Dashboard=true\n", "", "serving: does not say whether Dashboard runs")]
    [TestCase("modules/serving.env", "Modules__Dashboard=true", "Modules__Dashboard=false", "no group runs Dashboard")]
    [TestCase("modules/serving.env", "Modules__Simulator=false", "Modules__Simulator=true", "a group runs the simulated shop")]
    [TestCase("modules/serving.env", "Modules__Monitoring=true", "Modules__Monitoring=false", "serving: runs without the module that probes ask")]
    [TestCase("settings.env", "Serving__OpenPaths__1=/health/ready", "", "serving: /health/ready needs a key, which readinessProbe has not")]
    [TestCase("settings.env", "Bus__Provider=Kafka", "Bus__Provider=Kafka\nDocuments__Mongo__ConnectionString=x", "serving: Documents__Mongo__ConnectionString belongs into a secret")]
    [TestCase("serving.yaml", "path: /health/ready, port: http", "path: /ready, port: http", "serving: readinessProbe does not ask /health/ready")]
    [TestCase("serving.yaml", "path: /health/ready, port: http", "path: /health/ready, port: web", "serving: readinessProbe asks a port that is not there")]
    [TestCase("serving.yaml", "terminationGracePeriodSeconds: 60", "terminationGracePeriodSeconds: 30", "serving: is killed before the host has stopped")]
    [TestCase("serving.yaml", "image: shopstream:0.1.0", "image: shopstream:latest", "serving: image shopstream:latest names no version")]
    [TestCase("serving.yaml", "mountPath: /var/lib/shopstream", "mountPath: /data", "serving: /var/lib/shopstream cannot be written")]
    [TestCase("serving.yaml", "        - name: tmp\n", "        - name: temp\n", "serving: volume tmp is not there")]
    [TestCase("serving.yaml", "runAsNonRoot: true", "runAsNonRoot: false", "serving: may run as root")]
    [TestCase("serving.yaml", "seccompProfile: { type: RuntimeDefault }", "seccompProfile: { type: Unconfined }", "serving: may make every system call")]
    [TestCase("serving.yaml", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "serving: may write its own files")]
    [TestCase("serving.yaml", "allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", "serving: may gain rights")]
    [TestCase("serving.yaml", "drop: [ALL]", "drop: [NET_RAW]", "serving: keeps capabilities")]
    [TestCase("serving.yaml", "automountServiceAccountToken: false", "automountServiceAccountToken: true", "serving: holds a token of the cluster")]
    [TestCase("serving.yaml", "serviceAccountName: shopstream", "serviceAccountName: default", "serving: runs under an account that is not there")]
    [TestCase("serving.yaml", "limits: { cpu: \"1\", memory: 1Gi }", "limits: { cpu: \"1\" }", "serving: has no limits.memory")]
    [TestCase("network-policies.yaml", "policyTypes: [Ingress, Egress]", "policyTypes: [Ingress]", "no network policy denies what is not allowed")]
    [TestCase("network-policies.yaml", "values: [collect, serving]", "values: [collector, serving]", "a network policy names collector, which is no deployment")]
    [TestCase("kustomization.yaml", "  - serving.yaml\n", "", "serving.yaml is there, but no resource")]
    [TestCase("kustomization.yaml", "  - serving.yaml\n", "  - serve.yaml\n", "serve.yaml is a resource, but not there")]
    [TestCase("kustomization.yaml", "envs: [settings.env]", "envs: [setting.env]", "settings.env is there, but not used")]
    [TestCase("namespace.yaml", "kind: ServiceAccount", "kind: Secret", "Secret shopstream is in a file")]
    public void Manifests_PlantedFault_IsNamed(string file, string from, string to, string fault)
    {
        Files[file].ShouldContain(from);
        var planted = new Dictionary<string, string>(Files, StringComparer.Ordinal) { [file] = Files[file].Replace(from, to, StringComparison.Ordinal) };
        Faults(planted).ShouldContain(fault);
    }

    [Test]
    public void Settings_OfEveryGroup_AreInKnownSections()
    {
        var manifests = new Manifests(Files);
        foreach (var deployment in manifests.Of("Deployment").Values)
        {
            using var configuration = new ConfigurationManager();
            string[] settings = [.. manifests.Environment(deployment).Select(e => $"--{e.Key.Replace("__", ":", StringComparison.Ordinal)}={e.Value}")];
            ShopstreamConfiguration.Apply(configuration, "Production", settings);
            ModuleCatalog.Enabled(configuration).ShouldContain(m => m.Name == "Monitoring");
        }
    }

    [Test]
    public void Secrets_ThatAreReferenced_AreMadeAsTheDocumentationSays()
    {
        var operations = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        foreach (var secret in DeploymentRules.Secrets) operations.ShouldContain($"create secret generic {secret}");
    }

    [Test]
    public async Task Kustomization_BuiltByKubectl_HasEveryDocument(CancellationToken cancel)
    {
        var start = new ProcessStartInfo("kubectl") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("kustomize");
        start.ArgumentList.Add(Folder);
        var (exitCode, output, errors) = await OutsideProgram.RunAsync(start, "kubectl, which builds the kustomization", cancel);
        exitCode.ShouldBe(0, errors);
        var manifests = new Manifests(Files);
        YamlText.Documents(output).Count.ShouldBe(manifests.Documents.Count + manifests.Settings.Count);
    }

    private static IReadOnlyList<string> Faults(IReadOnlyDictionary<string, string> files)
    {
        var manifests = new Manifests(files);
        return [.. new ManifestRules(manifests).Faults(), .. new DeploymentRules(manifests, Shutdown(), "/var/lib/shopstream").Faults()];
    }

    private static TimeSpan Shutdown()
    {
        using var data = new TempDirectory();
        using var host = ShopstreamHost.CreateWorker([$"--Data:Path={data.Path}"]);
        return host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
    }
}
