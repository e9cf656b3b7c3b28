using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Bus.Kafka;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>The settings of the bus as the host would read them.</summary>
internal static class BusBenchSettings
{
    /// <summary>Reads and checks them.</summary>
    /// <exception cref="ConfigurationException">They cannot be used.</exception>
    public static BusOptions Read(IReadOnlyList<string> settings)
    {
        using var configuration = new ConfigurationManager();
        var environment = ShopstreamConfiguration.EnvironmentName(settings, Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environments.Production);
        ShopstreamConfiguration.Apply(configuration, environment, settings);
        var options = configuration.GetSection("Bus").Get<BusOptions>(o => o.ErrorOnUnknownConfiguration = true) ?? new BusOptions();
        foreach (var rules in new IValidateOptions<BusOptions>[] { new BusOptionsValidator(), new KafkaBusOptionsRules() })
            if (rules.Validate(Options.DefaultName, options) is { Failed: true } result) throw new ConfigurationException(result.FailureMessage);
        return options;
    }
}
