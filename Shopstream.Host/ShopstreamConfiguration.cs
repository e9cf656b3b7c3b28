using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.Json;

namespace Shopstream.Host;

/// <summary>
/// Settings in rising precedence: <c>appsettings.json</c>, <c>appsettings.ENVIRONMENT.json</c>, environment variables, settings
/// on the command line.
/// </summary>
internal static class ShopstreamConfiguration
{
    private static readonly string[] Sections =
    [
        "Data", "Modules", "Connections", "Bus", "Documents", "SearchIndex", "Sketches", "Streaming", "Jobs", "Ml", "Batch", "Ingest", "Simulator", "Archive", "StreamAnalytics", "Recommendations",
        "Experiments", "Serving", "Dashboard", "Logging", "Kestrel", "AllowedHosts", "urls", "environment",
    ];

    /// <summary>Replaces the sources of a builder.</summary>
    public static void Apply(IConfigurationManager configuration, string environment, IReadOnlyList<string> settings)
    {
        configuration.Sources.Clear();
        configuration.SetBasePath(AppContext.BaseDirectory);
        configuration.AddJsonFile("appsettings.json", optional: false);
        configuration.AddJsonFile($"appsettings.{environment}.json", optional: true);
        configuration.AddEnvironmentVariables("ASPNETCORE_");
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine([.. settings]);
        foreach (var provider in ((IConfigurationRoot)configuration).Providers)
        {
            if (provider is not (JsonConfigurationProvider or CommandLineConfigurationProvider)) continue;
            foreach (var key in provider.GetChildKeys([], parentPath: null).Distinct(StringComparer.OrdinalIgnoreCase)) Check(key, provider);
        }

        var data = configuration.GetSection("Data").GetChildren().FirstOrDefault(s => !s.Key.Equals("Path", StringComparison.OrdinalIgnoreCase));
        if (data is not null) throw new ConfigurationException($"Data:{data.Key}: there is no such setting, expected Data:Path.");
    }

    /// <summary>The environment: <c>--environment</c>, else <paramref name="fallback"/>.</summary>
    public static string EnvironmentName(IReadOnlyList<string> settings, string fallback) =>
        new ConfigurationBuilder().AddCommandLine([.. settings]).Build()["environment"] ?? fallback;

    /// <summary>The directory of the embedded files: <c>Data:Path</c>, or <c>data</c> beside the solution, or in the working directory.</summary>
    public static string DataPath(IConfiguration configuration)
    {
        if (configuration["Data:Path"] is { Length: > 0 } path) return Path.GetFullPath(path);
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "Shopstream.sln"))) return Path.Combine(directory.FullName, "data");
        return Path.GetFullPath("data");
    }

    /// <summary>Splits settings (<c>--Section:Key=value</c>, <c>--Section:Key value</c>, <c>--urls value</c>) from the rest of the arguments.</summary>
    public static (IReadOnlyList<string> Settings, IReadOnlyList<string> Arguments) Split(IReadOnlyList<string> args)
    {
        var settings = new List<string>();
        var rest = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i].Split('=', 2)[0];
            var isSetting = name.StartsWith("--", StringComparison.Ordinal)
                && (name.Contains(':') || name.Equals("--urls", StringComparison.OrdinalIgnoreCase) || name.Equals("--environment", StringComparison.OrdinalIgnoreCase));
            if (!isSetting)
            {
                rest.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (args[i].Contains('=')) continue;
            if (i + 1 >= args.Count) throw new ConfigurationException($"{args[i]}: found no value, expected one, as in {args[i]}=value.");
            settings.Add(args[++i]);
        }

        return (settings, rest);
    }

    private static void Check(string key, IConfigurationProvider provider)
    {
        if (Sections.Contains(key, StringComparer.OrdinalIgnoreCase)) return;
        throw new ConfigurationException($"{key}: there is no such section (in {provider}), expected one of {string.Join(", ", Sections)}.");
    }
}
