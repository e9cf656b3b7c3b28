using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>Asks a host for recommendations of random visitors with wrk (W. Glozer), in turn with an endpoint that does nothing.</summary>
internal static class ServingLoad
{
    /// <summary>Connections at once.</summary>
    public const int Connections = 64;

    /// <summary>Seconds of each run.</summary>
    public const int Seconds = 8;

    /// <summary>Measures; nothing where wrk is not installed.</summary>
    public static async Task<IReadOnlyList<BenchResult>> RunAsync(string address, int visitors, int runs, Action<string> progress, CancellationToken cancellationToken)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                script, $"request = function() return wrk.format('GET', '/users/v' .. math.random(0, {visitors - 1}) .. '/recommendations?n=10') end\n", cancellationToken);
            List<double> rates = [], tails = [], empty = [], emptyTails = [];
            await WrkAsync(["-s", script, address], cancellationToken);
            for (var run = 0; run < runs; run++)
            {
                var (rate, p99) = await WrkAsync(["-s", script, address], cancellationToken);
                var (emptyRate, emptyP99) = await WrkAsync([address + "/bench/empty"], cancellationToken);
                rates.Add(rate);
                tails.Add(p99);
                empty.Add(emptyRate);
                emptyTails.Add(emptyP99);
                progress($"run {run + 1} of {runs}: {rate:N0} answers/s, 99 % within {1e3 * p99:0.0} ms; empty {emptyRate:N0}/s");
            }

            return [BenchResult.Of("http_requests_per_second", "1/s", rates, "empty_endpoint", empty), BenchResult.Of("http_p99_seconds", "s", tails, "empty_endpoint", emptyTails)];
        }
        catch (Win32Exception)
        {
            progress("wrk is not installed (Debian package wrk): HTTP is not measured");
            return [];
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task<(double PerSecond, double P99)> WrkAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("wrk", ["-t2", $"-c{Connections}", $"-d{Seconds}s", "--latency", .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var wrk = Process.Start(start)!;
        var output = await wrk.StandardOutput.ReadToEndAsync(cancellationToken);
        await wrk.WaitForExitAsync(cancellationToken);
        var lines = output.Split('\n', StringSplitOptions.TrimEntries);
        var rate = lines.FirstOrDefault(l => l.StartsWith("Requests/sec:", StringComparison.Ordinal)) ?? throw new InvalidOperationException($"wrk: found no rate in {output}");
        var p99 = lines.First(l => l.StartsWith("99%", StringComparison.Ordinal))[3..].Trim();
        if (lines.FirstOrDefault(l => l.StartsWith("Non-2xx", StringComparison.Ordinal)) is { } errors) throw new InvalidOperationException($"wrk: {errors}");
        return (double.Parse(rate.Split(':')[1], CultureInfo.InvariantCulture), Time(p99));
    }

    private static double Time(string text)
    {
        var unit = text.EndsWith("us", StringComparison.Ordinal) ? 1e-6 : text.EndsWith("ms", StringComparison.Ordinal) ? 1e-3 : 1;
        return unit * double.Parse(text.TrimEnd('u', 'm', 's'), CultureInfo.InvariantCulture);
    }
}
