using System.Text.Json;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Drift;

/// <summary>The latest drift report of each model, in collection <c>model_drift</c>.</summary>
public sealed class DriftStore
{
    private static readonly CollectionDefinition Collection = new("model_drift", [new("measuredMs", IsInteger: true)], []);
    private readonly IDocumentStore _documents;
    private volatile bool _isPrepared;

    /// <summary>The reports of a document store.</summary>
    public DriftStore(IDocumentStore documents) => _documents = documents;

    /// <summary>Keeps a report in place of the model's last one.</summary>
    public async ValueTask WriteAsync(DriftReport report, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        var body = JsonSerializer.SerializeToUtf8Bytes(report, DriftJsonContext.Default.DriftReport);
        await _documents.UpsertAsync(Collection.Name, [new Document(report.Model, body, [report.MeasuredMs])], cancellationToken);
    }

    /// <summary>The latest report of a model; null when there is none.</summary>
    public async ValueTask<DriftReport?> ReadAsync(string model, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        return await _documents.GetAsync(Collection.Name, model, cancellationToken) is { } document
            ? JsonSerializer.Deserialize(document.Body.Span, DriftJsonContext.Default.DriftReport)
            : null;
    }

    private async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (_isPrepared) return;
        await _documents.EnsureCollectionAsync(Collection, cancellationToken);
        _isPrepared = true;
    }
}
