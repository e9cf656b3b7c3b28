using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Dashboard;

/// <summary>
/// The dashboard at <c>/</c>: one page with its style and script, which load nothing from elsewhere. Its figures come from
/// <c>/analytics/*</c> and <c>/events/stream</c>; where those are switched off it says so.
/// </summary>
public static class DashboardModule
{
    /// <summary>Adds services and options (section <c>Dashboard</c>); a wrong setting stops the start.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DashboardOptions>()
            .BindConfiguration(DashboardOptions.Section, o => o.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<DashboardOptions>, DashboardOptionsValidator>();
    }

    /// <summary>Maps the page and its parts.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<DashboardOptions>>();
        MapAsset(endpoints, "/", new(() => DashboardAsset.Of("text/html; charset=utf-8", DashboardPage.Render(options.Value))));
        MapAsset(endpoints, "/dashboard.css", new(() => DashboardAsset.Of("text/css; charset=utf-8", DashboardStyle.Text)));
        MapAsset(endpoints, "/dashboard.js", new(() => DashboardAsset.Of("text/javascript; charset=utf-8", DashboardScript.Text)));
        MapAsset(endpoints, "/dashboard.svg", new(() => DashboardAsset.Of("image/svg+xml; charset=utf-8", DashboardPage.Icon)));
    }

    private static void MapAsset(IEndpointRouteBuilder endpoints, string path, Lazy<DashboardAsset> asset) =>
        endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], (HttpContext context) => asset.Value.SendAsync(context))
            .ExcludeFromDescription();
}
