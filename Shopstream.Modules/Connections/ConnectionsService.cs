using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Connections;

/// <summary>Probes every connection again and again, so that an outage shows even where nothing is written.</summary>
internal sealed class ConnectionsService(ConnectionRegistry registry, IOptions<ConnectionsOptions> options, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ProbeInterval, time);
        try
        {
            do await Task.WhenAll(registry.All.Select(c => ProbeAsync(c, stoppingToken)));
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task ProbeAsync(Connection connection, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Value.ProbeTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await Task.Run(async () => await connection.Probe(both.Token), both.Token).WaitAsync(both.Token);
            connection.Succeeded();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            connection.Failed($"no answer within {options.Value.ProbeTimeout.TotalSeconds:0.#} s");
        }
        catch (Exception e)
        {
            connection.Failed(e.Message);
        }
    }
}
