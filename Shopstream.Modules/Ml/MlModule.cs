using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Ml.Drift;
using Shopstream.Modules.Ml.Endpoints;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Purchase;
using Shopstream.Modules.Ml.Sentiment;

namespace Shopstream.Modules.Ml;

/// <summary>Models: their versions, the jobs that train and watch them, and <c>/models</c>; segments of customers and similar users.</summary>
public static class MlModule
{
    /// <summary>Adds stores and jobs.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        CustomersModule.Register(builder);
        var services = builder.Services;
        ModelServices.Add(services);
        services.AddSingleton<MlMetrics>();
        services.AddSingleton<ServedModels>();
        services.AddSingleton<DriftStore>();
        services.AddSingleton<IBatchJob, DriftJob>();
        services.AddSingleton<IModelFamily, PurchaseFamily>();
        services.AddSingleton<IBatchJob, PurchaseJob>();
        services.AddSingleton<IBatchJob, SentimentJob>();
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, MlJsonContext.Default));
    }

    /// <summary>Maps <c>/models</c>, <c>/segments</c>, <c>/users/{id}/segment</c> and <c>/users/{id}/similar</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        ModelEndpoints.Map(endpoints);
        CustomersModule.Map(endpoints);
    }
}
