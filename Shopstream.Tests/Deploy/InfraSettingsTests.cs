using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Shopstream.Host;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Deploy;

/// <summary>The environment <c>Infra</c> leads to what <c>compose.infra.yml</c> starts.</summary>
internal sealed partial class InfraSettingsTests
{
    // The settings of the providers; docs/configuration.md describes them.
    private static readonly string[] Known =
    [
        "Bus:Provider", "Bus:Kafka:BootstrapServers", "Bus:Kafka:ReplicationFactor", "Bus:Kafka:MinInSyncReplicas", "Bus:Kafka:Retention",
        "Bus:Kafka:Compression", "Bus:Kafka:SecurityProtocol", "Bus:Kafka:SaslMechanism", "Bus:Kafka:SaslUsername", "Bus:Kafka:SaslPassword",
        "Bus:Kafka:SslCaLocation", "Sketches:Provider", "Sketches:Redis:Configuration", "Sketches:Redis:KeyPrefix",
        "Documents:Provider", "Documents:Mongo:ConnectionString", "Documents:Mongo:Database",
        "SearchIndex:Provider", "SearchIndex:Elasticsearch:Url", "SearchIndex:Elasticsearch:ApiKey", "SearchIndex:Elasticsearch:Username",
        "SearchIndex:Elasticsearch:Password", "SearchIndex:Elasticsearch:IndexPrefix", "SearchIndex:Elasticsearch:Shards",
        "SearchIndex:Elasticsearch:Replicas",
    ];

    [Test]
    public void Infra_Chosen_SwitchesEverySeam()
    {
        using var configuration = new ConfigurationManager();
        ShopstreamConfiguration.Apply(configuration, "Infra", []);
        configuration["Bus:Provider"].ShouldBe("Kafka");
        configuration["Sketches:Provider"].ShouldBe("Redis");
        configuration["Documents:Provider"].ShouldBe("Mongo");
        configuration["SearchIndex:Provider"].ShouldBe("Elasticsearch");
    }

    [Test]
    public void Infra_NotChosen_ChangesNothing()
    {
        using var configuration = new ConfigurationManager();
        ShopstreamConfiguration.Apply(configuration, "Production", []);
        foreach (var seam in new[] { "Bus", "Sketches", "Documents", "SearchIndex" })
            configuration[$"{seam}:Provider"].ShouldBeOneOf("Embedded", "InProcess", "Sqlite");
    }

    [Test]
    public void Infra_File_HoldsKnownSettingsOnly()
    {
        var file = new ConfigurationBuilder().AddJsonFile(Path.Combine(Repository.Root, "appsettings.Infra.json"), optional: false).Build();
        var settings = file.AsEnumerable().Where(s => s.Value is not null).Select(s => s.Key).ToList();
        settings.Where(s => !s.StartsWith("Serving:OpenPaths:", StringComparison.Ordinal)).ShouldBeSubsetOf(Known);
        settings.ShouldNotContain(s => s.Contains("Password", StringComparison.Ordinal) || s.Contains("ApiKey", StringComparison.Ordinal));
    }

    [Test]
    public void Infra_Addresses_AreThosePublished()
    {
        using var configuration = new ConfigurationManager();
        ShopstreamConfiguration.Apply(configuration, "Infra", []);
        var services = YamlText.Documents(File.ReadAllText(Path.Combine(Repository.Root, "compose.infra.yml")))[0].Map("services");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kafka"] = "Bus:Kafka:BootstrapServers", ["redis"] = "Sketches:Redis:Configuration",
            ["mongodb"] = "Documents:Mongo:ConnectionString", ["elasticsearch"] = "SearchIndex:Elasticsearch:Url",
        };
        foreach (var (service, setting) in settings)
        {
            var published = services[service].List("ports").Single().ToString();
            Address().Match(configuration[setting]!).Value.ShouldBe(published[..published.LastIndexOf(':')], setting);
        }

        services["kafka"].Text("environment.KAFKA_ADVERTISED_LISTENERS").ShouldBe($"PLAINTEXT://{configuration["Bus:Kafka:BootstrapServers"]}");
    }

    [Test]
    public void Operations_SettingsByEnvironment_AreInKnownSections()
    {
        var names = EnvironmentName().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"))).Select(m => m.Value).Distinct(StringComparer.Ordinal).ToList();
        names.ShouldContain("Archive__IdentityKey");
        foreach (var name in names)
        {
            using var configuration = new ConfigurationManager();
            ShopstreamConfiguration.Apply(configuration, "Production", [$"--{name.Replace("__", ":", StringComparison.Ordinal)}=x"]);
        }
    }

    [GeneratedRegex(@"\b[A-Z]\w+?__\w+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EnvironmentName();

    [GeneratedRegex(@"\d+\.\d+\.\d+\.\d+:\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
