using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Batch;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Serving;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Batch;

/// <summary>A host in this process with the jobs of a test, their schedule and the guards of every host.</summary>
internal sealed class JobShop : IAsyncDisposable
{
    private readonly TempDirectory _directory;
    private readonly WebApplication _app;

    private JobShop(TempDirectory directory, WebApplication app) => (_directory, _app, Client) = (directory, app, app.GetTestClient());

    public HttpClient Client { get; }

    public JobRunner Runner => _app.Services.GetRequiredService<JobRunner>();

    public IServiceProvider Services => _app.Services;

    public static Task<JobShop> StartAsync(Dictionary<string, string?> settings, params IBatchJob[] jobs) =>
        StartAsync(settings, builder =>
        {
            foreach (var job in jobs) builder.Services.AddSingleton(job);
        });

    /// <summary>A host with what a test adds, and endpoints of it.</summary>
    public static async Task<JobShop> StartAsync(Dictionary<string, string?> settings, Action<WebApplicationBuilder> add, Action<WebApplication>? map = null)
    {
        var directory = new TempDirectory();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IDocumentStore>(_ => new SqliteDocumentStore(directory.File("documents.db"), FsyncPolicy.Never));
        ServingModule.RegisterGuards(builder);
        builder.Services.AddSingleton<ISearchIndex>(new InMemorySearchIndex());
        ServingModule.Register(builder);
        ConnectionsModule.Register(builder);
        JobsModule.Register(builder);
        BatchModule.Register(builder);
        add(builder);
        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Loopback;
            return next(context);
        });
        ServingModule.UseGuards(app);
        BatchModule.Map(app);
        map?.Invoke(app);
        ServingModule.Map(app);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            directory.Dispose();
            throw;
        }

        return new JobShop(directory, app);
    }

    public async Task<(HttpStatusCode Status, JsonElement Body, Uri? Location)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement, response.Headers.Location);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _directory.Dispose();
    }
}
