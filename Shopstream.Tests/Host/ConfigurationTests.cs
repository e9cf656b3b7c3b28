using System.Net;
using System.Text;
using Shopstream.Host;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Host;

/// <summary>A setting that cannot be used stops the start with one message that names it.</summary>
[TestFixture, CancelAfter(60_000)]
internal sealed class ConfigurationTests
{
    [TestCase("--Modules:Ingset=true", "Ingset", "StreamAnalytics")]
    [TestCase("--Modules:Ingest=maybe", "Modules:Ingest", "maybe")]
    [TestCase("--Nonsense:Key=1", "Nonsense", "expected one of")]
    [TestCase("--Data:Pth=x", "Data:Pth", "Data:Path")]
    [TestCase("--Bus:Partitons=3", "Partitons")]
    [TestCase("--Bus:Embedded:Fsnc=Never", "Fsnc")]
    [TestCase("--Bus:Partitions=0", "Partitions")]
    [TestCase("--Bus:Partitions=many", "Bus:Partitions", "many")]
    [TestCase("--Bus:Provider=Rabbit", "Bus:Provider")]
    [TestCase("--Bus:Embedded:BatchRecords=0", "BatchRecords")]
    [TestCase("--Documents:Sqlite:Fsync=Sometimes", "Documents:Sqlite:Fsync", "Sometimes")]
    [TestCase("--SearchIndex:Provder=Sqlite", "Provder")]
    [TestCase("--Sketches:InProcess:BloomError=0.9", "BloomError")]
    [TestCase("--Streaming:EmitIntervall=00:00:01", "EmitIntervall")]
    [TestCase("--Streaming:EmitInterval=00:00:00.001", "EmitInterval")]
    [TestCase("--Streaming:CheckpointInterval=soon", "Streaming:CheckpointInterval", "soon")]
    [TestCase("--StreamAnalytics:SessionGap=-00:00:01", "SessionGap")]
    [TestCase("--Ingest:BatchSize=0", "BatchSize")]
    [TestCase("--Ingest:BatchSiz=5", "BatchSiz")]
    [TestCase("--Simulator:CartShare=2", "CartShare")]
    [TestCase("--Simulator:Userz=5", "Userz")]
    [TestCase("--Archive:HashIdentites=false", "HashIdentites")]
    [TestCase("--Archive:IdentityKey=short", "IdentityKey")]
    [TestCase("--Serving:MaxBodyBytes=1", "MaxBodyBytes")]
    [TestCase("--Serving:StreamHeartbeat=00:00:00.060", "Serving:StreamHeartbeat", "Serving:StreamInterval")]
    public async Task Start_UnusableSetting_IsNamedInOneMessage(string setting, string named, string? also = null)
    {
        using var data = new TempDirectory();
        var message = await FailureAsync(data.File("data"), setting);
        message.ShouldContain(named);
        if (also is not null) message.ShouldContain(also);
    }

    [Test]
    public async Task Start_TwoSettingsOutOfRange_NamesBoth()
    {
        using var data = new TempDirectory();
        var message = await FailureAsync(data.File("data"), "--Streaming:EmitInterval=00:00:00.001", "--Streaming:RestartDelay=00:00:00.001");
        message.ShouldContain("EmitInterval");
        message.ShouldContain("RestartDelay");
    }

    [Test]
    public async Task Start_DirectoryHeldByThisProcess_NamesIt()
    {
        using var data = new TempDirectory();
        await using var first = await StartAsync(data.Path, "--Modules:Simulator=false");
        (await FailureAsync(data.Path, "--Modules:Simulator=false")).ShouldContain(data.Path);
    }

