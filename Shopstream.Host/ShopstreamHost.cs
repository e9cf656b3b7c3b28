using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Serving;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Streaming;

namespace Shopstream.Host;

/// <summary>Builds the host from the modules that are on.</summary>
internal static class ShopstreamHost
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>The host that serves.</summary>
    public static WebApplication CreateWeb(IReadOnlyList<string> settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Environment.EnvironmentName = ShopstreamConfiguration.EnvironmentName(settings, builder.Environment.EnvironmentName);
        ShopstreamConfiguration.Apply(builder.Configuration, builder.Environment.EnvironmentName, settings);
        if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.WebHost.UseUrls(DefaultUrl);
        else builder.WebHost.UseUrls(builder.Configuration["urls"]!.Split(';'));
        var modules = ModuleCatalog.Enabled(builder.Configuration);
        ServingModule.RegisterGuards(builder);
        Register(builder, modules);
        var app = builder.Build();
        ServingModule.UseGuards(app);
        foreach (var module in modules) module.Map?.Invoke(app);
        return app;
    }

    /// <summary>A host without HTTP and without the simulated shop, for a command that feeds the same pipeline.</summary>
    public static IHost CreateWorker(IReadOnlyList<string> settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = false, ContentRootPath = AppContext.BaseDirectory });
        builder.Environment.EnvironmentName = ShopstreamConfiguration.EnvironmentName(settings, builder.Environment.EnvironmentName);
        ShopstreamConfiguration.Apply(builder.Configuration, builder.Environment.EnvironmentName, settings);
        var modules = ModuleCatalog.Enabled(builder.Configuration).Where(m => m.Map is null || m.Name == "Ingest").Where(m => m.Name != ModuleCatalog.Simulator);
        Register(builder, [.. modules]);
        return builder.Build();
    }

    /// <summary>A host that is not started, for a command that runs one of the jobs of the modules <c>Ml</c> and <c>Recommendations</c>; it logs warnings only.</summary>
    public static IHost CreateForJobs(IReadOnlyList<string> settings)
    {
        settings = ["--Logging:LogLevel:Default=Warning", .. settings];
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = false, ContentRootPath = AppContext.BaseDirectory });
        builder.Environment.EnvironmentName = ShopstreamConfiguration.EnvironmentName(settings, builder.Environment.EnvironmentName);
        ShopstreamConfiguration.Apply(builder.Configuration, builder.Environment.EnvironmentName, settings);
        Register(builder, [.. ModuleCatalog.Enabled(builder.Configuration).Where(m => m.Name is "Ml" or "Recommendations")]);
        return builder.Build();
    }

    private static void Register(IHostApplicationBuilder builder, IReadOnlyList<ModuleEntry> modules)
    {
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new DataDirectory(ShopstreamConfiguration.DataPath(services.GetRequiredService<IConfiguration>())));
        builder.Services.AddMetrics();
        ConnectionsModule.Register(builder);
        BusModule.Register(builder);
        StoresModule.Register(builder);
        StreamingModule.Register(builder);
        JobsModule.Register(builder);
        foreach (var module in modules) module.Register(builder);
    }
}
