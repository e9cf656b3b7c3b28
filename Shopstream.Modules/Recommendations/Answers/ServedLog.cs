using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>
/// Puts answers on topic <c>served_recommendations</c>, in batches beside the requests. An answer never waits for it: under load first
/// the features of its products are left out, then, when the bus cannot keep up, whole answers, which are counted.
/// </summary>
internal sealed class ServedLog(IEventBus bus, IOptions<RecommendationsOptions> options, RecommendationsMetrics metrics, ILogger<ServedLog> logger) : BackgroundService
{
    private const int Capacity = 50_000;
    private const int Batch = 1_000;
    private const int Relaxed = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly Channel<OutgoingRecord> _pending = Channel.CreateBounded<OutgoingRecord>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>Whether there is time to log what the ranker knew, too: under load that is left out first.</summary>
    public bool IsRelaxed => _pending.Reader.Count < Relaxed;

    /// <summary>Takes an answer.</summary>
    public void Add(ServedRecommendations served)
    {
        if (options.Value.LogServed && !_pending.Writer.TryWrite(RecordOf(served))) metrics.Unlogged(1);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.LogServed) return;
        var batch = new List<OutgoingRecord>(Batch);
        var isPrepared = false;
        try
        {
            while (await _pending.Reader.WaitToReadAsync(stoppingToken))
            {
                // A few together cost little more than one.
                await Task.Delay(Pause, stoppingToken);
                isPrepared = await WriteAsync(batch, isPrepared, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await WriteAsync(batch, isPrepared, CancellationToken.None);
        }
    }

    private async Task<bool> WriteAsync(List<OutgoingRecord> batch, bool isPrepared, CancellationToken cancellationToken)
    {
        while (true)
        {
            batch.Clear();
            while (batch.Count < Batch && _pending.Reader.TryRead(out var served)) batch.Add(served);
            if (batch.Count == 0) return isPrepared;
            try
            {
                if (!isPrepared) await bus.EnsureTopicAsync(Topics.ServedRecommendations, cancellationToken);
                isPrepared = true;
                await bus.PublishAsync(Topics.ServedRecommendations, batch, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                metrics.Unlogged(batch.Count);
                RecommendationsLog.ServedLost(logger, e, batch.Count);
            }
        }
    }

    private static OutgoingRecord RecordOf(ServedRecommendations served) => new()
    {
        Key = served.UserId,
        Value = JsonSerializer.SerializeToUtf8Bytes(served, EventsJsonContext.Default.ServedRecommendations),
        TimestampMs = served.ServedAt.ToUnixTimeMilliseconds(),
    };
}
