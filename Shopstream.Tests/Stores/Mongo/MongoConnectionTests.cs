using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Mongo;
using Shopstream.Tests.Support;
using Shopstream.Tests.Support.Mongo;

namespace Shopstream.Tests.Stores.Mongo;

/// <summary>Logins, encryption, the report of the connection, and passwords that show nowhere.</summary>
[TestFixture, CancelAfter(60_000)]
internal sealed class MongoConnectionTests
{
    private const string Password = "pa55:w@rd/é?";
    private static readonly CollectionDefinition Plain = new("docs", [], []);

    private readonly CapturedLog<MongoDocumentStore> _log = new();
    private readonly CapturedLog<ConnectionRegistry> _connectionLog = new();
    private ConnectionRegistry _connections = null!;

    [OneTimeSetUp]
    public void RequireLibrary() => MongoStores.RequireLibrary();

    [SetUp]
    public void NewRegistry()
    {
        _log.Lines.Clear();
        _connectionLog.Lines.Clear();
        _connections = new ConnectionRegistry(new TestMeterFactory(), TimeProvider.System, _connectionLog);
    }

    [Test]
    public async Task Open_UserAndPasswordInTheConnectionString_LogsIn(CancellationToken token)
    {
        await using var server = MongoServer.Start(new MongoServerOptions { User = ("ann", Password) });
        await using var store = Open(server, $"ann:{Uri.EscapeDataString(Password)}@", "?authSource=admin");
        await WriteAsync(store, token);

        server.RequestsOf("saslStart")[0].Command["$db"].ShouldBe("admin");
        ShouldShowNoPassword("");
    }

    [Test]
    public async Task Open_WrongPassword_IsReportedAtOnceWithoutIt(CancellationToken token)
    {
        await using var server = MongoServer.Start(new MongoServerOptions { User = ("ann", "another one") });
        await using var store = Open(server, $"ann:{Uri.EscapeDataString(Password)}@", "");

        var error = await Should.ThrowAsync<MongoStoreException>(async () => await WriteAsync(store, token));

        error.Kind.ShouldBe(MongoFailureKind.Denied);
        error.Message.ShouldContain("Authentication failed");
        var connection = _connections.All.Single();
        connection.IsUp.ShouldBe(false);
        connection.Failure!.ShouldContain("Authentication failed");
        ShouldShowNoPassword(error + connection.Failure);
    }

    [Test]
    public async Task Open_NoUserWhereOneIsAskedFor_IsReported(CancellationToken token)
    {
        await using var server = MongoServer.Start(new MongoServerOptions { User = ("ann", "x") });
        await using var store = Open(server, "", "");
        (await Should.ThrowAsync<MongoStoreException>(async () => await WriteAsync(store, token))).Kind.ShouldBe(MongoFailureKind.Denied);
        _connections.All.Single().IsUp.ShouldBe(false);
    }

    [Test]
    public async Task Open_Encrypted_TrustsTheAuthorityOfTheConnectionStringOnly(CancellationToken token)
    {
        using var directory = new TempDirectory();
        using var certificate = Certificate();
        await File.WriteAllTextAsync(directory.File("ca.pem"), certificate.ExportCertificatePem(), token);
        await using var server = MongoServer.Start(new MongoServerOptions { Certificate = certificate });
        await using (var store = Open(server, "", $"?tls=true&tlsCAFile={Uri.EscapeDataString(directory.File("ca.pem"))}")) await WriteAsync(store, token);
        server.RequestsOf("update").Count.ShouldBe(1);

        await using var untrusting = Open(server, "", "?tls=true");
        var error = await Should.ThrowAsync<MongoStoreException>(async () => await WriteAsync(untrusting, token));
        error.Message.ShouldContain("TLS");
        server.RequestsOf("update").Count.ShouldBe(1);
    }

