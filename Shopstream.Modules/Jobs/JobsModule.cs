using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Jobs;

/// <summary>Registers what runs batch jobs; modules add their <see cref="IBatchJob"/>s.</summary>
public static class JobsModule
{
    /// <summary>Adds runner and history.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<JobsOptions>, JobsOptionsValidator>();
        builder.Services.AddSingleton<IValidateOptions<JobsOptions>, JobsOptionsRules>();
        builder.Services.AddOptions<JobsOptions>().BindConfiguration("Jobs", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<JobsMetrics>();
        builder.Services.AddSingleton<JobCatalog>();
        builder.Services.AddSingleton<JobHistory>();
        builder.Services.AddSingleton<JobLeases>();
        builder.Services.AddSingleton<JobRunner>();
        builder.Services.AddHostedService<JobsService>();
    }
}
