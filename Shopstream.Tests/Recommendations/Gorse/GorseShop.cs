using System.Net;
using System.Text;
using System.Text.Json;
using Shopstream.Tests.Host;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Recommendations.Gorse;

/// <summary>A whole host as a client of gorse sees it.</summary>
internal sealed class GorseShop(CollectShop shop) : IAsyncDisposable
{
    public IServiceProvider Services => shop.App.Services;

    public HttpClient Client => shop.Client;

    public static async Task<GorseShop> StartAsync() => new(await CollectShop.StartAsync(
        "--Ml:PollInterval=00:00:00.1", "--Recommendations:CatalogueRefresh=00:00:00.1", "--Recommendations:Exploration=0", "--Recommendations:Gorse:DueInterval=00:00:00.050",
        "--Recommendations:Gorse:FeedbackTypes:Vote=dislike"));

    /// <summary>Sends a request.</summary>
    public async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a request that must be answered with 200.</summary>
    public async Task<JsonElement> OkAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        var (status, text) = await SendAsync(method, path, body, headers);
        status.ShouldBe(HttpStatusCode.OK, $"{method} {path}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public Task<JsonElement> GetAsync(string path) => OkAsync(HttpMethod.Get, path);

    public Task<JsonElement> PostAsync(string path, string body) => OkAsync(HttpMethod.Post, path, body);

    /// <summary>Sends a write that must change so many rows.</summary>
    public async Task AffectsAsync(int rows, HttpMethod method, string path, string? body = null) =>
        (await OkAsync(method, path, body)).GetRawText().ShouldBe($$"""{"RowAffected":{{rows}}}""", $"{method} {path}");

    /// <summary>A request that must be answered with an error.</summary>
    public async Task<string> FailsAsync(HttpStatusCode expected, HttpMethod method, string path, string? body = null)
    {
        var (status, text) = await SendAsync(method, path, body);
        status.ShouldBe(expected, $"{method} {path} {body}: {text}");
        return text;
    }

    /// <summary>Weight of a product in a user's profile; 0 when it is not there.</summary>
    public async Task<double> WeightAsync(string user, string product) =>
        (await GetAsync($"/users/{user}/profile")).GetProperty("liked").EnumerateArray().Where(i => i.GetProperty("productId").GetString() == product)
            .Select(i => i.GetProperty("weight").GetDouble()).FirstOrDefault();

    /// <summary>Number of products that a user has seen.</summary>
    public async Task<int> SeenAsync(string user) => (await GetAsync($"/users/{user}/profile")).GetProperty("seen").GetInt32();

    /// <summary>Waits until a user has seen so many products.</summary>
    public Task HasSeenAsync(string user, int products) => Eventually.BecomesTrueAsync(async () => await SeenAsync(user) >= products, $"{products} products seen by {user}");

    /// <summary>All rows of a list that is read in pages.</summary>
    public async Task<List<JsonElement>> WalkAsync(string path, string rows, int count, Func<int, Task>? between = null)
    {
        var found = new List<JsonElement>();
        var cursor = "";
        var pages = 0;
        do
        {
            var page = await GetAsync($"{path}?n={count}&cursor={cursor}");
            found.AddRange(page.GetProperty(rows).EnumerateArray());
            cursor = page.GetProperty("Cursor").GetString()!;
            if (cursor.Length > 0) page.GetProperty(rows).GetArrayLength().ShouldBe(count);
            if (between is not null) await between(pages);
            pages++;
            pages.ShouldBeLessThan(1_000);
        }
        while (cursor.Length > 0);
        return found;
    }

    public async ValueTask DisposeAsync() => await shop.DisposeAsync();
}
