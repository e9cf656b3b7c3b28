using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Ingest.Collecting;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Modules.Ingest;

/// <summary>Takes in what visitors do: over HTTP, from files, from the simulated shop.</summary>
public static class IngestModule
{
    /// <summary>Adds the intake.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<IngestOptions>, IngestOptionsValidator>();
        builder.Services.AddOptions<IngestOptions>().BindConfiguration("Ingest", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        RegisterPublisher(builder.Services);
        builder.Services.AddSingleton<Collector>();
        builder.Services.AddSingleton<RejectedReplay>();
        builder.Services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, RejectedAnswersJsonContext.Default));
        builder.Services.AddSingleton<ImportService>();
        builder.Services.AddHostedService<IntakeTopics>();
    }

    /// <summary>Adds the simulated shop.</summary>
    public static void RegisterSimulator(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<SimulatorOptions>, SimulatorOptionsValidator>();
        builder.Services.AddSingleton<IValidateOptions<SimulatorOptions>, SimulatorOptionsRules>();
        builder.Services.AddOptions<SimulatorOptions>().BindConfiguration("Simulator", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        RegisterPublisher(builder.Services);
        builder.Services.AddHostedService<SimulatorService>();
    }

    /// <summary>Maps <c>/collect</c>, <c>/feedback</c> and <c>/rejected</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        CollectEndpoints.Map(endpoints);
        RejectedEndpoints.Map(endpoints);
    }

    /// <summary>What intake and simulated shop share; either can be on without the other.</summary>
    private static void RegisterPublisher(IServiceCollection services)
    {
        services.TryAddSingleton<IngestMetrics>();
        services.TryAddSingleton<EventPublisher>();
    }

    /// <summary>Creates the topics before the first request.</summary>
    private sealed class IntakeTopics(EventPublisher publisher) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => publisher.PrepareAsync(cancellationToken).AsTask();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
