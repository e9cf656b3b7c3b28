using System.Diagnostics;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Shopstream.Host;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Deploy;

[CancelAfter(60_000)]
internal sealed class DockerfileTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"));
    private static readonly string Ignore = File.ReadAllText(Path.Combine(Repository.Root, ".dockerignore"));

    [Test]
    public void Dockerfile_AsItShips_KeepsEveryRule() => Faults(Text, Ignore).ShouldBeEmpty();

    [TestCase(" librdkafka1 ", " ", "librdkafka1 is not installed")]
    [TestCase("libmongoc-1.0-0t64", "libmongoc-1.0-0", "libmongoc-1.0-0t64 is not installed")]
    [TestCase("USER $APP_UID", "USER root", "it runs as root")]
    [TestCase("USER $APP_UID", "", "it runs as root")]
    [TestCase("RUN apt-get update", "USER 1654\nRUN apt-get update", "packages are installed without the rights for it")]
    [TestCase("10.0-noble", "latest", "mcr.microsoft.com/dotnet/aspnet:latest does not name version and distribution")]
    [TestCase("EXPOSE 8080", "EXPOSE 80", "port 8080 is not exposed")]
    [TestCase("ENTRYPOINT [\"dotnet\", \"Shopstream.Host.dll\"]", "ENTRYPOINT dotnet Shopstream.Host.dll", "the entry point does not start Shopstream.Host.dll by itself")]
    [TestCase("GET /health/live", "GET /health", "the health check does not ask /health/live at port 8080")]
    [TestCase("tcp/127.0.0.1/8080", "tcp/127.0.0.1/80", "the health check does not ask /health/live at port 8080")]
    [TestCase("COPY Shopstream.Modules/Shopstream.Modules.csproj Shopstream.Modules/\n", "", "Shopstream.Modules/Shopstream.Modules.csproj is not there when packages are restored")]
    [TestCase("COPY Directory.Build.props Directory.Packages.props ./", "COPY Directory.Build.props ./", "Directory.Packages.props is not there when packages are restored")]
    [TestCase("BannedSymbols.txt appsettings.json", "BannedSymbols.txt README.md appsettings.json", "README.md is copied, but .dockerignore hides it")]
    [TestCase(" --no-restore", "", "publishing restores once more")]
    public void Dockerfile_PlantedFault_IsNamed(string from, string to, string fault)
    {
        Text.ShouldContain(from);
        Faults(Text.Replace(from, to, StringComparison.Ordinal), Ignore).ShouldContain(fault);
    }

    [Test]
    public void Dockerignore_EverythingLetIn_IsNamed() => Faults(Text, "**/bin/").ShouldContain(".dockerignore lets everything in");

    [TestCase(200, 0)]
    [TestCase(503, 1)]
    public async Task HealthCheck_AgainstAServer_FollowsItsAnswer(int status, int expected, CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("The health check is a line for the bash of the image, and runs on Linux only.");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        server.MapGet("/health/live", () => Results.StatusCode(status));
        await server.StartAsync(cancel);

        var check = DockerInstruction.Parse(Text).Single(i => i.Name == "HEALTHCHECK").Exec!;
        var start = new ProcessStartInfo(check[0]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var word in check[1..]) start.ArgumentList.Add(word.Replace("8080", $"{new Uri(server.Urls.Single()).Port}", StringComparison.Ordinal));
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancel);
        process.ExitCode.ShouldBe(expected, await process.StandardError.ReadToEndAsync(cancel));
    }

    private static IReadOnlyList<string> Faults(string dockerfile, string ignore) =>
        [.. DockerfileRules.Faults(dockerfile, ignore, Path.GetFileName(typeof(ShopstreamHost).Assembly.Location), Projects("Shopstream.Host/Shopstream.Host.csproj"))];

    private static string[] Projects(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        var references = XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("ProjectReference")
            .Select(r => Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, folder, r.Attribute("Include")!.Value.Replace('\\', '/')))));
        return [project, .. references.Select(r => r.Replace('\\', '/')).SelectMany(Projects)];
    }
}
