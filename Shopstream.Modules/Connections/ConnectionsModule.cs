using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Connections;

/// <summary>Registers the watch over outside servers; providers add theirs to <see cref="ConnectionRegistry"/>.</summary>
public static class ConnectionsModule
{
    /// <summary>Adds registry, probes and the check <c>connections</c>.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<ConnectionsOptions>, ConnectionsOptionsValidator>();
        builder.Services.AddOptions<ConnectionsOptions>()
            .BindConfiguration("Connections", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<ConnectionRegistry>();
        builder.Services.AddHostedService<ConnectionsService>();
        builder.Services.AddHealthChecks().AddCheck<ConnectionsCheck>("connections", tags: ["ready"]);
    }
}
