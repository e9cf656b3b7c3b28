using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest;
using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>Publishes sessions at a steady rate and watches when <c>/analytics/overview</c> counts them.</summary>
internal static class FreshnessProbe
{
    /// <summary>Sessions a second.</summary>
    public const int Rate = 2_000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>The 99th percentile, in seconds, of the time from accepted (durable on the bus) to visible, on a host of its own.</summary>
    public static async Task<double> MeasureAsync(string data, CancellationToken cancellationToken)
    {
        await using var app = ShopstreamHost.CreateWeb(
            [$"--Data:Path={data}", "--Modules:Simulator=false", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning"]);
        await app.StartAsync(cancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        var freshness = await WatchAsync(client, app.Services.GetRequiredService<EventPublisher>(), Rate, WarmUp, Watched, cancellationToken);
        await app.StopAsync(cancellationToken);
        return freshness.P99Seconds;
    }

    /// <summary>Publishes at a rate and watches the overview of a host.</summary>
    public static async Task<Freshness> WatchAsync(
        HttpClient client, EventPublisher publisher, double rate, TimeSpan warmUp, TimeSpan watched, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var accepted = new List<long>();
        var feeding = Task.Run(() => FeedAsync(publisher, accepted, rate, stop.Token), cancellationToken);
        var latencies = new List<double>();
        var clock = Stopwatch.StartNew();
        long visible = 0;
        while (clock.Elapsed < warmUp + watched)
        {
            await Task.Delay(Step, cancellationToken);
            var count = await VisibleAsync(client, cancellationToken);
            var now = Stopwatch.GetTimestamp();
            lock (accepted)
            {
                for (; visible < count; visible++)
                    if (clock.Elapsed > warmUp) latencies.Add(Stopwatch.GetElapsedTime(accepted[(int)visible], now).TotalSeconds);
            }
        }

        long waiting;
        lock (accepted) waiting = accepted.Count - visible;
        await stop.CancelAsync();
        await feeding;
        latencies.Sort();
        return new(latencies.Count / watched.TotalSeconds, latencies.Count == 0 ? double.PositiveInfinity : latencies[(int)(latencies.Count * 0.99)], waiting);
    }

    private static async Task<long> VisibleAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync("/analytics/overview?window=1h", cancellationToken));
        return answer.RootElement.GetProperty("totals").GetProperty("sessions").GetInt64();
    }

    private static async Task FeedAsync(EventPublisher publisher, List<long> accepted, double rate, CancellationToken cancellationToken)
    {
        var shop = new ShopSimulator(new SimulatorOptions
        {
            DuplicateShare = 0, UnknownDeviceShare = 0, UnknownReferrerShare = 0, LateShare = 0, ShuffleShare = 0,
        });
        using var timer = new PeriodicTimer(Step);
        var due = 0.0;
        var last = Stopwatch.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            due += Stopwatch.GetElapsedTime(last).TotalSeconds * rate;
            last = Stopwatch.GetTimestamp();
            var records = new List<OutgoingRecord>();
            for (; due >= 1; due--)
            {
                var session = shop.Next(TimeProvider.System.GetUtcNow());
                records.Add(EventPublisher.Record(session, SimulatorService.Json(session)));
            }

            await publisher.PublishAsync(Topics.UserSessionInfo, records, Topics.RejectedSessions, [], "bench", CancellationToken.None);
            var now = Stopwatch.GetTimestamp();
            lock (accepted)
                for (var i = 0; i < records.Count; i++) accepted.Add(now);
        }
    }
}

/// <summary>What was seen of a steady stream.</summary>
/// <param name="PerSecond">Sessions that became visible, a second.</param>
/// <param name="P99Seconds">99th percentile of the time from accepted to visible; infinite when nothing became visible.</param>
/// <param name="Waiting">Sessions accepted and not yet visible at the end.</param>
internal sealed record Freshness(double PerSecond, double P99Seconds, long Waiting);
