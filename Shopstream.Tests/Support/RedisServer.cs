using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Shopstream.Tests.Support;

/// <summary>
/// A Redis server of its own, in memory only, that ends with the test. A test that starts one is skipped where
/// <c>/usr/bin/redis-server</c> is absent (Debian package redis-server).
/// </summary>
internal sealed class RedisServer : IDisposable
{
    private const string Program = "/usr/bin/redis-server";
    private readonly TempDirectory _directory = new();
    private readonly string[] _arguments;
    private Process _process;

    private RedisServer(int port, string[] arguments)
    {
        (Port, _arguments) = (port, arguments);
        _process = Launch();
    }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Its configuration text for StackExchange.Redis, without a password.</summary>
    public string Configuration => $"127.0.0.1:{Port}";

    /// <summary>Starts one on a free port and waits until it answers.</summary>
    public static async Task<RedisServer> StartAsync(params string[] arguments)
    {
        if (!File.Exists(Program)) Assert.Ignore($"This test needs {Program} (Debian package redis-server), which is not here.");
        for (var attempt = 0; ; attempt++)
        {
            var server = new RedisServer(FreePort(), arguments);
            if (await server.AnswersAsync()) return server;
            server.Dispose();
            // Somebody else may have taken the port in between.
            if (attempt == 5) Assert.Fail($"{Program} {string.Join(' ', arguments)} does not start.");
        }
    }

    /// <summary>Ends it at once; what it held is gone.</summary>
    public void Kill()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>Starts it again, empty, on the same port.</summary>
    public async Task RestartAsync()
    {
        _process = Launch();
        if (!await AnswersAsync()) Assert.Fail($"{Program} does not start again on port {Port}.");
    }

    /// <summary>Stops it as it stands: connections stay open, nothing is answered.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Signal("CONT");

    /// <summary>A connection of the test's own.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync(string options = "") =>
        await ConnectionMultiplexer.ConnectAsync($"{Configuration},allowAdmin=true{options}");

    /// <summary>Carries out a command.</summary>
    public async Task<RedisResult> ExecuteAsync(string command, params object[] arguments)
    {
        using var connection = await ConnectAsync();
        return await connection.GetDatabase().ExecuteAsync(command, arguments);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _directory.Dispose();
    }

    private static int FreePort()
    {
        // A node of a cluster listens on a second port 10,000 above.
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (port <= 55_000) return port;
        }
    }

    private Process Launch()
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] all =
            ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _directory.Path, "--daemonize", "no", .. _arguments];
        foreach (var argument in all) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task<bool> AnswersAsync()
    {
        var clock = Stopwatch.StartNew();
        var answer = new byte[1];
        while (clock.Elapsed < TimeSpan.FromSeconds(10) && !_process.HasExited)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
                // A server with a password says no, but it says it.
                if (await client.GetStream().ReadAsync(answer) > 0) return true;
            }
            catch (SocketException)
            {
                // Not yet.
            }

            await Task.Delay(20);
        }

        return false;
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{_process.Id}"]);
        kill.WaitForExit();
        kill.ExitCode.ShouldBe(0);
    }
}
