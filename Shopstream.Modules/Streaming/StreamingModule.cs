using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.Streaming;

/// <summary>Registers the stream engine; modules add their <see cref="StreamJobDefinition"/>s.</summary>
public static class StreamingModule
{
    /// <summary>Adds the engine.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<StreamingOptions>, StreamingOptionsValidator>();
        builder.Services.AddOptions<StreamingOptions>()
            .BindConfiguration("Streaming", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<StreamingMetrics>();
        builder.Services.AddSingleton<CheckpointStore>();
        builder.Services.AddSingleton<StreamJobs>();
        builder.Services.AddHealthChecks().AddCheck<StreamJobsCheck>("stream-jobs", tags: ["ready"]);
        builder.Services.AddHostedService(services => services.GetRequiredService<StreamJobs>());
    }
}
