using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Forgetting;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary><c>/api</c>: the interface of the gorse recommender, as its documentation describes it.</summary>
internal static class GorseServices
{
    /// <summary>Adds services.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<GorseStore>();
        services.AddSingleton<GorseCatalogue>();
        services.AddSingleton<GorseFeedbackWriter>();
        services.AddSingleton<GorseLatest>();
        services.AddSingleton<GorseRecommendations>();
        services.AddHostedService<GorseDue>();
        services.AddSingleton<IUserData>(p => new CollectionUserData(p.GetRequiredService<IDocumentStore>(), GorseStore.Users, "_id"));
        services.AddSingleton<IUserData>(p => new CollectionUserData(p.GetRequiredService<IDocumentStore>(), GorseStore.Feedback));
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, GorseJsonContext.Default));
    }

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api").WithTags("Gorse").ProducesProblem(StatusCodes.Status400BadRequest);
        GorseUserEndpoints.Map(group);
        GorseItemEndpoints.Map(group);
        GorseFeedbackEndpoints.Map(group);
        GorseRecommendEndpoints.Map(group);
        GorseListEndpoints.Map(group);
        GorseHealthEndpoints.Map(group);
    }
}
