using System.Security.Cryptography;
using System.Text;

namespace Shopstream.Tests.Support.Mongo;

/// <summary>The server's side of a login by SCRAM-SHA-256 (RFC 5802, RFC 7677) on one connection.</summary>
internal sealed class MongoLogin(string? user, string? password)
{
    private const int Iterations = 4096;
    private static readonly byte[] Salt = [.. Enumerable.Range(1, 28).Select(i => (byte)i)];
    private string _firstWithoutHeader = "";
    private string _serverFirst = "";
    private byte[]? _signature;

    /// <summary>Whether commands are allowed.</summary>
    public bool IsDone { get; private set; } = user is null;

    public BsonDoc Start(BsonDoc command)
    {
        if (user is null || command.Text("mechanism") != "SCRAM-SHA-256") throw Failed();
        var first = Encoding.UTF8.GetString(((BsonBin)command["payload"]!).Bytes);
        _firstWithoutHeader = first["n,,".Length..];
        var fields = Fields(_firstWithoutHeader);
        if (fields["n"] != user) throw Failed();
        _serverFirst = $"r={fields["r"]}server,s={Convert.ToBase64String(Salt)},i={Iterations}";
        return Reply(_serverFirst, isDone: false);
    }

    public BsonDoc Continue(BsonDoc command)
    {
        var last = Encoding.UTF8.GetString(((BsonBin)command["payload"]!).Bytes);
        if (_signature is not null) return Reply("", isDone: true);
        var fields = Fields(last);
        var message = Encoding.UTF8.GetBytes($"{_firstWithoutHeader},{_serverFirst},{last[..last.LastIndexOf(",p=", StringComparison.Ordinal)]}");
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password!), Salt, Iterations, HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var proof = HMACSHA256.HashData(SHA256.HashData(clientKey), message);
        for (var i = 0; i < proof.Length; i++) proof[i] ^= clientKey[i];
        if (!proof.AsSpan().SequenceEqual(Convert.FromBase64String(fields["p"]))) throw Failed();
        _signature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), message);
        IsDone = true;
        return Reply($"v={Convert.ToBase64String(_signature)}", isDone: false);
    }

    private static Dictionary<string, string> Fields(string message) => message.Split(',').ToDictionary(f => f[..1], f => f[2..], StringComparer.Ordinal);

    private static MongoRefusal Failed() => new(18, "AuthenticationFailed", "Authentication failed.");

    private static BsonDoc Reply(string payload, bool isDone) =>
        new() { { "conversationId", 1 }, { "done", isDone }, { "payload", new BsonBin(0, Encoding.UTF8.GetBytes(payload)) }, { "ok", 1.0 } };
}
