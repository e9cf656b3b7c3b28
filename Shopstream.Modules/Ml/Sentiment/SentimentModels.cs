using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Ml.Models;

namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>A sentiment model with its version.</summary>
/// <param name="Number">Number of the version; 0 for the built-in model.</param>
/// <param name="Model">The model.</param>
public sealed record SentimentVersion(int Number, SentimentModel Model)
{
    /// <summary>The model that comes with the program.</summary>
    public static SentimentVersion BuiltIn { get; } = new(0, SentimentModel.Default);
}

/// <summary>The versions of the sentiment model, as <see cref="ModelStore"/> has them; the built-in one while there are none. Thread-safe.</summary>
public sealed class SentimentModels : IDisposable
{
    /// <summary>Name of the model in the store.</summary>
    public const string Name = "sentiment";

    private readonly ConcurrentDictionary<int, SentimentVersion> _loaded = [];
    private readonly ModelStore _store;
    private readonly ModelWatch<SentimentModel> _watch;
    private readonly ILogger _logger;
    private volatile SentimentVersion _latest = SentimentVersion.BuiltIn;

    /// <summary>Watches the store.</summary>
    public SentimentModels(ModelStore store, IOptions<MlOptions> options, TimeProvider time, ILogger<SentimentModels> logger)
    {
        (_store, _logger) = (store, logger);
        _watch = new ModelWatch<SentimentModel>(Name, store, static (_, bytes) => SentimentModelFile.Read(bytes), options, time, logger);
    }

    /// <summary>
    /// The current version, at most <see cref="MlOptions.PollInterval"/> old. While it cannot be read, the one before goes on.
    /// </summary>
    public async ValueTask<SentimentVersion> CurrentAsync(CancellationToken cancellationToken)
    {
        try
        {
            var loaded = await _watch.GetAsync(cancellationToken);
            var number = loaded?.Stored.Version.Number ?? 0;
            if (number != _latest.Number) _latest = loaded is null ? SentimentVersion.BuiltIn : Keep(new SentimentVersion(number, loaded.Model));
        }
        catch (Exception e) when (e is IOException or ModelDamagedException or FormatException)
        {
            ModelsLog.RefreshFailed(_logger, e, Name, _latest.Number);
        }

        return _latest;
    }

    /// <summary>A version by its number, so that a replay scores as the first time did. One that is no longer kept is replaced by the current one.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async ValueTask<SentimentVersion> GetAsync(int number, CancellationToken cancellationToken)
    {
        if (number == 0) return SentimentVersion.BuiltIn;
        if (_loaded.TryGetValue(number, out var known)) return known;
        try
        {
            if (await _store.GetAsync(Name, number, cancellationToken) is { } stored)
                return Keep(new SentimentVersion(number, SentimentModelFile.Read(await _store.ReadModelAsync(stored.Version, cancellationToken))));
        }
        catch (Exception e) when (e is ModelDamagedException or FormatException)
        {
            ModelsLog.RefreshFailed(_logger, e, Name, _latest.Number);
        }

        return await CurrentAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _watch.Dispose();

    private SentimentVersion Keep(SentimentVersion version) => _loaded.GetOrAdd(version.Number, version);
}
