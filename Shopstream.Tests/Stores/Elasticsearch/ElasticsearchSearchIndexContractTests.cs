using System.Text;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Elasticsearch;

namespace Shopstream.Tests.Stores.Elasticsearch;

/// <summary>
/// The contract on a real Elasticsearch or OpenSearch, whose address stands in SHOPSTREAM_TEST_ELASTICSEARCH (with user and
/// password in it where it wants them). Each test has indices of its own, which are removed after it.
/// </summary>
[TestFixture]
public sealed class ElasticsearchSearchIndexContractTests : SearchIndexContract
{
    private const string Variable = "SHOPSTREAM_TEST_ELASTICSEARCH";
    private static readonly string[] Names = ["contract_products", "contract_other", "contract_reviews", "window_sketches"];
    private static readonly string Address = Environment.GetEnvironmentVariable(Variable) ?? "";
    private readonly HttpClient _http = new();
    private string _prefix = "";
    private Func<Task> _close = () => Task.CompletedTask;

    [OneTimeSetUp]
    public void FindServer()
    {
        if (Address.Length == 0)
            Assert.Ignore($"A running Elasticsearch 7.17 to 9 or OpenSearch is needed: {Variable} holds its address, such as http://127.0.0.1:9200.");
    }

    [OneTimeTearDown]
    public void CloseClient() => _http.Dispose();

    protected override Task<ISearchIndex> OpenAsync()
    {
        var url = new UriBuilder(Address);
        var (user, password) = (Uri.UnescapeDataString(url.UserName), Uri.UnescapeDataString(url.Password));
        (url.UserName, url.Password) = ("", "");
        _http.BaseAddress ??= url.Uri;
        if (user.Length > 0) _http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        _prefix = $"shopstream-test-{Guid.NewGuid():N}-";
        var fixture = new ElasticsearchFixture(new ElasticsearchOptions
        {
            Url = url.Uri.ToString(),
            Username = user.Length == 0 ? null : user,
            Password = user.Length == 0 ? null : password,
            IndexPrefix = _prefix,
            Shards = 2,
            Replicas = 0,
        });
        _close = async () => await fixture.DisposeAsync();
        return Task.FromResult<ISearchIndex>(fixture.Index);
    }

    protected override async Task RefreshAsync()
    {
        foreach (var name in Names) (await _http.PostAsync($"{_prefix}{name}/_refresh?ignore_unavailable=true", content: null)).Dispose();
    }

    protected override async Task CleanAsync()
    {
        await _close();
        foreach (var name in Names)
        {
            (await _http.DeleteAsync($"{_prefix}{name}-000001")).Dispose();
            (await _http.DeleteAsync($"_index_template/{_prefix}{name}")).Dispose();
        }
    }
}
