using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml.Segments;
using Shopstream.Modules.Ml.Similarity;
using Shopstream.Modules.Stores.Forgetting;

namespace Shopstream.Modules.Ml.Customers;

/// <summary>Segments of customers and similar users: their jobs and their endpoints.</summary>
public static class CustomersModule
{
    /// <summary>Adds the jobs.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IBatchJob, SimilarUsersJob>();
        builder.Services.AddSingleton<IBatchJob, SegmentsJob>();
        builder.Services.AddSingleton<IUserData, CustomerUserData>();
        builder.Services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, SegmentAnswersJsonContext.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, SimilarUsersAnswersJsonContext.Default);
        });
    }

    /// <summary>Maps <c>/segments</c>, <c>/users/{id}/segment</c> and <c>/users/{id}/similar</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        SegmentEndpoints.Map(endpoints);
        SimilarUsersEndpoints.Map(endpoints);
    }
}
