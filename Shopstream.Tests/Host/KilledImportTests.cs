using System.Diagnostics;
using System.Text;
using Shopstream.Host;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Modules.Stores;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Host;

/// <summary>A process that is killed again and again while it imports leaves the same results as one that is not.</summary>
[TestFixture]
internal sealed class KilledImportTests
{
    private const int Kills = 20;
    private const int Sessions = 60_000;
    private const int RowsPerSecond = 2_500;
    private static readonly long FromMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long ToMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    [Test, CancelAfter(420_000)]
    public async Task Import_KilledTwentyTimes_EqualsAnUndisturbedRun(CancellationToken cancel)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        TestContext.Out.WriteLine($"seed of the kill times: {seed}");
        using var directory = new TempDirectory();
        var source = directory.File("sessions.jsonl");
        await using (var file = File.Create(source))
        {
            foreach (var session in new ShopSimulator(new SimulatorOptions { Users = 5_000, Span = TimeSpan.FromDays(2) }).Generate(Sessions)) ShopSimulator.Write(file, session);
        }

        var disturbed = directory.File("disturbed");
        var killedWhileRunning = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = Start(source, disturbed, "--rate", $"{RowsPerSecond}");
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(900, 2_200)));
            try
            {
                await process.WaitForExitAsync(stop.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                killedWhileRunning++;
                await process.WaitForExitAsync(cancel);
            }
        }

        await FinishAsync(source, disturbed, cancel);
        var calm = directory.File("calm");
        await FinishAsync(source, calm, cancel);

        TestContext.Out.WriteLine($"killed while running: {killedWhileRunning} of {Kills}");
        killedWhileRunning.ShouldBeGreaterThanOrEqualTo(Kills / 2, $"too few kills hit the import, seed {seed}");
        Differences(await WindowsAsync(disturbed, cancel), await WindowsAsync(calm, cancel)).ShouldBeEmpty($"windows, seed {seed}");
        Differences(await IndexDocumentsAsync(disturbed, cancel), await IndexDocumentsAsync(calm, cancel)).ShouldBeEmpty($"index documents, seed {seed}");
        Differences(await ArchiveAsync(disturbed, cancel), await ArchiveAsync(calm, cancel)).ShouldBeEmpty($"archive, seed {seed}");
    }

    private static List<string> Differences(Dictionary<string, string> found, Dictionary<string, string> expected) =>
    [
        .. found.Where(f => expected.GetValueOrDefault(f.Key) != f.Value).Select(f => $"{f.Key}: found {f.Value}, expected {expected.GetValueOrDefault(f.Key, "nothing")}").Take(20),
        .. expected.Where(e => !found.ContainsKey(e.Key)).Select(e => $"{e.Key}: found nothing, expected {e.Value}").Take(20),
    ];

    private static Process Start(string source, string data, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])
            [
                typeof(ShopstreamHost).Assembly.Location, "import", "sessions", source, .. more, $"--Data:Path={data}",
                "--Archive:IdentityKey=a key for this test only", "--Streaming:CheckpointInterval=00:00:00.300", "--Streaming:EmitInterval=00:00:00.100",
                "--Logging:LogLevel:Default=Error",
            ])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static async Task FinishAsync(string source, string data, CancellationToken cancel)
    {
        using var process = Start(source, data);
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        process.ExitCode.ShouldBe(0, await output + await errors);
    }

    private static async Task<Dictionary<string, string>> WindowsAsync(string data, CancellationToken cancel)
    {
        await using var index = PipelineRunner.OpenIndex(data);
        await PipelineRunner.EnsureIndicesAsync(index, cancel);
        var rows = new Dictionary<string, string>();
        foreach (var definition in AnalyticsIndices.Windows)
        {
            foreach (var window in AnalyticsIndices.WindowSizes.Keys)
            {
                var query = new WindowQuery(definition.Name, window, FromMs, ToMs) { GroupBy = WindowGrouping.WindowAndKey };
                foreach (var row in await index.QueryWindowsAsync(query, cancel))
                    rows[$"{definition.Name} {window} {row.StartMs} {row.Key}"] = $"{string.Join(',', row.Attributes)} {string.Join(',', row.Measures)}";
                foreach (var sketch in await index.SketchesAsync(query, cancel))
                    rows[$"{definition.Name} {window} {sketch.StartMs} {sketch.Partition} sketch"] = Convert.ToHexString(sketch.Sketch.Span);
            }
        }

        rows.Count.ShouldBeGreaterThan(Sessions);
        return rows;
    }

    private static async Task<Dictionary<string, string>> IndexDocumentsAsync(string data, CancellationToken cancel)
    {
        await using var index = PipelineRunner.OpenIndex(data);
        await PipelineRunner.EnsureIndicesAsync(index, cancel);
        var documents = new Dictionary<string, string>();
        foreach (var name in (string[])[AnalyticsIndices.SessionSummary.Name, AnalyticsIndices.ProductReviews.Name])
        {
            await foreach (var document in index.SearchAsync(name, DocumentQuery.All, cancel))
                documents[$"{name} {document.Id}"] = Encoding.UTF8.GetString(document.Body.Span);
        }

        return documents;
    }

    private static async Task<Dictionary<string, string>> ArchiveAsync(string data, CancellationToken cancel)
    {
        await using var store = PipelineRunner.OpenDocuments(data);
        await store.EnsureCollectionAsync(ArchiveCollections.Sessions, cancel);
        var documents = new Dictionary<string, string>();
        await foreach (var document in store.FindAsync(ArchiveCollections.Sessions.Name, DocumentQuery.All, cancel))
            documents[document.Id] = Encoding.UTF8.GetString(document.Body.Span);
        documents.Count.ShouldBeGreaterThan(Sessions * 8 / 10);
        return documents;
    }
}
