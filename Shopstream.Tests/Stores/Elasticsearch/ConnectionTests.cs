using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Elasticsearch;
using Shopstream.Tests.Support;
using Shopstream.Tests.Support.Elasticsearch;

namespace Shopstream.Tests.Stores.Elasticsearch;

/// <summary>Who we say we are, whom we trust, and that secrets stay secret.</summary>
[TestFixture, CancelAfter(60_000)]
public sealed class ConnectionTests
{
    private const string Secret = "sesame-öffne-dich";

    [Test]
    public async Task Requests_ApiKeyAsIdAndKey_CarryItInBase64(CancellationToken cancel) =>
        await OpensAsync(o => o.ApiKey = $"id-1:{Secret}", "ApiKey " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"id-1:{Secret}")), cancel);

    [Test]
    public async Task Requests_ApiKeyInBase64_CarryItAsItIs(CancellationToken cancel) => await OpensAsync(o => o.ApiKey = "aWQ6a2V5", "ApiKey aWQ6a2V5", cancel);

    [Test]
    public async Task Requests_UserAndPassword_AreSentAsBasic(CancellationToken cancel) => await OpensAsync(
        o => (o.Username, o.Password) = ("shop", Secret), "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"shop:{Secret}")), cancel);

    [Test]
    public async Task Requests_WrongPassword_FailAtOnceWithoutTellingIt(CancellationToken cancel)
    {
        await using var server = await ElasticsearchServer.StartAsync();
        server.Authorization = "Basic c29tZWJvZHk6ZWxzZQ==";
        await using var fixture = new ElasticsearchFixture(new ElasticsearchOptions { Url = server.Url, Username = "shop", Password = Secret });

        var error = await Should.ThrowAsync<ElasticsearchException>(async () => await fixture.Index.EnsureWindowIndexAsync(ShopIndices.Products, cancel));

        error.IsOutage.ShouldBeFalse();
        error.Message.ShouldContain("401");
        error.ToString().ShouldNotContain(Secret);
        error.ToString().ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"shop:{Secret}")));
        fixture.Connection.IsUp.ShouldBe(false);
        server.Requests.Count.ShouldBe(1);
    }

    [Test]
    public async Task Probe_ServerThereAndAway_ToldToTheConnection(CancellationToken cancel)
    {
        await using var server = await ElasticsearchServer.StartAsync(ServerKind.OpenSearch2);
        await using var fixture = new ElasticsearchFixture(new ElasticsearchOptions { Url = server.Url });
        var connection = fixture.Connection;
        (connection.Name, connection.IsRequired, connection.IsUp).ShouldBe(("elasticsearch", false, null));

        await connection.Probe(cancel);
        server.Kind = new ServerKind("7.0.0");
        (await Should.ThrowAsync<ElasticsearchException>(async () => await connection.Probe(cancel))).Message.ShouldContain("7.0.0");
        await server.StopAsync();
        (await Should.ThrowAsync<ElasticsearchException>(async () => await connection.Probe(cancel))).Message.ShouldContain(server.Url);
        connection.IsUp.ShouldBe(false);
    }

    [Test]
    public async Task Requests_OwnAuthority_AreTrustedOnlyWithItsFile(CancellationToken cancel)
    {
        using var directory = new TempDirectory();
        using var authority = Authority("Shop CA");
        using var leaf = Leaf(authority, "127.0.0.1");
        await File.WriteAllTextAsync(directory.File("ca.pem"), authority.ExportCertificatePem(), cancel);
        await File.WriteAllTextAsync(directory.File("other.pem"), Authority("Other CA").ExportCertificatePem(), cancel);
        await using var server = await ElasticsearchServer.StartAsync(ServerKind.Elasticsearch8, leaf);

        await OpenAsync(directory.File("ca.pem"));
        foreach (var file in new[] { null, directory.File("other.pem") })
        {
            var error = await Should.ThrowAsync<ElasticsearchException>(() => ProbeAsync(file));
            error.Message.ShouldContain(server.Url);
        }

        async Task OpenAsync(string? file)
        {
            await using var fixture = new ElasticsearchFixture(new ElasticsearchOptions { Url = server.Url, CaCertificate = file });
            await fixture.Index.EnsureWindowIndexAsync(ShopIndices.Products, cancel);
            server.Within(c => c.IsAlias("products")).ShouldBeTrue();
        }

        async Task ProbeAsync(string? file)
        {
            await using var fixture = new ElasticsearchFixture(new ElasticsearchOptions { Url = server.Url, CaCertificate = file });
            await fixture.Connection.Probe(cancel);
        }
    }

    [Test]
    public async Task Requests_CertificateOfAnotherName_AreNotSent(CancellationToken cancel)
    {
        using var directory = new TempDirectory();
        using var authority = Authority("Shop CA");
        using var leaf = Leaf(authority, "10.9.8.7");
        await File.WriteAllTextAsync(directory.File("ca.pem"), authority.ExportCertificatePem(), cancel);
        await using var server = await ElasticsearchServer.StartAsync(ServerKind.Elasticsearch8, leaf);
        await using var fixture = new ElasticsearchFixture(new ElasticsearchOptions { Url = server.Url, CaCertificate = directory.File("ca.pem") });

        await Should.ThrowAsync<ElasticsearchException>(async () => await fixture.Connection.Probe(cancel));
        server.Requests.ShouldBeEmpty();
    }

    [Test]
    public void Open_FileWithoutCertificates_SaysSo()
    {
        using var directory = new TempDirectory();
        File.WriteAllText(directory.File("ca.pem"), "nothing");
        var error = Should.Throw<ElasticsearchException>(() => ElasticsearchHttp.Create(new ElasticsearchOptions { CaCertificate = directory.File("ca.pem") }));
        error.Message.ShouldContain(directory.File("ca.pem"));
    }

    [TestCase("Url", "ftp://x", "SearchIndex:Elasticsearch:Url")]
    [TestCase("Url", " , ", "SearchIndex:Elasticsearch:Url")]
    [TestCase("Url", "http://elastic:sesame@host:9200", "Username")]
    [TestCase("Url", "http://host:9200/?key=sesame", "query")]
    [TestCase("Url", "elastic:sesame@host", "SearchIndex:Elasticsearch:Url")]
    [TestCase("Password", "sesame", "Username")]
    [TestCase("CaCertificate", "/nowhere/ca.pem", "/nowhere/ca.pem")]
    public void Validate_UnusableSetting_IsNamedWithoutItsSecret(string setting, string value, string named)
    {
        var options = new SearchIndexOptions { Provider = "Elasticsearch" };
        typeof(ElasticsearchOptions).GetProperty(setting)!.SetValue(options.Elasticsearch, value);

        var result = new ElasticsearchOptionsRules().Validate(name: null, options);

        result.Failed.ShouldBeTrue();
        result.FailureMessage!.ShouldContain(named);
        result.FailureMessage!.ShouldNotContain("sesame");
        options.Provider = "Sqlite";
        new ElasticsearchOptionsRules().Validate(name: null, options).Succeeded.ShouldBeTrue();
    }

    [Test]
    public void Validate_ApiKeyAndUser_AreOneTooMany()
    {
        var options = new SearchIndexOptions { Provider = "Elasticsearch", Elasticsearch = { ApiKey = "sesame", Username = "u", Password = "p" } };
        new ElasticsearchOptionsRules().Validate(name: null, options).FailureMessage!.ShouldContain("expected one of them");
    }

    [TestCase("--SearchIndex:Elasticsearch:Urls=http://127.0.0.1:1", "Urls")]
    [TestCase("--SearchIndex:Elasticsearch:Shards=0", "Shards")]
    [TestCase("--SearchIndex:Elasticsearch:IndexPrefix=Shop", "SearchIndex:Elasticsearch:IndexPrefix")]
    [TestCase("--SearchIndex:Elasticsearch:Url=http://elastic:sesame@127.0.0.1:1", "SearchIndex:Elasticsearch:Username")]
    public async Task Run_UnusableSetting_EndsWithOneMessageWithoutSecrets(string setting, string named, CancellationToken cancel)
    {
        using var data = new TempDirectory();
        var (exitCode, output, errors) = await HostProcess.RunAsync(
            ["run", $"--Data:Path={data.File("data")}", "--urls=http://127.0.0.1:0", "--SearchIndex:Provider=Elasticsearch", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft=None", setting], cancel);

        exitCode.ShouldBe(1);
        errors.ShouldContain(named);
        (output + errors).ShouldNotContain("sesame");
    }

    private static async Task OpensAsync(Action<ElasticsearchOptions> identity, string header, CancellationToken cancel)
    {
        await using var server = await ElasticsearchServer.StartAsync();
        server.Authorization = header;
        var options = new ElasticsearchOptions { Url = server.Url };
        identity(options);
        await using var fixture = new ElasticsearchFixture(options);
        await fixture.Index.EnsureWindowIndexAsync(ShopIndices.Products, cancel);
        server.Requests.ShouldAllBe(r => r.Authorization == header);
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
    }

    private static X509Certificate2 Leaf(X509Certificate2 authority, string address)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.Create(authority, now.AddHours(-1), now.AddDays(1), [1, 2, 3, 4]);
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }
}
