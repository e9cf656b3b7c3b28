using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Makes the HTTP client: who we are, whose certificates count, no redirects and no proxy.</summary>
internal static class ElasticsearchHttp
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    /// <summary>A client with the settings' identity and trust.</summary>
    /// <exception cref="ElasticsearchException">The file of certificates cannot be read.</exception>
    public static HttpClient Create(ElasticsearchOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = options.RequestTimeout < LongestConnect ? options.RequestTimeout : LongestConnect,
            PooledConnectionLifetime = ConnectionLifetime,
            AutomaticDecompression = options.Compress ? DecompressionMethods.GZip : DecompressionMethods.None,
        };
        if (!string.IsNullOrEmpty(options.CaCertificate)) Trust(handler, options.CaCertificate);

        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        client.DefaultRequestHeaders.Authorization = Identity(options);
        return client;
    }

    private static AuthenticationHeaderValue? Identity(ElasticsearchOptions options)
    {
        if (!string.IsNullOrEmpty(options.ApiKey)) return new("ApiKey", options.ApiKey.Contains(':') ? Base64(options.ApiKey) : options.ApiKey);
        return string.IsNullOrEmpty(options.Username) ? null : new("Basic", Base64($"{options.Username}:{options.Password}"));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static void Trust(SocketsHttpHandler handler, string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (CryptographicException e)
        {
            throw new ElasticsearchException($"SearchIndex:Elasticsearch:CaCertificate: {file} holds no certificates that can be read: {e.Message}", inner: e);
        }

        if (authorities.Count == 0)
            throw new ElasticsearchException($"SearchIndex:Elasticsearch:CaCertificate: {file} holds no certificate, expected one or more in PEM.");
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(authorities);
        handler.SslOptions.CertificateChainPolicy = policy;
    }
}
