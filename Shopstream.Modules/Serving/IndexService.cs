using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Serving;

/// <summary>Creates the indices that are read here before the first request, so that they exist when nothing was analysed yet.</summary>
internal sealed class IndexService(ISearchIndex index, IOptions<ServingOptions> options, ILogger<IndexService> logger) : IHostedService
{
    private const int HardToGuess = 16;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.HasApiKey && options.Value.ApiKey!.Length < HardToGuess)
            ServingLog.ShortKey(logger, options.Value.ApiKey.Length, HardToGuess);
        foreach (var definition in AnalyticsIndices.Windows) await index.EnsureWindowIndexAsync(definition, cancellationToken);
        await index.EnsureDocumentIndexAsync(AnalyticsIndices.SessionSummary, cancellationToken);
        await index.EnsureDocumentIndexAsync(AnalyticsIndices.ProductReviews, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
