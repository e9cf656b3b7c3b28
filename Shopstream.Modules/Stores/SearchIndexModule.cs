using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores.Elasticsearch;
using Shopstream.Modules.Stores.Forgetting;
using Shopstream.Modules.Stores.Sqlite;

namespace Shopstream.Modules.Stores;

/// <summary>Registers the search index as <c>SearchIndex:Provider</c> says.</summary>
internal static class SearchIndexModule
{
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<SearchIndexOptions>, SearchIndexOptionsValidator>();
        builder.Services.AddSingleton<IValidateOptions<SearchIndexOptions>, ElasticsearchOptionsRules>();
        builder.Services.AddOptions<SearchIndexOptions>().BindConfiguration("SearchIndex", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<ISearchIndex>(services => new ForgettingSearchIndex(Open(services), services.GetRequiredService<ForgottenUsers>()));
    }

    private static ISearchIndex Open(IServiceProvider services) => services.GetRequiredService<IOptions<SearchIndexOptions>>().Value switch
    {
        { Provider: SearchIndexOptions.ElasticsearchProvider } options => new ElasticsearchSearchIndex(
            options.Elasticsearch,
            services.GetRequiredService<ConnectionRegistry>(),
            services.GetRequiredService<IMeterFactory>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<ElasticsearchSearchIndex>>()),
        var options => new SqliteSearchIndex(services.GetRequiredService<DataDirectory>().File("index.db"), options.Sqlite.Fsync),
    };
}
