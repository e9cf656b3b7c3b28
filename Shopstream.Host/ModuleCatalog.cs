using Shopstream.Modules.Archive;
using Shopstream.Modules.Batch;
using Shopstream.Modules.CacheChecks;
using Shopstream.Modules.Dashboard;
using Shopstream.Modules.Experiments;
using Shopstream.Modules.Ingest;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Monitoring;
using Shopstream.Modules.Recommendations;
using Shopstream.Modules.Serving;
using Shopstream.Modules.StreamAnalytics;

namespace Shopstream.Host;

/// <summary>A module as the host sees it.</summary>
/// <param name="Name">Its toggle under <c>Modules</c>.</param>
/// <param name="Register">Adds its services.</param>
/// <param name="Map">Adds its endpoints, when it has any.</param>
internal sealed record ModuleEntry(string Name, Action<IHostApplicationBuilder> Register, Action<IEndpointRouteBuilder>? Map = null);

/// <summary>The one table of modules.</summary>
internal static class ModuleCatalog
{
    /// <summary>Name of the simulated shop, which only the host that serves runs.</summary>
    public const string Simulator = "Simulator";

    /// <summary>Every module.</summary>
    public static readonly IReadOnlyList<ModuleEntry> All =
    [
        new("Ingest", IngestModule.Register, IngestModule.Map),
        new(Simulator, IngestModule.RegisterSimulator),
        new("CacheChecks", CacheChecksModule.Register),
        new("Archive", ArchiveModule.Register),
        new("StreamAnalytics", StreamAnalyticsModule.Register),
        new("Ml", MlModule.Register, MlModule.Map),
        new("Experiments", ExperimentsModule.Register, ExperimentsModule.Map),
        new("Recommendations", RecommendationsModule.Register, RecommendationsModule.Map),
        new("Batch", BatchModule.Register, BatchModule.Map),
        new("Serving", ServingModule.Register, ServingModule.Map),
        new("Dashboard", DashboardModule.Register, DashboardModule.Map),
        new("Monitoring", MonitoringModule.Register, MonitoringModule.Map),
    ];

    /// <summary>The modules that the configuration leaves on; each is on unless it says <c>false</c>.</summary>
    /// <exception cref="ConfigurationException">A name is unknown or a value is no boolean.</exception>
    public static IReadOnlyList<ModuleEntry> Enabled(IConfiguration configuration)
    {
        var toggles = configuration.GetSection("Modules").GetChildren().ToDictionary(s => s.Key, s => s.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var name in toggles.Keys)
        {
            if (!All.Any(m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new ConfigurationException($"Modules:{name}: there is no such module, expected one of {string.Join(", ", All.Select(m => m.Name))}.");
        }

        return [.. All.Where(m => !toggles.TryGetValue(m.Name, out var value) || IsOn(m.Name, value))];
    }

    private static bool IsOn(string name, string? value) => bool.TryParse(value, out var on)
        ? on
        : throw new ConfigurationException($"Modules:{name}: found \"{value}\", expected true or false.");
}
