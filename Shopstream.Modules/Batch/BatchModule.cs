using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Batch;

/// <summary>Runs the other modules' jobs by a schedule and over HTTP: <c>/jobs</c>.</summary>
public static class BatchModule
{
    /// <summary>Adds the schedule.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IValidateOptions<BatchOptions>, BatchOptionsRules>();
        services.AddOptions<BatchOptions>().BindConfiguration("Batch", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<JobSchedules>();
        services.AddSingleton<JobDescriptions>();
        services.AddHostedService<BatchService>();
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BatchJsonContext.Default));
    }

    /// <summary>Maps <c>/jobs</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) => JobEndpoints.Map(endpoints);
}
