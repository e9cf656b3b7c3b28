using Shopstream.Modules.Experiments.Definitions;
using Shopstream.Modules.Experiments.Feedback;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Experiments;

/// <summary>Creates the module's collections at their first use, so that the host starts while the store is away. Thread-safe.</summary>
internal sealed class ExperimentCollectionsReady(IDocumentStore documents)
{
    private volatile bool _areReady;

    /// <summary>Completes once they are there.</summary>
    public async ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        if (_areReady) return;
        await documents.EnsureCollectionAsync(ExperimentCollections.Experiments, cancellationToken);
        await documents.EnsureCollectionAsync(ExperimentStore.Claims, cancellationToken);
        foreach (var collection in FeedbackCollections.All) await documents.EnsureCollectionAsync(collection, cancellationToken);
        _areReady = true;
    }
}
