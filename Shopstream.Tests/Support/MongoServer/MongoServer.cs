using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Shopstream.Tests.Support.Mongo;

/// <summary>
/// A MongoDB server in this process: speaks the wire protocol on a port of its own, keeps documents in memory, remembers what
/// it was asked and fails as told. It can be stopped and started again on the same port with its documents, so that hosts in
/// other processes can be tested against outages.
/// </summary>
internal sealed class MongoServer : IAsyncDisposable
{
    private readonly MongoServerOptions _options;
    private readonly MongoCommands _commands;
    private readonly ConcurrentQueue<MongoRequest> _requests = new();
    private readonly List<MongoFault> _faults = [];
    private readonly ConcurrentDictionary<TcpClient, Task> _connections = new();
    private TcpListener? _listener;
    private CancellationTokenSource _stopped = new();
    private Task _accepting = Task.CompletedTask;

    private MongoServer(MongoServerOptions options)
    {
        _options = options;
        _commands = new MongoCommands(Data, options, () => $"127.0.0.1:{Port}");
    }

    /// <summary>Its port, from the first start on.</summary>
    public int Port { get; private set; }

    /// <summary>How to reach it.</summary>
    public string ConnectionString => $"mongodb://127.0.0.1:{Port}/" + (_options.IsReplicaSet ? $"?replicaSet={MongoServerOptions.ReplicaSetName}" : "");

    /// <summary>What it stores.</summary>
    public MongoData Data { get; } = new();

    /// <summary>Commands so far, without those by which drivers watch it.</summary>
    public IReadOnlyList<MongoRequest> Requests => [.. _requests];

    /// <summary>Errors in the protocol so far; there should be none.</summary>
    public ConcurrentQueue<string> Breaches { get; } = new();

    /// <summary>Starts one on a free port.</summary>
    public static MongoServer Start(MongoServerOptions? options = null)
    {
        var server = new MongoServer(options ?? new MongoServerOptions());
        server.Listen();
        return server;
    }

    /// <summary>Commands of a name so far.</summary>
    public IReadOnlyList<MongoRequest> RequestsOf(string name) => [.. _requests.Where(r => r.Name == name)];

    /// <summary>Forgets the requests.</summary>
    public void ForgetRequests() => _requests.Clear();

    /// <summary>Lets something go wrong; the first fault that fits a command is taken.</summary>
    public void Inject(MongoFault fault)
    {
        lock (_faults) _faults.Add(fault);
    }

    /// <summary>Whether all faults have happened.</summary>
    public bool HasFaultsLeft
    {
        get
        {
            lock (_faults) return _faults.Count > 0;
        }
    }

    /// <summary>Ends all connections and takes no more.</summary>
    public async Task StopAsync()
    {
        if (_listener is null) return;
        await _stopped.CancelAsync();
        _listener.Stop();
        _listener = null;
        await _accepting;
        await Task.WhenAll(_connections.Values);
    }

    /// <summary>Goes on, on the same port and with the same documents.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        _stopped.Dispose();
        _stopped = new CancellationTokenSource();
        Listen();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopped.Dispose();
    }

    private void Listen()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener, _stopped.Token);
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken stopped)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stopped);
                client.NoDelay = true;
                _connections[client] = Task.Run(() => ServeAsync(client, stopped), CancellationToken.None);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stopped)
    {
        try
        {
            using var _ = client;
            await using var stream = await OpenAsync(client, stopped);
            var login = new MongoLogin(_options.User?.Name, _options.User?.Password);
            while (await WireMessage.ReadAsync(stream, stopped) is { } message)
                if (!await AnswerAsync(stream, message, login, stopped)) return;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or AuthenticationException)
        {
            // The client went, or the server was stopped.
        }
        catch (Exception e)
        {
            Breaches.Enqueue(e.Message);
        }
        finally
        {
            _connections.TryRemove(client, out var _);
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client, CancellationToken stopped)
    {
        if (_options.Certificate is null) return client.GetStream();
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _options.Certificate }, stopped);
        return stream;
    }

    private async Task<bool> AnswerAsync(Stream stream, WireMessage message, MongoLogin login, CancellationToken stopped)
    {
        var name = message.Command.First().Key;
        var isWatch = name is "hello" or "isMaster" or "ismaster";
        if (!isWatch) _requests.Enqueue(new MongoRequest(name, message.Command));
        var fault = isWatch ? null : Take(name);
        if (fault?.CutsBefore == true) return false;
        var reply = message.Reply(Run(name, message.Command, login, fault));
        fault?.Then?.Invoke();
        if (fault is { Delay.Ticks: > 0 }) await Task.Delay(fault.Delay, stopped);
        if (!message.WantsReply) return true;
        if (fault?.CutsReply == true)
        {
            await stream.WriteAsync(reply.AsMemory(0, reply.Length / 2), stopped);
            return false;
        }

        await stream.WriteAsync(reply, stopped);
        return true;
    }

    private BsonDoc Run(string name, BsonDoc command, MongoLogin login, MongoFault? fault)
    {
        try
        {
            if (fault?.Error is { } planned) throw new MongoRefusal(planned.Code, planned.Name, $"planned: {planned.Name}");
            if (name == "saslStart") return login.Start(command);
            if (name == "saslContinue") return login.Continue(command);
            if (!login.IsDone && name is not ("hello" or "isMaster" or "ismaster" or "ping" or "endSessions"))
                throw new MongoRefusal(13, "Unauthorized", $"command {name} requires authentication");
            return _commands.Run(name, command, fault);
        }
        catch (MongoRefusal e)
        {
            if (e.Code == 40415) Breaches.Enqueue(e.Message);
            return new BsonDoc { { "ok", 0.0 }, { "code", e.Code }, { "codeName", e.CodeName }, { "errmsg", e.Message } };
        }
    }

    private MongoFault? Take(string name)
    {
        lock (_faults)
        {
            var fault = _faults.Find(f => f.Command == name);
            if (fault is null) return null;
            if (fault.Skip-- > 0) return null;
            if (--fault.Times <= 0) _faults.Remove(fault);
            return fault;
        }
    }
}
