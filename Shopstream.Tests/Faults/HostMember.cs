using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Shopstream.Host;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Faults;

/// <summary>A host process that can be killed, stopped for a while and started again; its settings and address stay.</summary>
internal sealed partial class HostMember(string name, IReadOnlyList<string> settings) : IDisposable
{
    // Numbers as Linux has them.
    private const int Terminate = 15;
    private const int Pause = 19;
    private const int Continue = 18;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);

    // Where all lines of the hosts go, to look into a failure.
    private static readonly string? LogDirectory = Environment.GetEnvironmentVariable("SHOPSTREAM_FAULT_LOGS");
    private readonly HttpClient _client = new() { BaseAddress = new Uri($"http://127.0.0.1:{FreePort()}"), Timeout = TimeSpan.FromSeconds(5) };
    private readonly ConcurrentQueue<string> _log = new();
    private Process? _process;

    public string Name => name;

    public HttpClient Client => _client;

    /// <summary>The last lines it wrote.</summary>
    public string Log => string.Join('\n', _log.TakeLast(40).Select(line => $"{name}: {line}"));

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(ShopstreamHost).Assembly.Location);
        start.ArgumentList.Add("run");
        foreach (var setting in settings) start.ArgumentList.Add(setting);
        start.ArgumentList.Add($"--urls={_client.BaseAddress!.GetLeftPart(UriPartial.Authority)}");
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL: nothing is finished, nothing is said.</summary>
    public async Task KillAsync(CancellationToken cancel)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(cancel);
    }

    /// <summary>SIGTERM: it checkpoints and leaves its groups.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        Signal(Terminate);
        await _process!.WaitForExitAsync(cancel);
    }

    /// <summary>SIGSTOP: it stands still, and knows nothing of it.</summary>
    public void Freeze() => Signal(Pause);

    /// <summary>SIGCONT.</summary>
    public void Thaw() => Signal(Continue);

    public async Task WaitUntilReadyAsync()
    {
        var last = "no answer";
        try
        {
            await Eventually.BecomesTrueAsync(async () =>
            {
                var (isReady, answer) = await ReadyAsync();
                last = answer;
                return isReady;
            }, $"{name} is ready", StartTimeout);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{name} is not ready: {last}\n{Log}", e);
        }
    }

    /// <summary>Status and content of <c>/health/ready</c>.</summary>
    public async Task<(bool IsReady, string Answer)> ReadyAsync()
    {
        try
        {
            using var answer = await _client.GetAsync("/health/ready");
            var body = await answer.Content.ReadAsStringAsync();
            return (answer.IsSuccessStatusCode && !body.Contains("Degraded", StringComparison.OrdinalIgnoreCase), body);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return (false, e.Message);
        }
    }

    public void Dispose()
    {
        if (_process is { HasExited: false } process) process.Kill();
        _process?.Dispose();
        _client.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        _log.Enqueue(line.Data);
        if (LogDirectory is null) return;
        lock (_log) File.AppendAllText(Path.Combine(LogDirectory, $"{name}.log"), line.Data + "\n");
    }

    private void Signal(int signal)
    {
        if (SendSignal(_process!.Id, signal) != 0) throw new InvalidOperationException($"{name}: signal {signal} failed, error {Marshal.GetLastPInvokeError()}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
