using System.Text.Json.Nodes;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Deploy;

internal sealed class DashboardsTests
{
    private static readonly JsonNode Source = Provisioned("datasources", "prometheus.yml").List("datasources").Single();

    [TestCaseSource(typeof(Dashboards), nameof(Dashboards.Names))]
    public void Dashboard_AsItShips_KeepsEveryRule(string name) => Faults(Dashboards.Text(name)).ShouldBeEmpty();

    [Test]
    public void Dashboards_InTheFolder_AreAllChecked_UnderIdsOfTheirOwn()
    {
        Directory.GetFiles(Path.Combine(Dashboards.Folder, "dashboards")).Select(Path.GetFileName).ShouldBe(Dashboards.Names.Select(n => $"shopstream-{n}.json"), ignoreOrder: true);
        Dashboards.Names.Select(n => Dashboards.Read(n).Text("uid")).ShouldBeUnique();
    }

    [TestCase("\"uid\": \"shopstream-prometheus\"", "\"uid\": \"prometheus\"", "Hosts asks prometheus, which is not provisioned")]
    [TestCase("\"uid\": \"shopstream-prometheus\"", "\"uid\": \"prometheus\"", "a variable asks prometheus, which is not provisioned")]
    [TestCase("\"id\": 3,", "\"id\": 2,", "two panels have one id")]
    [TestCase("\"title\": \"Hosts\"", "\"title\": \"\"", "a panel has no title")]
    [TestCase("\"description\": \"Hosts that answer /metrics.\"", "\"description\": \"\"", "Hosts does not say what it shows")]
    [TestCase("\"name\": \"instance\"", "\"name\": \"host\"", "variable instance is not there")]
    [TestCase("\"name\": \"instance\"", "\"name\": \"host\"", "variable host is not used")]
    [TestCase("\"w\": 8,", "\"w\": 9,", "Processed by job and Published by topic overlap")]
    [TestCase("\"x\": 16,", "\"x\": 17,", "Written to the bus is not on the page")]
    [TestCase("\"legendFormat\": \"{{source}}\"", "\"legendFormat\": \"{{origin}}\"", "Accepted by source is labelled by origin, which its query does not keep")]
    public void Dashboard_PlantedFault_IsNamed(string from, string to, string fault)
    {
        var text = Dashboards.Text("system");
        text.ShouldContain(from);
        Faults(text.Replace(from, to, StringComparison.Ordinal)).ShouldContain(fault);
    }

    [Test]
    public void Provisioning_LeadsGrafanaToPrometheusAndToTheDashboards()
    {
        var compose = YamlText.Documents(File.ReadAllText(Path.Combine(Repository.Root, "compose.infra.yml"))).Single();
        var address = new Uri(Source.Text("url")!);
        compose.List($"services.{address.Host}.ports").Select(p => p.ToString()).ShouldContain(p => p.EndsWith($":{address.Port}", StringComparison.Ordinal));
        var mounts = compose.List("services.grafana.volumes").Select(v => v.ToString()).ToList();
        var path = Provisioned("dashboards", "shopstream.yml").List("providers").Single().Text("options.path");
        mounts.ShouldContain($"./deploy/grafana/dashboards:{path}:ro");
        foreach (var folder in new[] { "datasources", "dashboards" })
            mounts.ShouldContain($"./deploy/grafana/provisioning/{folder}:/etc/grafana/provisioning/{folder}:ro");
        compose.Text("services.grafana.environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH").ShouldBe($"{path}/shopstream-system.json");
        compose.List("services.prometheus.extra_hosts").Single().ToString().ShouldBe("host.docker.internal:host-gateway");
        var scraped = YamlText.Documents(File.ReadAllText(Path.Combine(Repository.Root, "deploy", "prometheus", "prometheus.yml"))).Single();
        Source.Text("jsonData.timeInterval").ShouldBe(scraped.Text("global.scrape_interval"));
    }

    private static JsonObject Provisioned(string folder, string file) =>
        YamlText.Documents(File.ReadAllText(Path.Combine(Dashboards.Folder, "provisioning", folder, file))).Single();

    private static IReadOnlyList<string> Faults(string text) => [.. Dashboards.Faults(JsonNode.Parse(text)!.AsObject(), [Source.Text("uid")!])];
}
