using System.Text.Json.Nodes;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Elasticsearch;
using Shopstream.Modules.Stores.Elasticsearch.Kibana;
using Shopstream.Tests.Support;
using Shopstream.Tests.Support.Elasticsearch;

namespace Shopstream.Tests.Stores.Elasticsearch;

/// <summary>The dashboard fits the indices, the file in the repository is the dashboard, and the check finds what is wrong.</summary>
[TestFixture]
public sealed class KibanaTests
{
    private static string Shipped => Path.Combine(Repository.Root, "deploy", "kibana", "shopstream.ndjson");

    [TestCase("")]
    [TestCase("shop-")]
    public void Lines_CheckedAgainstTheTemplates_HaveNoProblem(string prefix) =>
        KibanaCheck.Run(ShopDashboard.Lines(prefix), IndexFields.OfTemplates(prefix)).ShouldBeEmpty();

    [Test]
    public void ShippedFile_IsWhatIsExported() =>
        File.ReadAllText(Shipped).ShouldBe(ShopDashboard.Lines(""), "run: dotnet run --project Shopstream.Host -- kibana export --out deploy/kibana/shopstream.ndjson");

    [Test]
    public void Lines_EveryIndex_HasADataView()
    {
        var titles = ShopDashboard.Objects("").Where(o => o["type"]!.GetValue<string>() == "index-pattern").Select(o => o["attributes"]!["title"]!.GetValue<string>());
        titles.ShouldBe([.. AnalyticsIndices.Windows.Select(w => w.Name), "session_summary", "product_reviews"]);
    }

    [TestCase("\\\"field\\\":\\\"method\\\"", "\\\"field\\\":\\\"colour\\\"", "there is no field colour")]
    [TestCase("\\\"field\\\":\\\"duration\\\"", "\\\"field\\\":\\\"country\\\"", "field country is of type keyword, expected long or double or scaled_float")]
    [TestCase("\\\"field\\\":\\\"category\\\"", "\\\"field\\\":\\\"text\\\"", "field text is of type text, expected keyword")]
    [TestCase("purchases : 0", "buys : 0", "there is no field buys")]
    [TestCase("duration >= 300", "country >= 300", "field country is of type keyword")]
    [TestCase("\"title\":\"payments\"", "\"title\":\"payment\"", "there is no index payment")]
    [TestCase("\\\"panelRefName\\\":\\\"panel_3\\\"", "\\\"panelRefName\\\":\\\"panel_33\\\"", "panel_33 refers to nothing")]
    [TestCase("\"id\":\"shopstream-products\",\"type\"", "\"id\":\"shopstream-goods\",\"type\"", "refers to visualization shopstream-products, which is not in the file")]
    [TestCase("\\\"orderBy\\\":\\\"1\\\"", "\\\"orderBy\\\":\\\"9\\\"", "orders by metric 9")]
    [TestCase("\\\"x\\\":24,\\\"y\\\":48", "\\\"x\\\":20,\\\"y\\\":48", "lies on another panel")]
    [TestCase("\\\"x\\\":24,\\\"y\\\":48", "\\\"x\\\":40,\\\"y\\\":48", "lies outside of the grid")]
    [TestCase("\\\"type\\\":\\\"avg\\\"", "\\\"type\\\":\\\"median\\\"", "the aggregation median is not known here")]
    [TestCase("{\"id\":\"shopstream-devices\"", "{\"id\":\"shopstream-referrers\"", "is there twice")]
    [TestCase("\"timeFieldName\":\"@timestamp\"", "\"timeFieldName\":\"startMs\"", "expected date")]
    [TestCase("{\"id\":\"shopstream-devices\"", "\"id\":\"shopstream-devices\"", "is no saved object")]
    public void Run_SomethingWrong_IsNamed(string found, string put, string problem)
    {
        var lines = ShopDashboard.Lines("");
        lines.ShouldContain(found, Case.Sensitive, "the test changes something that is there");
        var position = lines.IndexOf(found, StringComparison.Ordinal);
        KibanaCheck.Run(lines[..position] + put + lines[(position + found.Length)..], IndexFields.OfTemplates("")).ShouldContain(p => p.Contains(problem));
    }

    [Test, CancelAfter(60_000)]
    public async Task Check_RunAsACommand_EndsWithOneOnlyWhenSomethingIsWrong(CancellationToken cancel)
    {
        using var directory = new TempDirectory();
        (await HostProcess.RunAsync(["kibana", "check", "--file", Shipped, "--json", directory.File("result.json")], cancel)).ExitCode.ShouldBe(0);
        JsonNode.Parse(await File.ReadAllTextAsync(directory.File("result.json"), cancel))!["problems"]!.AsArray().ShouldBeEmpty();
        await File.WriteAllTextAsync(directory.File("bad.ndjson"), ShopDashboard.Lines("").Replace("purchases : 0", "buys : 0"), cancel);

        var (exitCode, output, _) = await HostProcess.RunAsync(["kibana", "check", "--file", directory.File("bad.ndjson")], cancel);

        exitCode.ShouldBe(1);
        output.ShouldContain("visualization shopstream-potential-customers: there is no field buys");
    }

    [Test, CancelAfter(60_000)]
    public async Task Check_AgainstAServer_ReadsItsMappings(CancellationToken cancel)
    {
        await using var server = await ElasticsearchServer.StartAsync();
        await using var fixture = new ElasticsearchFixture(new ElasticsearchOptions { Url = server.Url, IndexPrefix = "shop-" });
        await PipelineRunner.EnsureIndicesAsync(fixture.Index, cancel);
        using var directory = new TempDirectory();
        string[] prefix = ["--SearchIndex:Elasticsearch:IndexPrefix=shop-"];
        (await HostProcess.RunAsync(["kibana", "export", "--out", directory.File("shop.ndjson"), .. prefix], cancel)).ExitCode.ShouldBe(0);

        var (exitCode, output, errors) = await HostProcess.RunAsync(["kibana", "check", "--file", directory.File("shop.ndjson"), "--url", server.Url, .. prefix], cancel);
        (exitCode, errors).ShouldBe((0, ""), output);

        server.Within(c => c.Delete("shop-payments-000001"));
        (exitCode, _, errors) = await HostProcess.RunAsync(["kibana", "check", "--file", directory.File("shop.ndjson"), "--url", server.Url, .. prefix], cancel);
        exitCode.ShouldBe(1);
        errors.ShouldContain("shop-payments");
    }
}
