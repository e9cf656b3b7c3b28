using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Trees;
using Shopstream.Modules.Recommendations.Catalogue;
using Shopstream.Modules.Recommendations.Profiles;
using Shopstream.Modules.Recommendations.Training;
using Shopstream.Modules.Recommendations.Trending;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>Keeps <see cref="Current"/> in step with model, catalogue and rules. While a store is away, the last view goes on.</summary>
internal sealed class ShopViews : BackgroundService
{
    // Indexing what products are may take this share of one core.
    private const double IndexingShare = 0.05;
    private static readonly TimeSpan LeastBetweenIndexing = TimeSpan.FromSeconds(30);

    private readonly IDocumentStore _documents;
    private readonly ProductCatalogue _catalogue;
    private readonly MerchantRules _rules;
    private readonly LivePopularity _popularity;
    private readonly TrendingWatch _trending;
    private readonly ModelWatch<RecommendationModel> _models;
    private readonly ModelWatch<TreeEnsemble> _rankers;
    private readonly RecommendationsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ShopViews> _logger;
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private volatile ShopView _current;
    private LoadedModel<RecommendationModel>? _bound;
    private TrendingResult? _trended;
    private long _indexedRevision = -1;
    private long _indexedAt;
    private TimeSpan _indexingPause = TimeSpan.Zero;
    private bool _isPrepared;

    /// <summary>Starts with nothing.</summary>
    public ShopViews(
        IDocumentStore documents, ProductCatalogue catalogue, MerchantRules rules, LivePopularity popularity, TrendingWatch trending, ModelStore models, IOptions<MlOptions> ml,
        IOptions<RecommendationsOptions> options, TimeProvider time, ILogger<ShopViews> logger)
    {
        (_documents, _catalogue, _rules, _popularity, _trending, _options, _time, _logger) = (documents, catalogue, rules, popularity, trending, options.Value, time, logger);
        _models = new(RecommenderJob.ModelName, models, (_, bytes) => RecommendationModel.Decode(bytes), ml, time, logger);
        _rankers = new(RankerJob.ModelName, models, (_, bytes) => XgboostModel.Load(new MemoryStream(bytes)), ml, time, logger);
        _current = new(catalogue);
    }

    /// <summary>The shop as it is now.</summary>
    public ShopView Current => _current;

    /// <summary>Creates what is stored here when it is not there yet.</summary>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (_isPrepared) return;
        foreach (var collection in (CollectionDefinition[])[ProductCatalogue.Collection, MerchantRules.Collection, VisitorProfiles.Collection])
            await _documents.EnsureCollectionAsync(collection, cancellationToken);
        _isPrepared = true;
    }

    /// <summary>Looks for what has changed, now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            await PrepareAsync(cancellationToken);
            await _rules.RefreshAsync(cancellationToken);
            await _catalogue.RefreshAsync(cancellationToken);
            var loaded = await _models.GetAsync(cancellationToken);
            var trees = await _rankers.GetAsync(cancellationToken);
            var ranker = trees is null || !trees.Model.Features.SequenceEqual(RankingFeatures.Names) ? null
                : _current.Ranker is { } same && ReferenceEquals(same.Trees, trees.Model) ? same : new Ranker(trees.Stored.Version.Number, trees.Model);
            var now = _time.GetUtcNow();
            var model = ReferenceEquals(loaded, _bound) ? _current.Model : loaded is null ? null : new BoundModel(loaded.Stored.Version.Number, loaded.Model, _catalogue);
            var content = IsIndexDue() ? Index() : _current.Content;
            var isSame = ReferenceEquals(model, _current.Model) && ReferenceEquals(content, _current.Content) && _rules.All.SequenceEqual(_current.Rules) && model is not null;
            var trending = _trending.Current;
            isSame &= ReferenceEquals(trending, _trended) && ReferenceEquals(ranker, _current.Ranker);
            (_bound, _trended) = (loaded, trending);
            if (isSame) return;
            _current = new ShopView(_catalogue)
            {
                Model = model,
                Ranker = ranker,
                Content = content,
                Popular = model is null ? _popularity.Top() : [.. model.Popular.Select((n, i) => (n, 1f / (i + 1)))],
                NewProducts = NewProducts(model, now),
                Rules = _rules.All,
                Trending = trending is null ? [] : [.. trending.Findings.Top.Select(p => (_catalogue.NumberOf(p.ProductId), (float)p.Percentage))],
            };
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _models.Dispose();
        _rankers.Dispose();
        _refreshing.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.CatalogueRefresh, _time);
        do
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                RecommendationsLog.RefreshFailed(_logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private bool IsIndexDue() => _catalogue.Revision != _indexedRevision && (_indexedRevision < 0 || _time.GetElapsedTime(_indexedAt) >= _indexingPause);

    private ContentIndex Index()
    {
        var (revision, started) = (_catalogue.Revision, _time.GetTimestamp());
        var index = ContentIndex.Build(_catalogue);
        var took = _time.GetElapsedTime(started);
        (_indexedRevision, _indexedAt) = (revision, _time.GetTimestamp());
        _indexingPause = took / IndexingShare > LeastBetweenIndexing ? took / IndexingShare : _catalogue.Count < 1_000 ? _options.CatalogueRefresh : LeastBetweenIndexing;
        return index;
    }

    private List<int> NewProducts(BoundModel? model, DateTimeOffset now)
    {
        var since = now - _options.NewFor;
        var found = new List<(DateTimeOffset AddedAt, int Number)>();
        for (var number = 0; number < _catalogue.Count; number++)
        {
            if (_catalogue[number] is not { Hidden: false, AddedAt: { } added } || added < since) continue;
            if (model is null || model.ItemOf(number) < 0) found.Add((added, number));
        }

        return [.. found.OrderByDescending(f => f.AddedAt).ThenBy(f => f.Number).Select(f => f.Number)];
    }
}
