using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Events;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Recommendations.Catalogue;
using Shopstream.Modules.Recommendations.Endpoints;
using Shopstream.Modules.Recommendations.Gorse;
using Shopstream.Modules.Recommendations.Profiles;
using Shopstream.Modules.Recommendations.Training;
using Shopstream.Modules.Recommendations.Trending;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Modules.Stores.Forgetting;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.Recommendations;

/// <summary>Recommends products: profiles that follow every click, the job that trains, and the answers.</summary>
public static class RecommendationsModule
{
    /// <summary>Name of the stream job and its consumer group.</summary>
    public const string Group = "recommendations";

    /// <summary>Adds profiles, training and answers.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IValidateOptions<RecommendationsOptions>, RecommendationsOptionsValidator>();
        services.AddOptions<RecommendationsOptions>().BindConfiguration("Recommendations", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        ModelServices.Add(services);
        services.AddSingleton<RecommendationsMetrics>();
        services.AddSingleton<ProductCatalogue>();
        services.AddSingleton<MerchantRules>();
        services.AddSingleton<VisitorProfiles>();
        services.AddSingleton<ProfileServices>();
        services.AddSingleton<LivePopularity>();
        services.AddSingleton<PurchaseSuggestions>();
        services.AddSingleton<RecommendationEngine>();
        services.AddSingleton<RecommendationService>();
        services.AddSingleton<ServedPages>();
        services.AddSingleton<ShopViews>();
        services.AddHostedService(provider => provider.GetRequiredService<ShopViews>());
        services.AddSingleton<ServedLog>();
        services.AddHostedService(provider => provider.GetRequiredService<ServedLog>());
        services.AddSingleton<IBatchJob, RecommenderJob>();
        services.AddSingleton<IBatchJob, RankerJob>();
        RunningExperiments.Add(services);
        services.AddHostedService<FirstTraining>();
        if (builder.Configuration.GetValue("Recommendations:Profiles", defaultValue: true)) services.AddSingleton(Job);
        services.AddSingleton<IUserData, ProfileUserData>();
        TrendingServices.Add(services);
        GorseServices.Add(services);
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, RecommendationsJsonContext.Default));
    }

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        RecommendationEndpoints.Map(endpoints);
        CatalogueEndpoints.Map(endpoints);
        VisitorEndpoints.Map(endpoints);
        TrendingServices.Map(endpoints);
        GorseServices.Map(endpoints);
    }

    private static StreamJobDefinition Job(IServiceProvider services)
    {
        var shared = services.GetRequiredService<ProfileServices>();
        var views = services.GetRequiredService<ShopViews>();
        return new StreamJobDefinition(Group, VisitorProfiles.SourceTopics, source => new ProfileProcessor(source, shared))
        {
            OutputTopics = [Topics.RealTimeRecommendations, Topics.ServedRecommendations],
            PrepareAsync = async cancellationToken =>
            {
                await views.PrepareAsync(cancellationToken);
                await shared.Documents.EnsureCollectionAsync(SpeedLayer.Collection, cancellationToken);

                // What is known of products has to be there before events tell it again.
                await views.RefreshAsync(cancellationToken);
            },
        };
    }
}
