using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Http;
using Shopstream.Modules.Serving.Forgetting;

namespace Shopstream.Modules.Serving;

/// <summary>
/// Answers over HTTP from the search index: <c>/analytics/*</c>, <c>/events/stream</c>, <c>/openapi/v1.json</c>, and the guards
/// that stand before every endpoint of the host. Needs an <see cref="Stores.ISearchIndex"/> among the services.
/// </summary>
public static class ServingModule
{
    /// <summary>Adds services; the guards have to be registered too.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        RegisterReaders(services);
        services.AddOpenApi("v1", ApiDescription.Configure);
        services.AddHealthChecks().AddCheck<SearchIndexCheck>("search_index", tags: ["ready"]);
    }

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        AnalyticsEndpoints.Map(endpoints);
        LiveEndpoint.Map(endpoints);
        ErasureEndpoint.Map(endpoints);
        endpoints.MapOpenApi();
    }

    /// <summary>
    /// Puts the guards before everything added after: security headers, problem details for every error, response
    /// compression, pages of allowed sites, rate limits, body limits, the API key, request decompression. Call it before endpoints are mapped.
    /// </summary>
    public static void UseGuards(IApplicationBuilder app)
    {
        app.Use((context, next) =>
        {
            context.Response.OnStarting(SecurityHeaders.Set, context.Response);
            return next(context);
        });
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = Problems.AnswerExceptionAsync,
            AllowStatusCode404Response = true,
            SuppressDiagnosticsCallback = context => context.Exception is Microsoft.AspNetCore.Http.BadHttpRequestException,
        });
        app.UseResponseCompression();
        app.UseStatusCodePages(context => Problems.AnswerBareStatusAsync(context.HttpContext));
        app.UseMiddleware<BrowserWrites>();
        app.UseRateLimiter();
        app.UseMiddleware<AccessGuard>();
        app.UseMiddleware<BodyGuard>();
        app.UseRequestDecompression();
        app.UseMiddleware<EncodingGuard>();
    }

    private static void RegisterReaders(IServiceCollection services)
    {
        services.AddSingleton<DistinctUsers>();
        services.AddSingleton<OverviewReader>();
        services.AddSingleton<UsersReader>();
        services.AddSingleton<SessionsReader>();
        services.AddSingleton<ProductsReader>();
        services.AddSingleton<SentimentReader>();
        services.AddSingleton<PaymentsReader>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<UserErasure>();
        services.AddHostedService<IndexService>();
        services.AddHostedService<LiveOverviewService>();
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServingJsonContext.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ErasureJsonContext.Default);
        });
    }

    /// <summary>
    /// Adds the options (section <c>Serving</c>; a wrong setting stops the start) and services of <see cref="UseGuards"/>, which
    /// every host with endpoints needs, whether this module is on or not.
    /// </summary>
    public static void RegisterGuards(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<ServingOptions>()
            .BindConfiguration(ServingOptions.Section, o => o.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServingOptions>, ServingOptionsValidator>();
        services.AddSingleton<IValidateOptions<ServingOptions>, ServingOptionsRules>();
        services.AddMetrics();
        services.AddSingleton<ServingMetrics>();

        // The first writer that can write wins, so this one comes before the framework's.
        services.AddSingleton<IProblemDetailsWriter, Problems>();
        services.AddProblemDetails();
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, HttpJsonContext.Default));

        // Else a body that cannot be read is answered without a word why.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddResponseCompression();
        services.AddRequestDecompression();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<ServingOptions>>((limiter, serving) => RateLimits.Configure(limiter, serving.Value));
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ServingOptions>>((kestrel, serving) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = serving.Value.MaxBodyBytes;
        });
    }
}
