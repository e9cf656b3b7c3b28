using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Ml.Models;

/// <summary>The models of this host: their families, and their current versions in memory.</summary>
public sealed class ServedModels : IDisposable
{
    private readonly SortedDictionary<string, (IModelFamily Family, ModelWatch<IServedModel> Watch)> _models = new(StringComparer.Ordinal);

    /// <summary>Watches the models of all families.</summary>
    public ServedModels(IEnumerable<IModelFamily> families, ModelStore store, IOptions<MlOptions> options, TimeProvider time, ILogger<ServedModels> logger)
    {
        foreach (var family in families) _models.Add(family.Name, (family, new ModelWatch<IServedModel>(family.Name, store, family.Load, options, time, logger)));
    }

    /// <summary>The families, by name.</summary>
    public IEnumerable<IModelFamily> Families => _models.Values.Select(m => m.Family);

    /// <summary>The family of a name; null when there is none.</summary>
    public IModelFamily? Family(string name) => _models.TryGetValue(name, out var model) ? model.Family : null;

    /// <summary>The current version of a model; null when there is no such family, or no current version.</summary>
    public ValueTask<LoadedModel<IServedModel>?> CurrentAsync(string name, CancellationToken cancellationToken) =>
        _models.TryGetValue(name, out var model) ? model.Watch.GetAsync(cancellationToken) : ValueTask.FromResult<LoadedModel<IServedModel>?>(null);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, watch) in _models.Values) watch.Dispose();
    }
}
