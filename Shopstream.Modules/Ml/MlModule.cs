using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml.Drift;
using Shopstream.Modules.Ml.Endpoints;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Sentiment;

namespace Shopstream.Modules.Ml;

/// <summary>Models: their versions, the jobs that train and watch them, and <c>/models</c>.</summary>
public static class MlModule
{
    /// <summary>Adds stores and jobs.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        ModelServices.Add(services);
        services.AddSingleton<MlMetrics>();
        services.AddSingleton<ServedModels>();
        services.AddSingleton<DriftStore>();
        services.AddSingleton<IBatchJob, DriftJob>();
        services.AddSingleton<IBatchJob, SentimentJob>();
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, MlJsonContext.Default));
    }

    /// <summary>Maps <c>/models</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) => ModelEndpoints.Map(endpoints);
}
