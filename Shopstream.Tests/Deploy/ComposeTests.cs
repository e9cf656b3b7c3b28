using Shopstream.Tests.Support;

namespace Shopstream.Tests.Deploy;

internal sealed class ComposeTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "compose.infra.yml"));

    [Test]
    public void Compose_AsItShips_KeepsEveryRule() => Faults(Text).ShouldBeEmpty();

    [Test]
    public void Compose_AsItShips_StartsEveryServer() => YamlText.Documents(Text)[0].Map("services").Keys.ShouldBe(
        ["kafka", "redis", "mongodb", "elasticsearch", "kibana", "prometheus", "grafana"], ignoreOrder: true);

    [TestCase("apache/kafka:3.9.1", "apache/kafka:latest", "kafka: image apache/kafka:latest names no exact version")]
    [TestCase("apache/kafka:3.9.1", "apache/kafka", "kafka: image apache/kafka names no exact version")]
    [TestCase("redis:7.4.11-alpine", "redis:7", "redis: image redis:7 names no exact version")]
    [TestCase("127.0.0.1:6379:6379", "6379:6379", "redis: port 6379:6379 is not bound to 127.0.0.1")]
    [TestCase("127.0.0.1:9200:9200", "0.0.0.0:9200:9200", "elasticsearch: port 0.0.0.0:9200:9200 is not bound to 127.0.0.1")]
    [TestCase("    healthcheck:\n      test: [\"CMD\", \"mongosh\"", "    check:\n      test: [\"CMD\", \"mongosh\"", "mongodb: has no health check")]
    [TestCase("      retries: 10\n      start_period: 10s", "      start_period: 10s", "redis: health check has no retries")]
    [TestCase("\n  redis-data: {}", "", "redis: volume redis-data is not declared")]
    [TestCase("\n  redis-data: {}", "\n  redis-data: {}\n  old-data: {}", "volume old-data is not used")]
    [TestCase("./deploy/prometheus/alerts.yml", "./deploy/prometheus/rules.yml", "prometheus: ./deploy/prometheus/rules.yml is mounted, but not there")]
    [TestCase("/etc/prometheus/alerts.yml:ro", "/etc/prometheus/alerts.yml", "prometheus: ./deploy/prometheus/alerts.yml is mounted, but not read-only")]
    [TestCase("networks: [search]", "networks: [searches]", "kibana: network searches is not declared")]
    [TestCase("depends_on: { prometheus:", "depends_on: { prometeus:", "grafana: depends on prometeus, which is not there")]
    [TestCase("deploy: { resources: { limits: { memory: 2g } } }", "", "elasticsearch: has no memory limit")]
    [TestCase("    image: mongo:7.0.28\n    restart: unless-stopped", "    image: mongo:7.0.28", "mongodb: has no restart policy")]
    [TestCase("xpack.ml.enabled: \"false\"", "ELASTIC_PASSWORD: changeme", "elasticsearch: ELASTIC_PASSWORD has its secret in the file")]
    [TestCase("xpack.ml.enabled: \"false\"", "ELASTIC_PASSWORD: ${ELASTIC_PASSWORD:-changeme}", "elasticsearch: ELASTIC_PASSWORD has its secret in the file")]
    [TestCase("networks: [data]", "network_mode: host", "kafka: leaves its container")]
    public void Compose_PlantedFault_IsNamed(string from, string to, string fault)
    {
        Text.ShouldContain(from);
        Faults(Text.Replace(from, to, StringComparison.Ordinal)).ShouldContain(fault);
    }

    [Test]
    public void Compose_SecretFromTheEnvironment_IsNoFault() =>
        Faults(Text.Replace("xpack.ml.enabled: \"false\"", "ELASTIC_PASSWORD: ${ELASTIC_PASSWORD:?is needed}", StringComparison.Ordinal)).ShouldBeEmpty();

    private static IReadOnlyList<string> Faults(string text) =>
        [.. ComposeRules.Faults(YamlText.Documents(text).Single(), path => Path.Exists(Path.Combine(Repository.Root, path)))];
}
