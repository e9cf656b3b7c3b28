using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Recommendations.Catalogue;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Forgetting;

namespace Shopstream.Modules.Recommendations.Profiles;

/// <summary>What the processors of all partitions share.</summary>
internal sealed class ProfileServices(
    VisitorProfiles profiles, ProductCatalogue catalogue, LivePopularity popularity, PurchaseSuggestions suggestions, IDocumentStore documents, IEventBus bus,
    ForgottenUsers forgotten, IOptions<RecommendationsOptions> options, RecommendationsMetrics metrics, TimeProvider time)
{
    public VisitorProfiles Profiles => profiles;

    public ProductCatalogue Catalogue => catalogue;

    public LivePopularity Popularity => popularity;

    public PurchaseSuggestions Suggestions => suggestions;

    public IDocumentStore Documents => documents;

    public IEventBus Bus => bus;

    public ForgottenUsers Forgotten => forgotten;

    public PreferenceOptions Preferences => options.Value.Preferences;

    public RecommendationsMetrics Metrics => metrics;

    public TimeProvider Time => time;
}