    [Test]
    public async Task Probe_ServerThereAwayAndBack_SaysSo(CancellationToken token)
    {
        await using var server = MongoServer.Start();
        await using var store = Open(server, "", "");
        var connection = _connections.All.Single();
        connection.Name.ShouldBe("mongodb");
        connection.IsRequired.ShouldBeFalse();
        connection.IsUp.ShouldBeNull();

        await connection.Probe(token);
        server.Requests.Single().Name.ShouldBe("ping");
        await server.StopAsync();
        (await AnswersAsync(connection)).ShouldBeFalse("while the server is away");
        (await AnswersAsync(connection)).ShouldBeFalse("while the server is away");
        await server.RestartAsync();
        await Eventually.BecomesTrueAsync(async () => await AnswersAsync(connection), "the server answers again");
    }

    [Test]
    public async Task Probe_EarlierOneStillWaiting_DoesNotPileUp(CancellationToken token)
    {
        await using var server = MongoServer.Start();
        await using var store = Open(server, "", "");
        var connection = _connections.All.Single();
        server.Inject(new MongoFault("ping") { Delay = TimeSpan.FromMilliseconds(600) });
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Should.ThrowAsync<OperationCanceledException>(async () => await connection.Probe(impatient.Token));
        await connection.Probe(token);
        server.RequestsOf("ping").Count.ShouldBe(1);
    }

    [Test]
    public async Task Open_UnknownOption_IsWarnedAbout()
    {
        await using var server = MongoServer.Start();
        await using var store = Open(server, "", "?retrywites=true");
        _log.Lines.ShouldContain(line => line.Contains("Unsupported URI option \"retrywites\"", StringComparison.Ordinal));
    }

    [TestCase("mongodb://ann:pa55:w@rd@127.0.0.1/", "Password (not shown) must not have unescaped chars")]
    [TestCase("mongodb://ann:pa55/w@127.0.0.1/", "Invalid host string")]
    [TestCase("mongodb://ann:pa55%zz@127.0.0.1/", "password")]
    [TestCase("mongodb://ann:pa55@127.0.0.1/?readPreference=pa55&readConcernLevel", "(not shown)")]
    [TestCase("mongodb://127.0.0.1/?tls=true&tlsCertificateKeyFilePassword=a&pa55", "(not shown)")]
    [TestCase("pa55", "expecting 'mongodb://'")]
    [TestCase("mongodb://", "host")]
    [TestCase("mongodb://127.0.0.1/?w=0", "w=0")]
    [TestCase("mongodb://127.0.0.1/?readPreference=nearby", "nearby")]
    [TestCase("mongodb+srv://nowhere.shopstream.invalid/", "nowhere.shopstream.invalid")]
    public void Open_ConnectionStringThatCannotBeUsed_SaysWhyWithoutSecrets(string connectionString, string why)
    {
        var error = Should.Throw<MongoSetupException>(() => MongoStores.Open(MongoStores.Options(connectionString), _connections, logger: _log));

        error.Message.ShouldContain(why);
        error.Message.ShouldNotContain("pa55");
        error.Message.ShouldNotContain("\n");
        foreach (var line in _log.Lines) line.ShouldNotContain("pa55");
        _connections.All.ShouldBeEmpty();
    }

    private static async Task<bool> AnswersAsync(Connection connection)
    {
        try
        {
            await connection.Probe(CancellationToken.None);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static async Task WriteAsync(MongoDocumentStore store, CancellationToken token)
    {
        await store.EnsureCollectionAsync(Plain, token);
        await store.UpsertAsync("docs", [new Document("a", "{}"u8.ToArray(), [])], token);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pkcs12), password: null);
    }

    private MongoDocumentStore Open(MongoServer server, string credentials, string options)
    {
        var settings = MongoStores.Options($"mongodb://{credentials}127.0.0.1:{server.Port}/{options}");
        settings.RetryFor = TimeSpan.FromMilliseconds(100);
        settings.OperationTimeout = TimeSpan.FromSeconds(1);
        return MongoStores.Open(settings, _connections, logger: _log);
    }

    private void ShouldShowNoPassword(string shown)
    {
        foreach (var text in (string[])[shown, .. _log.Lines, .. _connectionLog.Lines])
        {
            text.ShouldNotContain(Password);
            text.ShouldNotContain(Uri.EscapeDataString(Password));
        }
    }
}
