using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Jobs;

namespace Shopstream.Modules.Recommendations.Trending;

/// <summary>The batch layer's part of the module: job <c>trending</c>, its results, and <c>GET /trending</c>.</summary>
public static class TrendingServices
{
    /// <summary>Adds job, stores and the watch on the last result. Needs an <see cref="Stores.IDocumentStore"/> and a clock among the services.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<TrendingOptions>, TrendingOptionsValidator>();
        services.AddSingleton<IValidateOptions<TrendingOptions>, TrendingOptionsRules>();
        services.AddOptions<TrendingOptions>().BindConfiguration("Trending", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<TrendingStore>();
        services.AddSingleton<TrendingReader>();
        services.AddSingleton<TrendingWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<TrendingWatch>());
        services.AddSingleton<IBatchJob, TrendingJob>();
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, TrendingAnswersJsonContext.Default));
    }

    /// <summary>Maps <c>GET /trending</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) => TrendingEndpoints.Map(endpoints);
}
