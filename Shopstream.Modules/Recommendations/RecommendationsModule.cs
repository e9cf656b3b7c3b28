using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Shopstream.Modules.Recommendations.Trending;

namespace Shopstream.Modules.Recommendations;

/// <summary>Recommendations: what rises in the shop.</summary>
public static class RecommendationsModule
{
    /// <summary>Adds services and jobs.</summary>
    public static void Register(IHostApplicationBuilder builder) => TrendingServices.Add(builder.Services);

    /// <summary>Maps <c>/trending</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) => TrendingServices.Map(endpoints);
}
