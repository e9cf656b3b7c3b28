using System.Buffers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Modules.Ingest;

/// <summary>The simulated shop, live: sessions at the set rate, stamped with the time at which they come.</summary>
internal sealed class SimulatorService(
    EventPublisher publisher, IOptions<SimulatorOptions> options, TimeProvider time, ILogger<SimulatorService> logger) : BackgroundService
{
    private const string Source = "simulator";
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await publisher.PrepareAsync(stoppingToken);
        var shop = new ShopSimulator(options.Value);
        using var timer = new PeriodicTimer(Step, time);
        var due = 0.0;
        var last = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            var now = time.GetUtcNow();
            due += shop.RateAt(now) * time.GetElapsedTime(last).TotalSeconds;
            last = time.GetTimestamp();
            var records = new List<OutgoingRecord>((int)due + 1);
            for (; due >= 1; due--) records.Add(Record(shop.Next(now)));
            await PublishAsync(records, stoppingToken);
        }
    }

    private async ValueTask PublishAsync(List<OutgoingRecord> records, CancellationToken stoppingToken)
    {
        if (records.Count == 0) return;
        try
        {
            await publisher.PublishAsync(Topics.UserSessionInfo, records, Topics.RejectedSessions, [], Source, stoppingToken);
        }
        catch (IOException e)
        {
            // A full disk ends neither the shop nor the host: these visitors are lost, later ones may come through.
            IngestLog.SimulatorCannotPublish(logger, records.Count, RetryDelay, e.Message);
            await Task.Delay(RetryDelay, time, stoppingToken);
        }
    }

    /// <summary>A session as the bus carries it.</summary>
    internal static ReadOnlyMemory<byte> Json(ShopSession session)
    {
        var json = new ArrayBufferWriter<byte>(2_048);
        ShopSimulator.Write(json, session);
        return json.WrittenMemory[..^1];
    }

    private static OutgoingRecord Record(ShopSession session) => EventPublisher.Record(session, Json(session));
}
