using System.Diagnostics;
using System.Text.Json;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>Runs a script of <c>eng/peers</c> on the system's Python, where Debian puts scikit-learn and XGBoost.</summary>
internal static class PeerScript
{
    private const string Python = "/usr/bin/python3";

    /// <summary>The numbers that a script prints as one JSON object on its last line.</summary>
    /// <exception cref="ConfigurationException">Python, the script or a package that it needs is missing, or the script failed.</exception>
    public static async Task<IReadOnlyDictionary<string, double>> RunAsync(string script, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var path = Path.Combine(FindRoot(), "eng", "peers", script);
        if (!File.Exists(Python) || !File.Exists(path)) throw new ConfigurationException($"--peers: expected {Python} and {path}, found at most one of them.");
        var start = new ProcessStartInfo(Python, [path, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            var lines = (await errors).Trim().Split('\n');
            var reason = Array.Find(lines, l => !l.StartsWith(' ') && l.Contains("Error")) ?? lines[^1];
            throw new ConfigurationException($"--peers: {script} ended with {process.ExitCode}: {reason} (the scripts need python3-xgboost and python3-sklearn; factorization.py needs the module implicit)");
        }

        var line = output.Trim().Split('\n')[^1];
        using var document = JsonDocument.Parse(line);
        return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble(), StringComparer.Ordinal);
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "Shopstream.sln"))) return directory.FullName;
        throw new ConfigurationException("--peers: found no Shopstream.sln above the program, where eng/peers would lie.");
    }
}
