using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus.Embedded;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Bus;

/// <summary>Registers the event bus.</summary>
public static class BusModule
{
    /// <summary>Adds <see cref="IEventBus"/> as <c>Bus:Provider</c> says.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<BusOptions>, BusOptionsValidator>();
        builder.Services.AddOptions<BusOptions>().BindConfiguration("Bus", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<BusMetrics>();
        builder.Services.AddSingleton<IEventBus>(services => new EmbeddedEventBus(
            services.GetRequiredService<DataDirectory>().File("bus.db"),
            services.GetRequiredService<IOptions<BusOptions>>().Value,
            services.GetRequiredService<BusMetrics>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<EmbeddedEventBus>>()));
    }
}
