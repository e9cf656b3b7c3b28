using System.Diagnostics;
using System.Text.Json;
using Shopstream.Modules.Ml.Instacart;
using Shopstream.Tests.Support;
using Shouldly;

namespace Shopstream.Tests.Ml.Instacart;

/// <summary>The command from end to end, beside pandas.</summary>
[TestFixture]
[CancelAfter(180_000)]
internal sealed class InstacartCommandTests
{
    private const string Python = "/usr/bin/python3";

    [Test]
    public async Task Instacart_OnAGeneratedFolder_FindsWhatPandasFinds(CancellationToken cancellationToken)
    {
        using var folder = new TempDirectory();
        InstacartFiles.Write(folder, InstacartFiles.Generate(400, 31, product => product / 60.0));
        var (output, report) = await RunAsync(folder.Path, cancellationToken, "--seed", "4", "--trees", "20");
        output.ShouldContain("Most popular products");
        output.ShouldContain("weighted avg");
        report.PopularProducts.Count.ShouldBe(10);
        (report.Model.Seed, report.Model.Trees).ShouldBe((4, 20));
        report.Combined.WithUser.ShouldBeLessThan(report.Combined.Rows);
        var (_, again) = await RunAsync(folder.Path, cancellationToken, "--seed", "4", "--trees", "20", "comparing: no");
        JsonSerializer.Serialize(again, InstacartJsonContext.Default.InstacartReport).ShouldBe(JsonSerializer.Serialize(report, InstacartJsonContext.Default.InstacartReport));
    }

    [Test]
    public async Task Instacart_OnTheRealExcerpt_FindsWhatPandasFinds(CancellationToken cancellationToken)
    {
        var (_, report) = await RunAsync(Repository.RealData("instacart"), cancellationToken, "--trees", "30");
        report.Combined.Rows.ShouldBe(199_995 + 107_192);
        report.BadLines.Total.ShouldBe(0);
        report.PopularProducts[0].Name.ShouldBe("Banana");
        report.Model.Auc.ShouldBeGreaterThan(0.66);
        report.Model.Accuracy.ShouldBeGreaterThan(report.Model.MajorityAccuracy + 0.03);
    }

    [Test]
    public async Task Instacart_OnAnUnusableFolder_FailsWithOneClearMessage(CancellationToken cancellationToken)
    {
        using var folder = new TempDirectory();
        InstacartFiles.Write(folder, InstacartFiles.Small.Where(f => f.Key != "aisles.csv").ToDictionary());
        var (exitCode, _, errors) = await HostProcess.RunAsync(["instacart", folder.Path], cancellationToken);
        exitCode.ShouldBe(1);
        errors.ShouldContain("missing aisles.csv");
        errors.ShouldNotContain("   at ");
        (exitCode, _, errors) = await HostProcess.RunAsync(["instacart", folder.File("none")], cancellationToken);
        exitCode.ShouldBe(1);
        errors.ShouldContain("found no such folder");
        (exitCode, _, errors) = await HostProcess.RunAsync(["instacart", folder.Path, "--rows", "5"], cancellationToken);
        exitCode.ShouldBe(1);
        errors.ShouldContain("MostRows: found 5");
    }

    /// <summary>Runs the command; unless told otherwise pandas then checks everything but the model.</summary>
    private static async Task<(string Output, InstacartReport Report)> RunAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        using var results = new TempDirectory();
        var compares = !arguments.Contains("comparing: no");
        var (exitCode, output, errors) = await HostProcess.RunAsync(
            ["instacart", folder, "--json", results.File("report.json"), "--tables", results.Path, .. arguments.Where(a => a != "comparing: no")], cancellationToken);
        exitCode.ShouldBe(0, errors);
        if (compares) await CompareAsync(folder, results, cancellationToken);
        var json = await File.ReadAllTextAsync(results.File("report.json"), cancellationToken);
        return (output, JsonSerializer.Deserialize(json, InstacartJsonContext.Default.InstacartReport)!);
    }

    private static async Task CompareAsync(string folder, TempDirectory results, CancellationToken cancellationToken)
    {
        if (!File.Exists(Python) || (await PythonAsync(["-c", "import pandas"], cancellationToken)).Code != 0)
            Assert.Ignore("This test compares with pandas and needs /usr/bin/python3 with the package python3-pandas.");
        var (code, output) = await PythonAsync(
            [Path.Combine(Repository.Root, "eng", "peers", "instacart.py"), folder, results.File("report.json"), results.Path], cancellationToken);
        code.ShouldBe(0, output);
    }

    private static async Task<(int Code, string Output)> PythonAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, output + await errors);
    }
}
