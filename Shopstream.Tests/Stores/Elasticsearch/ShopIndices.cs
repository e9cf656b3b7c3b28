using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Elasticsearch;
using Shopstream.Tests.Support.Elasticsearch;

namespace Shopstream.Tests.Stores.Elasticsearch;

/// <summary>A server with a search index on it, and rows to write into it.</summary>
internal sealed class ShopIndices : IAsyncDisposable
{
    public const long Hour = 3_600_000;

    public static readonly WindowIndexDefinition Products = new("products", "productId", ["name", "brand"],
        [new("views"), new("revenue", MeasureUnit.Money), new("viewTime", MeasureUnit.Milliseconds), new("lastSeen", MeasureUnit.Instant, MeasureMerge.Max)]);

    public static readonly CollectionDefinition Notes = new("notes", [new("topic", IsInteger: false), new("timeMs", IsInteger: true)], [["topic", "timeMs"]]);

    private readonly List<IAsyncDisposable> _open = [];

    private ShopIndices(ElasticsearchServer server) => Server = server;

    public ElasticsearchServer Server { get; }

    public ElasticsearchFixture Fixture { get; private set; } = null!;

    public ISearchIndex Index => Fixture.Index;

    public static async Task<ShopIndices> StartAsync(Action<ElasticsearchOptions>? change = null)
    {
        var shop = new ShopIndices(await ElasticsearchServer.StartAsync());
        shop.Fixture = shop.Open(change);
        await shop.Index.EnsureWindowIndexAsync(Products, CancellationToken.None);
        await shop.Index.EnsureDocumentIndexAsync(Notes, CancellationToken.None);
        shop.Server.ForgetRequests();
        return shop;
    }

    /// <summary>Another host on the same server.</summary>
    public ElasticsearchFixture Open(Action<ElasticsearchOptions>? change = null, TimeProvider? time = null)
    {
        var options = new ElasticsearchOptions { Url = Server.Url, RetryFor = TimeSpan.FromSeconds(20), RequestTimeout = TimeSpan.FromSeconds(10) };
        change?.Invoke(options);
        var fixture = new ElasticsearchFixture(options, time);
        _open.Add(fixture);
        return fixture;
    }

    /// <summary>Another host that knows the indices.</summary>
    public async Task<ISearchIndex> OpenIndexAsync(Action<ElasticsearchOptions>? change = null)
    {
        var index = Open(change).Index;
        await index.EnsureWindowIndexAsync(Products, CancellationToken.None);
        await index.EnsureDocumentIndexAsync(Notes, CancellationToken.None);
        return index;
    }

    public static PartialRow Row(string key, long views, long revenue = 0) => new(key, [$"name of {key}", null], [views, revenue, 0, 0]);

    public static WindowPartial Partial(long version, long tenure, params PartialRow[] rows) =>
        new(Products.Name, "1h", 0, "events/0", rows) { Version = version, Tenure = tenure };

    public static Document Note(string id, string topic, long time, long version = 0) =>
        new(id, System.Text.Encoding.UTF8.GetBytes($$"""{"topic":"{{topic}}","timeMs":{{time}}}"""), [topic, time]) { Version = version };

    /// <summary>Views by key, over all windows.</summary>
    public async Task<Dictionary<string, long>> ViewsAsync(CancellationToken cancel)
    {
        Server.Refresh();
        var rows = await Index.QueryWindowsAsync(new WindowQuery(Products.Name, "1h", long.MinValue, long.MaxValue), cancel);
        return rows.ToDictionary(r => r.Key, r => r.Measures[0], StringComparer.Ordinal);
    }

    /// <summary>As above, as text: <c>a 1, b 2</c>.</summary>
    public async Task<string> ShownAsync(CancellationToken cancel) =>
        string.Join(", ", (await ViewsAsync(cancel)).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key} {v.Value}"));

    /// <summary>What the server holds of an index, by id, as <c>version source</c>.</summary>
    public Dictionary<string, string> Stored(string index) =>
        Server.Documents(index).ToDictionary(d => d.Key, d => $"{d.Value.Version} {d.Value.Source.ToJsonString()}", StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open) await open.DisposeAsync();
        await Server.DisposeAsync();
    }
}