    [Test]
    public async Task Run_DirectoryHeldByAnotherProcess_EndsWithOneAndNamesIt(CancellationToken cancel)
    {
        using var data = new TempDirectory();
        await using var first = await StartAsync(data.Path, "--Modules:Simulator=false");
        var (exitCode, _, errors) = await HostProcess.RunAsync(["run", "--urls=http://127.0.0.1:0", $"--Data:Path={data.Path}", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft=None"], cancel);
        exitCode.ShouldBe(1);
        errors.ShouldContain(data.Path);
        errors.ShouldNotContain("   at ");
        errors.Trim().Split('\n').Length.ShouldBe(1, errors);
    }

    [TestCase("--Bus:Partitons=3", "Partitons")]
    [TestCase("--Nonsense:Key=1", "Nonsense")]
    [TestCase("--Data:Path", "--Data:Path")]
    public async Task Run_UnusableSetting_EndsWithOneAndNamesIt(string setting, string named)
    {
        using var data = new TempDirectory();
        var (exitCode, _, errors) = await HostProcess.RunAsync(["run", $"--Data:Path={data.File("data")}", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft=None", setting], default);
        exitCode.ShouldBe(1);
        errors.ShouldContain(named);
        errors.ShouldNotContain("   at ");
    }

    private static IEnumerable<TestCaseData> Toggles()
    {
        foreach (var module in ModuleCatalog.All) yield return new TestCaseData((object)new[] { module.Name }).SetArgDisplayNames(module.Name);
        string[][] combinations =
        [
            ["Ingest", "Simulator"], ["CacheChecks", "StreamAnalytics"], ["Serving", "Dashboard"], ["Serving", "Monitoring", "Ingest"],
            ["Archive", "StreamAnalytics", "CacheChecks", "Ingest", "Simulator"], [.. ModuleCatalog.All.Select(m => m.Name)],
        ];
        foreach (var off in combinations) yield return new TestCaseData((object)off).SetArgDisplayNames(string.Join('+', off));
    }

    [TestCaseSource(nameof(Toggles))]
    public async Task Start_ModulesOff_OnlyTheirEndpointsAreGone(string[] off)
    {
        using var data = new TempDirectory();
        await using var app = await StartAsync(data.Path, [.. off.Select(m => $"--Modules:{m}=false"), "--Serving:MaxBodyBytes=1024"]);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        await ShouldBeThereAsync(client, "Ingest", "/collect/interactions", off, "[]");
        await ShouldBeThereAsync(client, "Serving", "/analytics/overview", off);
        await ShouldBeThereAsync(client, "Serving", "/openapi/v1.json", off);
        await ShouldBeThereAsync(client, "Dashboard", "/", off);
        await ShouldBeThereAsync(client, "Monitoring", "/metrics", off);
        await ShouldBeThereAsync(client, "Monitoring", "/health/live", off);

        // The guards stand whatever is on.
        using var large = new HttpRequestMessage(HttpMethod.Post, "/collect/sessions") { Content = new ByteArrayContent(new byte[2_000]) };
        large.Headers.ExpectContinue = true;
        using var refused = await client.SendAsync(large);
        refused.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        using var crossSite = new HttpRequestMessage(HttpMethod.Post, "/collect/sessions") { Content = new StringContent("[]") };
        crossSite.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var forbidden = await client.SendAsync(crossSite);
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await app.StopAsync();
    }

    private static async Task ShouldBeThereAsync(HttpClient client, string module, string path, string[] off, string? body = null)
    {
        using var response = body is null ? await client.GetAsync(path) : await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        if (off.Contains(module))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{path} without {module}");
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
        else
        {
            response.IsSuccessStatusCode.ShouldBeTrue($"{path} answers {response.StatusCode} with {module}");
        }

        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    private static async Task<Microsoft.AspNetCore.Builder.WebApplication> StartAsync(string data, params string[] settings)
    {
        var app = ShopstreamHost.CreateWeb(["--urls=http://127.0.0.1:0", $"--Data:Path={data}", "--Bus:Embedded:Fsync=Never", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft=None", .. settings]);
        await app.StartAsync();
        return app;
    }

    private static async Task<string> FailureAsync(string data, params string[] settings)
    {
        Exception? failure = null;
        try
        {
            await using var app = await StartAsync(data, settings);
        }
        catch (Exception e)
        {
            failure = e;
        }

        failure.ShouldNotBeNull("the host started");
        var message = StartFailure.Explain(failure);
        message.ShouldNotBeNull(failure.ToString());
        message.ShouldNotContain("   at ");
        return message;
    }
}
