using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Stores.InProcess;
using Shopstream.Modules.Stores.Redis;

namespace Shopstream.Modules.Stores;

/// <summary>Registers the sketches as <c>Sketches:Provider</c> says.</summary>
internal static class SketchesModule
{
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<SketchesOptions>, SketchesOptionsValidator>();
        builder.Services.AddSingleton<IValidateOptions<SketchesOptions>, RedisConfigurationCheck>();
        builder.Services.AddOptions<SketchesOptions>().BindConfiguration("Sketches", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<IMembershipSketches>(services =>
        {
            var options = services.GetRequiredService<IOptions<SketchesOptions>>().Value;
            return options.Provider == SketchesOptions.RedisProvider
                ? new RedisSketches(
                    options.Redis,
                    services.GetRequiredService<ConnectionRegistry>(),
                    services.GetRequiredService<TimeProvider>(),
                    services.GetRequiredService<ILogger<RedisSketches>>())
                : new InProcessSketches(options.InProcess);
        });
    }
}
