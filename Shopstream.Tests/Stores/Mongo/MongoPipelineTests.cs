using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shopstream.Host;
using Shopstream.Host.Commands;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Ingest;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Mongo;
using Shopstream.Modules.Streaming.Runtime;
using Shopstream.Tests.Support;
using Shopstream.Tests.Support.Mongo;

namespace Shopstream.Tests.Stores.Mongo;

/// <summary>The whole pipeline with its documents and checkpoints in MongoDB that goes away and comes back.</summary>
[TestFixture, CancelAfter(180_000)]
internal sealed class MongoPipelineTests
{
    private const int Sessions = 4_000;

    [OneTimeSetUp]
    public void RequireLibrary() => MongoStores.RequireLibrary();

    [Test]
    public async Task Import_ServerAwayAndBackAgain_StoresEverySessionOnce(CancellationToken token)
    {
        using var directory = new TempDirectory();
        var source = directory.File("sessions.jsonl");
        await using (var file = File.Create(source))
        {
            foreach (var session in new ShopSimulator(new SimulatorOptions { Users = 500, Span = TimeSpan.FromDays(2) }).Generate(Sessions)) ShopSimulator.Write(file, session);
        }

        await PipelineRunner.ImportAsync("sessions", source, directory.File("calm"), token);
        await using var server = MongoServer.Start();
        string[] settings =
        [
            "--Documents:Provider=Mongo", $"--Documents:Mongo:ConnectionString={server.ConnectionString}", "--Documents:Mongo:OperationTimeout=00:00:02",
            "--Documents:Mongo:RetryFor=00:00:01", "--Streaming:CheckpointInterval=00:00:00.200", "--Streaming:EmitInterval=00:00:00.100", "--Streaming:RestartDelay=00:00:00.200",
            "--Logging:LogLevel:Default=None", "--Archive:HashIdentities=false",
        ];
        using var host = ShopstreamHost.CreateWorker([$"--Data:Path={directory.File("data")}", .. settings]);
        await host.StartAsync(token);
        var request = await ImportRequest.ForFileAsync(ImportFormats.Find("sessions"), source, token);
        var importing = ImportAsync(host.Services.GetRequiredService<ImportService>(), request with { Rate = 2_000 }, token);
        var jobs = host.Services.GetRequiredService<StreamJobs>();

        // Outages longer than a call is tried again, with answers lost before.
        foreach (var after in (int[])[500, 2_000])
        {
            await Eventually.BecomesTrueAsync(() => Archived(server) >= after, $"{after} sessions are archived");
            server.Inject(new MongoFault("update") { CutsReply = true, Times = 2 });
            server.Inject(new MongoFault("update") { WriteError = (0, 11000), Times = 2 });
            await Eventually.BecomesTrueAsync(() => !server.HasFaultsLeft, "answers are lost");
            await server.StopAsync();
            await Eventually.BecomesTrueAsync(() => jobs.Jobs.Any(j => j.Progress.Failure is not null), "a job gives up and starts again");
            await server.RestartAsync();
        }

        await importing;
        await FeedCommand.DrainAsync(host, token);
        await host.StopAsync(token);

        server.Breaches.ShouldBeEmpty();
        await using var calm = PipelineRunner.OpenDocuments(directory.File("calm"));
        var options = MongoStores.Options(server.ConnectionString);
        options.Database = "shopstream";
        await using var store = MongoStores.Open(options);
        (await AllAsync(store, token)).ShouldBe(await AllAsync(calm, token));
    }

    // Progress of an import is kept in the same store: it fails with it, and goes on where it was.
    private static async Task ImportAsync(ImportService service, ImportRequest request, CancellationToken token)
    {
        while (true)
        {
            try
            {
                await service.RunAsync(request, token);
                return;
            }
            catch (MongoStoreException)
            {
                token.ThrowIfCancellationRequested();
            }
        }
    }

    private static int Archived(MongoServer server) => server.Data.Collection("shopstream", "sessions").Find([]).Count;

    private static async Task<List<string>> AllAsync(IDocumentStore store, CancellationToken token)
    {
        await store.EnsureCollectionAsync(ArchiveCollections.Sessions, token);
        var all = new List<string>();
        await foreach (var document in store.FindAsync(ArchiveCollections.Sessions.Name, DocumentQuery.All, token))
        {
            var body = JsonNode.Parse(document.Body.Span)!.AsObject();
            foreach (var name in (string[])["name", "email", "ipAddress"]) body.Remove(name);
            all.Add($"{document.Id} {body.ToJsonString()}");
        }

        all.Sort(StringComparer.Ordinal);
        return all;
    }
}
