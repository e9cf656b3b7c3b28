using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Shopstream.Modules.Ingest;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// One, two and four hosts in one consumer group on two partitions each, at a rate that grows with them: how fresh the overview
/// stays, and who uses the processors. Needs the outside servers that the settings name.
/// </summary>
internal static class ScaleBench
{
    private const int RatePerHost = 250;
    private const int PartitionsPerHost = 2;
    private static readonly int[] Hosts = [1, 2, 4];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    public static async Task<BenchReport> RunAsync(int runs, IReadOnlyList<string> settings, Action<string> progress, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine([.. settings]).Build();
        if (!string.Equals(configuration["Bus:Provider"], "Kafka", StringComparison.OrdinalIgnoreCase))
            throw new ConfigurationException($"Bus:Provider: found {configuration["Bus:Provider"] ?? "nothing"}, expected Kafka: hosts share their work through it.");
        var results = new List<BenchResult>();
        foreach (var hosts in Hosts)
        {
            var measured = new List<Measured>();
            for (var run = 0; run < runs; run++)
            {
                measured.Add(await MeasureAsync(hosts, Own(settings, $"bench{hosts}x{run}{Environment.ProcessId}"), cancellationToken));
                progress($"{hosts} hosts, run {run + 1}: {measured[^1]}");
            }

            results.Add(BenchResult.Of($"hosts_{hosts}_sessions_per_second", "sessions/s", [.. measured.Select(m => m.Freshness.PerSecond)], "offered", [(double)hosts * RatePerHost]));
            results.Add(BenchResult.Of($"hosts_{hosts}_visible_p99_seconds", "s", [.. measured.Select(m => m.Freshness.P99Seconds)]));
            results.Add(BenchResult.Of($"hosts_{hosts}_host_cores", "cores", [.. measured.Select(m => m.HostCores)]));
            results.Add(BenchResult.Of($"hosts_{hosts}_bench_cores", "cores", [.. measured.Select(m => m.BenchCores)]));
            results.Add(BenchResult.Of($"hosts_{hosts}_machine_cores", "cores", [.. measured.Select(m => m.MachineCores)]));
        }

        return new BenchReport(
            "scale",
            BenchReport.DescribeMachine(),
            $"{RatePerHost:N0} sessions/s and {PartitionsPerHost} partitions a host; cores in use by the hosts, by this process (which publishes) and by the whole machine, outside servers included",
            results);
    }

    /// <summary>The settings with names of topics, keys, database and indices of their own, so that each run starts empty.</summary>
    private static List<string> Own(IReadOnlyList<string> settings, string name) =>
    [
        .. settings, $"--Bus:Kafka:TopicPrefix={name}-", $"--Sketches:Redis:KeyPrefix={name}:", $"--Documents:Mongo:Database={name}",
        $"--SearchIndex:Elasticsearch:IndexPrefix={name}-", "--Archive:IdentityKey=a key for this measurement only",
        "--Modules:Simulator=false", "--Logging:LogLevel:Default=Warning",
    ];

    private static async Task<Measured> MeasureAsync(int hosts, List<string> settings, CancellationToken cancellationToken)
    {
        settings.Add($"--Bus:Partitions={hosts * PartitionsPerHost}");
        var processes = new List<Process>();
        try
        {
            var addresses = Enumerable.Range(0, hosts).Select(_ => $"http://127.0.0.1:{FreePort()}").ToList();
            processes.AddRange(addresses.Select(address => Start([.. settings, $"--urls={address}"])));
            using var client = new HttpClient { BaseAddress = new Uri(addresses[0]) };
            foreach (var address in addresses) await ReadyAsync(client, address, cancellationToken);
            using var publishing = ShopstreamHost.CreateWorker(
                [.. settings, "--Modules:CacheChecks=false", "--Modules:Archive=false", "--Modules:StreamAnalytics=false"]);
            using var bench = Process.GetCurrentProcess();
            var publisher = publishing.Services.GetRequiredService<EventPublisher>();
            var before = Used(processes, bench);
            var clock = Stopwatch.StartNew();
            var freshness = await FreshnessProbe.WatchAsync(client, publisher, (double)hosts * RatePerHost, WarmUp, Watched, cancellationToken);
            var seconds = clock.Elapsed.TotalSeconds;
            var after = Used(processes, bench);
            return new(freshness, (after.Hosts - before.Hosts) / seconds, (after.Bench - before.Bench) / seconds, (after.Machine - before.Machine) / seconds);
        }
        finally
        {
            foreach (var process in processes)
            {
                process.Kill();
                process.Dispose();
            }
        }
    }

    private static Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet") start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add("run");
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException("A host did not start.");
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task ReadyAsync(HttpClient client, string address, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync($"{address}/health/ready", cancellationToken);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            if (clock.Elapsed > StartTimeout) throw new InvalidOperationException($"{address} was not ready within {StartTimeout.TotalSeconds:0} s.");
            await Task.Delay(200, cancellationToken);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static (double Hosts, double Bench, double Machine) Used(List<Process> processes, Process bench)
    {
        foreach (var process in processes) process.Refresh();
        bench.Refresh();
        return (processes.Sum(p => p.TotalProcessorTime.TotalSeconds), bench.TotalProcessorTime.TotalSeconds, MachineSeconds());
    }

    /// <summary>Processor time of everything since the machine started; on systems without <c>/proc/stat</c>, not a number.</summary>
    private static double MachineSeconds()
    {
        const string file = "/proc/stat";
        const double ticksPerSecond = 100;
        if (!File.Exists(file)) return double.NaN;
        var ticks = File.ReadLines(file).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(long.Parse).ToArray();

        // All columns but idle and iowait, and without guest time, which user time contains.
        return (ticks.Take(8).Sum() - ticks[3] - ticks[4]) / ticksPerSecond;
    }

    private sealed record Measured(Freshness Freshness, double HostCores, double BenchCores, double MachineCores)
    {
        public override string ToString() =>
            $"{Freshness.PerSecond:N0} sessions/s visible, 99 % within {Freshness.P99Seconds:0.000} s, {Freshness.Waiting:N0} waiting at the end; "
            + $"cores: hosts {HostCores:0.00}, publisher {BenchCores:0.00}, machine {MachineCores:0.00}";
    }
}
