using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Ml.Models;

/// <summary>A version in memory, ready for use.</summary>
/// <typeparam name="T">What its bytes became.</typeparam>
/// <param name="Stored">The version.</param>
/// <param name="Model">What its bytes became.</param>
public sealed record LoadedModel<T>(StoredModel Stored, T Model)
    where T : class;

/// <summary>
/// The current version of a model, kept in memory; asks the store for a newer one at most every <see cref="MlOptions.PollInterval"/>.
/// While the store cannot be read, the version in memory goes on. Thread-safe.
/// </summary>
/// <typeparam name="T">What the bytes of the model become.</typeparam>
public sealed class ModelWatch<T> : IDisposable
    where T : class
{
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private readonly ModelStore _store;
    private readonly Func<ModelVersion, byte[], T> _load;
    private readonly IOptions<MlOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile LoadedModel<T>? _current;
    private long _askedAt;
    private bool _hasAsked;

    /// <summary>Watches a model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="store">Where its versions are.</param>
    /// <param name="load">Makes a model of its bytes.</param>
    /// <param name="options">How often to ask.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of new versions and of failures.</param>
    public ModelWatch(string name, ModelStore store, Func<ModelVersion, byte[], T> load, IOptions<MlOptions> options, TimeProvider time, ILogger logger) =>
        (Name, _store, _load, _options, _time, _logger) = (name, store, load, options, time, logger);

    /// <summary>Name of the model.</summary>
    public string Name { get; }

    /// <summary>The current version; null while there is none.</summary>
    /// <exception cref="IOException">No version is in memory yet, and the store cannot be read.</exception>
    /// <exception cref="ModelDamagedException">No version is in memory yet, and the current one is damaged.</exception>
    public async ValueTask<LoadedModel<T>?> GetAsync(CancellationToken cancellationToken)
    {
        if (IsFresh()) return _current;

        // One asks, the others go on with what there is, if there is something.
        if (!await _refreshing.WaitAsync(_current is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancellationToken)) return _current;
        try
        {
            if (IsFresh()) return _current;
            await RefreshAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (_current is not null)
        {
            ModelsLog.RefreshFailed(_logger, e, Name, _current.Stored.Version.Number);
            Asked();
        }
        finally
        {
            _refreshing.Release();
        }

        return _current;
    }

    /// <inheritdoc/>
    public void Dispose() => _refreshing.Dispose();

    private bool IsFresh() => Volatile.Read(ref _hasAsked) && _time.GetElapsedTime(Volatile.Read(ref _askedAt)) < _options.Value.PollInterval;

    private void Asked()
    {
        Volatile.Write(ref _askedAt, _time.GetTimestamp());
        Volatile.Write(ref _hasAsked, true);
    }

    private async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var number = await _store.CurrentNumberAsync(Name, cancellationToken);
        if (number != _current?.Stored.Version.Number)
        {
            var stored = number is null ? null : await _store.CurrentAsync(Name, cancellationToken);
            _current = stored is null ? null : new LoadedModel<T>(stored, _load(stored.Version, await _store.ReadModelAsync(stored.Version, cancellationToken)));
            if (stored is not null) ModelsLog.Loaded(_logger, Name, stored.Version.Number, stored.Version.Kind);
        }

        Asked();
    }
}
