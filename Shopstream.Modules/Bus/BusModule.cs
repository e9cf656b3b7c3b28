using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus.Embedded;
using Shopstream.Modules.Bus.Kafka;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Bus;

/// <summary>Registers the event bus.</summary>
public static class BusModule
{
    /// <summary>Adds <see cref="IEventBus"/> as <c>Bus:Provider</c> says.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<BusOptions>, BusOptionsValidator>();
        builder.Services.AddSingleton<IValidateOptions<BusOptions>, KafkaBusOptionsRules>();
        builder.Services.AddOptions<BusOptions>().BindConfiguration("Bus", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<BusMetrics>();
        builder.Services.AddSingleton<IEventBus>(services =>
        {
            var options = services.GetRequiredService<IOptions<BusOptions>>().Value;
            var metrics = services.GetRequiredService<BusMetrics>();
            var time = services.GetRequiredService<TimeProvider>();
            return options.Provider == "Kafka"
                ? new KafkaEventBus(options, metrics, services.GetRequiredService<ConnectionRegistry>(), time, services.GetRequiredService<ILogger<KafkaEventBus>>())
                : new EmbeddedEventBus(
                    services.GetRequiredService<DataDirectory>().File("bus.db"), options, metrics, time, services.GetRequiredService<ILogger<EmbeddedEventBus>>());
        });
    }
}
