using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shopstream.Modules.Dashboard;
using Shopstream.Modules.Monitoring;
using Shopstream.Modules.Serving;
using Shopstream.Modules.Stores;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Serving;

/// <summary>A host with the three HTTP modules over an index in memory, in process or, when asked, behind a real socket on a free port.</summary>
internal sealed class TestShop : IAsyncDisposable
{
    /// <summary>What the clock of every test shop shows.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 30, TimeSpan.Zero);

    private readonly WebApplication host;

    private TestShop(WebApplication app, HttpClient client, InMemorySearchIndex index, FixedClock clock) =>
        (host, Client, Index, Clock) = (app, client, index, clock);

    public HttpClient Client { get; }

    public InMemorySearchIndex Index { get; }

    public FixedClock Clock { get; }

    public IServiceProvider Services => host.Services;

    public static async Task<TestShop> StartAsync(
        InMemorySearchIndex? index = null,
        Dictionary<string, string?>? settings = null,
        IPAddress? caller = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? endpoints = null,
        bool socket = false)
    {
        index ??= new();
        var clock = new FixedClock(Noon);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        if (socket) builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        else builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<ISearchIndex>(index);
        MonitoringModule.Register(builder);
        ServingModule.RegisterGuards(builder);
        ServingModule.Register(builder);
        DashboardModule.Register(builder);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        if (!socket)
            app.Use((context, next) =>
            {
                context.Connection.RemoteIpAddress = caller ?? IPAddress.Loopback;
                return next(context);
            });
        ServingModule.UseGuards(app);
        ServingModule.Map(app);
        MonitoringModule.Map(app);
        DashboardModule.Map(app);
        endpoints?.Invoke(app);
        await app.StartAsync();
        return new(app, socket ? new() { BaseAddress = new(app.Urls.First()) } : app.GetTestClient(), index, clock);
    }

    /// <summary>The JSON of an answer that must succeed.</summary>
    public async Task<JsonElement> JsonAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The problem of an answer that must fail with a status.</summary>
    public static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        return problem;
    }

    public Task StopAsync(CancellationToken cancellationToken) => host.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.DisposeAsync();
    }
}
