using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Stores;
using Shopstream.Tests.Batch;

namespace Shopstream.Tests.Ml.Purchase;

/// <summary>A host with the models module, and an archive of simulated sessions.</summary>
internal static class PurchaseShop
{
    public static async Task<JobShop> StartAsync(int sessions, long seed, CancellationToken cancel, Dictionary<string, string?>? settings = null)
    {
        var shop = await JobShop.StartAsync(settings ?? new() { ["Ml:PollInterval"] = "00:00:00.010" }, builder => MlModule.Register(builder), MlModule.Map);
        var documents = shop.Services.GetRequiredService<IDocumentStore>();
        await documents.EnsureCollectionAsync(ArchiveCollections.Sessions, cancel);
        await documents.UpsertAsync(ArchiveCollections.Sessions.Name, Sessions(sessions, seed), cancel);
        return shop;
    }

    /// <summary>Simulated sessions as the archive keeps them, spread over the eight days before now.</summary>
    public static List<Document> Sessions(int count, long seed)
    {
        var valid = new ShopSimulator(new SimulatorOptions { Seed = seed }).Generate(count).DistinctBy(s => s.SessionId)
            .Where(s => s.Referrer != "unknown" && s.DeviceInformation?.DeviceType != "unknown").ToList();
        var (first, last) = (valid.Min(s => s.EventTimeMs), valid.Max(s => s.EventTimeMs));
        var end = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 1000;
        var span = (long)TimeSpan.FromDays(8).TotalMilliseconds;
        return valid.ConvertAll(s => Document(s, end - span + (long)((double)(s.EventTimeMs - first) / Math.Max(1, last - first) * span)));
    }

    public static async Task<JobRecord> TrainAsync(JobShop shop, CancellationToken cancel, params (string Name, string Value)[] parameters)
    {
        var run = await shop.Runner.RunAsync("purchase", parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal), JobTrigger.Command, cancel);
        run.State.ShouldBe(JobState.Succeeded, run.Error);
        return run;
    }

    public static ModelStore Models(JobShop shop) => shop.Services.GetRequiredService<ModelStore>();

    private static Document Document(ShopSession session, long startMs)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("userId", session.UserId);
            json.WriteNumber("startMs", startMs);
            json.WritePropertyName("flat");
            FlatView.Write(json, session);
            json.WriteEndObject();
        }

        return new Document(session.SessionId, buffer.WrittenMemory, [session.UserId, startMs]);
    }
}
