using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Host;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Host;

/// <summary>A whole host in this process, behind a real socket, with every module but the simulated shop.</summary>
internal sealed class CollectShop : IAsyncDisposable
{
    private readonly TempDirectory _data = new();
    private readonly DateTimeOffset _today = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
    private int _day;

    private CollectShop(string[] settings) => App = ShopstreamHost.CreateWeb(
    [
        "--urls=http://127.0.0.1:0", $"--Data:Path={_data.Path}", "--Modules:Simulator=false", "--Bus:Partitions=2", "--Bus:Embedded:Fsync=Never",
        "--Documents:Sqlite:Fsync=Never", "--SearchIndex:Sqlite:Fsync=Never", "--Streaming:EmitInterval=00:00:00.050",
        "--Streaming:CheckpointInterval=00:00:00.200", "--StreamAnalytics:AllowedLateness=30.00:00:00", "--Serving:StreamInterval=00:00:00.100",
        "--Serving:StreamHeartbeat=00:00:00.500", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft=None",
        .. settings,
    ]);

    public WebApplication App { get; }

    public HttpClient Client { get; private set; } = null!;

    public string DataPath => _data.Path;

    public IEventBus Bus => App.Services.GetRequiredService<IEventBus>();

    public static async Task<CollectShop> StartAsync(params string[] settings)
    {
        var shop = new CollectShop(settings);
        await shop.App.StartAsync();
        shop.Client = new HttpClient { BaseAddress = new Uri(shop.App.Urls.First()) };
        return shop;
    }

    /// <summary>Noon of a day of the last three weeks that no other test uses, so that its counts are the test's own.</summary>
    public DateTimeOffset NewDay() => _today.AddDays(-1 - Interlocked.Increment(ref _day)).AddHours(12);

    /// <summary>Totals of a day.</summary>
    public async Task<JsonElement> TotalsAsync(DateTimeOffset day)
    {
        var from = day.UtcDateTime.Date;
        var text = await Client.GetStringAsync($"/analytics/overview?from={from:yyyy-MM-dd}&to={from.AddDays(1):yyyy-MM-dd}&window=1d");
        return JsonDocument.Parse(text).RootElement.GetProperty("totals");
    }

    /// <summary>Waits until a total of a day is reached.</summary>
    public Task ReachesAsync(DateTimeOffset day, Func<JsonElement, bool> condition, string what) =>
        Eventually.BecomesTrueAsync(async () => condition(await TotalsAsync(day)), what);

    /// <summary>Sends a body that must be taken.</summary>
    public async Task<JsonElement> CollectAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await AcceptedAsync(request);
    }

    /// <summary>Sends a request that must be taken.</summary>
    public async Task<JsonElement> AcceptedAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>What a topic of refused records holds of one source.</summary>
    public async Task<List<RejectedRecord>> RejectedAsync(string topic, CancellationToken cancel) =>
        [.. (await Bus.ReadTopicAsync(topic, cancel)).Select(r => JsonSerializer.Deserialize(r.Value.Span, EventsJsonContext.Default.RejectedRecord)!)];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        _data.Dispose();
    }
}
